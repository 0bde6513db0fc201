"""Side plank: is the body one line from shoulder to ankle (or knee), and does it stay so, on which side?"""

from __future__ import annotations

from pathlib import Path

from formcheck.exercises.base import ExerciseSpec, PostureSignature
from formcheck.exercises.side_hold import CALIBRATED, SideHold, SideHoldRows, SideHoldState, needs_of
from formcheck.exercises.side_plank.limits import SidePlankLimits
from formcheck.judge.main_faults import MainFault
from formcheck.judge.other_posture import OtherPosture, Sign, told_apart
from formcheck.signals.body import ANKLE, KNEE
from formcheck.signals.samples import Flags, Samples, negated, where

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="side-plank",
    main_signal="hip_offset",
    needed=("hip_offset",),
    judged_line=("shoulder", "ankle"),
    judged_point="hip",
    plus_is_down=True,
    outline=None,
    belly_down=True,
    moves=False,
    calibrated=CALIBRATED,
    main_faults=(MainFault("pelvis_drop"),),
    framing="frontal",
    needs=needs_of(KNEE, ANKLE),
    out_of_view=("hip_flexion", "small_twist"),
    posture_signature=PostureSignature(("side_plank_left", "side_plank_right")),
    easier="kneeling-side-plank",
)
SidePlankState = SideHoldState


class SidePlank(SideHold[SidePlankLimits]):
    """Side plank on the forearm, legs long or knees bent."""

    spec = SPEC

    def legs(self, s: SideHoldRows, bent: Flags) -> tuple[Flags, Flags]:
        """See `SideHold.legs`: on the knees, or long."""
        k = self._limits
        on = bent | ((s.knee > k.knee_on_deg) & (s.leg > k.leg_on))
        return on, negated(bent) & ((s.knee < k.knee_off_deg) | (s.leg < k.leg_off))

    def lowest(self, bent: Flags) -> tuple[Samples, Samples]:
        """See `SideHold.lowest`."""
        k = self._limits
        return where(bent, k.bent_low_on, k.low_on), where(bent, k.bent_low_off, k.low_off)

    def other_legs(self, s: SideHoldRows, bent: Flags) -> OtherPosture:
        """See `SideHold.other_legs`."""
        k = self._limits
        return told_apart(Sign("one_leg_up", s.ankles, k.ankles_on, k.ankles_off))
