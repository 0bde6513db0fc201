"""The limits of the posture on hands and knees, which several exercises share."""

from __future__ import annotations

from formcheck.judge.config import Finite, Limits
from formcheck.signals.all_fours import AllFours


class AllFoursLimits(Limits):
    """Within `on` the body is in the posture, beyond `off` it has left it. See `AllFours`."""

    thigh_on_deg: Finite
    thigh_off_deg: Finite
    arm_on_deg: Finite
    arm_off_deg: Finite
    trunk_on_deg: Finite
    trunk_off_deg: Finite
    across_on: Finite
    across_off: Finite
    shank_on: Finite
    shank_off: Finite

    def all_fours(self) -> AllFours:
        """The posture with these limits."""
        return AllFours(
            thigh=(self.thigh_on_deg, self.thigh_off_deg),
            arm=(self.arm_on_deg, self.arm_off_deg),
            trunk=(self.trunk_on_deg, self.trunk_off_deg),
            across=(self.across_on, self.across_off),
        )
