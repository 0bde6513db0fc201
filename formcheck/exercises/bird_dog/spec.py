"""Facts about the bird-dog that the edges show."""

from dataclasses import replace
from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.judge.main_faults import MainFault
from formcheck.signals.body import FOOT, KNEE, WRIST
from formcheck.signals.level import FloorLine

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
    floor=FloorLine((WRIST,), (KNEE, FOOT), below=0.05),
    carries=True,
)
FRONT_SPEC = replace(
    SPEC,
    main_signal="trunk_roll_deg",
    needed=("trunk_roll_deg", "lateral_shift"),
    judged_line=("hip", "hip"),
    floor=None,
    calibrated=("trunk_roll_deg", "position_px", "shoulder_width_px"),
    framing="facing",
)
