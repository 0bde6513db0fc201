"""Facts about the prone back extension that the edges show."""

from __future__ import annotations

from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.judge.main_faults import MainFault
from formcheck.signals.body import ANKLE, EAR, HIP, KNEE, SHOULDER
from formcheck.signals.picture_edge import both, near

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="back-extension",
    main_signal="trunk_pitch_change_deg",
    needed=("trunk_pitch_deg",),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    plus_is_down=False,
    outline=None,
    belly_down=True,
    moves=True,
    calibrated=(),
    main_faults=(MainFault("over_lift"),),
    posture_signature=PostureSignature(("prone_lifted",), resting=("prone",)),
    posture_places=near(SHOULDER, HIP, KNEE),
    needs={
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "trunk_pitch_change_deg": both(SHOULDER, HIP),
        "leg_over_trunk_deg": both(HIP, KNEE, ANKLE),
        "knee_angle_deg": near(HIP, KNEE, ANKLE),
        "head_angle_deg": near(EAR, SHOULDER, HIP),
        "hip_offset_change": both(HIP),
    },
    out_of_view=("trunk_rotation",),
)
