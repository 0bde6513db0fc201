"""Side plank on the knees: is the body one line from shoulder to knee, and does it stay so, on which side?"""

from __future__ import annotations

from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.exercises.kneeling_side_plank.limits import KneelingSidePlankLimits
from formcheck.exercises.side_hold import CALIBRATED, SideHold, SideHoldRows, needs_of
from formcheck.judge.main_faults import MainFault
from formcheck.judge.other_posture import OtherPosture, Sign, told_apart
from formcheck.signals.body import KNEE
from formcheck.signals.samples import Flags, negated

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="kneeling-side-plank",
    main_signal="hip_offset",
    needed=("hip_offset",),
    judged_line=("shoulder", "knee"),
    judged_point="hip",
    plus_is_down=True,
    outline=None,
    belly_down=True,
    moves=False,
    calibrated=CALIBRATED,
    main_faults=(MainFault("pelvis_drop"),),
    framing="frontal",
    needs=needs_of(KNEE),
    out_of_view=("hip_flexion", "small_twist"),
    posture_signature=PostureSignature(("kneeling_side_plank_left", "kneeling_side_plank_right")),
    harder="side-plank",
)


class KneelingSidePlank(SideHold[KneelingSidePlankLimits]):
    """Side plank on forearm and knee, the shanks to the back."""

    spec = SPEC

    def legs(self, s: SideHoldRows, bent: Flags) -> tuple[Flags, Flags]:
        """See `SideHold.legs`: the knees are bent to the back."""
        return bent, negated(bent)

    def other_legs(self, s: SideHoldRows, bent: Flags) -> OtherPosture:
        """See `SideHold.other_legs`: long legs are the side plank on the feet."""
        k = self._limits
        return told_apart(Sign("knees_off_floor", s.shank, k.bent_on, k.bent_off))
