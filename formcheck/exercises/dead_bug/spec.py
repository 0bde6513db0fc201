"""Facts about the dead bug that the edges show."""

from __future__ import annotations

from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.judge.main_faults import MainFault
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, WRIST
from formcheck.signals.picture_edge import WHOLE, both, near

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="dead-bug",
    main_signal="lumbar_deg",
    needed=("trunk_pitch_deg",),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    plus_is_down=False,
    outline="dorsal",
    belly_down=False,
    moves=True,
    calibrated=("lumbar_deg",),
    main_faults=(MainFault("lumbar_hollow"),),
    posture_signature=PostureSignature(("dead_bug",)),
    posture_places=near(SHOULDER, HIP, KNEE),
    needs={
        "lumbar_deg": near(SHOULDER, HIP),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "leg_over_trunk_deg": WHOLE,
        "arm_over_trunk_deg": both(SHOULDER, WRIST),
        "knee_angle_deg": both(HIP, KNEE, ANKLE),
        "hip_angle_deg": both(SHOULDER, HIP, KNEE),
    },
    out_of_view=("trunk_rotation",),
)
