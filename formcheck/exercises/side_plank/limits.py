"""The limits of the side plank."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.exercises.side_hold_limits import SideHoldLimits
from formcheck.judge.config import Finite


class SidePlankLimits(SideHoldLimits):
    """Numbers of the side plank's rule. The comments in `config.toml` explain each."""

    knee_on_deg: Finite
    knee_off_deg: Finite
    leg_on: Finite
    leg_off: Finite
    ankles_on: Finite
    ankles_off: Finite
    low_on: Finite
    low_off: Finite

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {
            "hip_offset": (self.high_off, max(self.low_off, self.bent_low_off)),
            "upper_arm_deg": (-self.arm_off_deg, self.arm_off_deg),
        }
