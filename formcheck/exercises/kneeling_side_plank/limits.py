"""The limits of the side plank on the knees."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.exercises.side_hold_limits import SideHoldLimits


class KneelingSidePlankLimits(SideHoldLimits):
    """Numbers of the kneeling side plank's rule. The comments in `config.toml` explain each."""

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {
            "hip_offset": (self.high_off, self.bent_low_off),
            "upper_arm_deg": (-self.arm_off_deg, self.arm_off_deg),
        }
