"""Facts about the bird-dog that the edges show."""

from dataclasses import replace
from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.judge.main_faults import MainFault
from formcheck.signals.body import ANKLE, EAR, ELBOW, FOOT, HIP, KNEE, SHOULDER, WRIST
from formcheck.signals.level import FloorLine
from formcheck.signals.picture_edge import EITHER, WHOLE, both, near

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="bird-dog",
    main_signal="trunk_pitch_change_deg",
    needed=("trunk_pitch_change_deg",),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    plus_is_down=False,
    outline="dorsal",
    belly_down=True,
    moves=True,
    calibrated=("trunk_pitch_deg", "head_angle_deg", "lumbar_deg"),
    main_faults=(MainFault("lumbar_hollow"), MainFault("trunk_roll")),
    posture_signature=PostureSignature(("bird_dog",), resting=("quadruped",)),
    # One arm and one leg stay on the floor, and tell the posture.
    posture_places=(*near(SHOULDER, HIP), (EITHER, WRIST), (EITHER, KNEE)),
    needs={
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "trunk_pitch_change_deg": both(SHOULDER, HIP),
        "lumbar_deg": near(SHOULDER, HIP),
        "leg_over_trunk_deg": WHOLE,
        "arm_over_trunk_deg": WHOLE,
        "knee_angle_deg": both(HIP, KNEE, ANKLE),
        "elbow_angle_deg": both(SHOULDER, ELBOW, WRIST),
        "head_angle_deg": near(EAR, SHOULDER, HIP),
    },
    floor=FloorLine((WRIST,), (KNEE, FOOT), below=0.05),
    carries=True,
    easier="dead-bug",
)
FRONT_SPEC = replace(
    SPEC,
    main_signal="trunk_roll_deg",
    needed=("trunk_roll_deg", "lateral_shift"),
    judged_line=("hip", "hip"),
    floor=None,
    posture_places=None,
    needs={"trunk_roll_deg": both(SHOULDER, HIP), "lateral_shift": both(SHOULDER, HIP)},
    calibrated=("trunk_roll_deg", "position_px", "shoulder_width_px"),
    framing="facing",
)
