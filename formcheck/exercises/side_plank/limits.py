"""The limits of the side plank."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.judge.config import Finite, Limits


class SidePlankLimits(Limits):
    """Numbers of the side plank's rule. The comments in `config.toml` explain each."""

    across_on: Finite
    across_off: Finite
    slope_on: Finite
    slope_off: Finite
    arm_on_deg: Finite
    arm_off_deg: Finite
    free_arm_on_deg: Finite
    free_arm_off_deg: Finite
    knee_on_deg: Finite
    knee_off_deg: Finite
    bent_on: Finite
    bent_off: Finite
    leg_on: Finite
    leg_off: Finite
    ankles_on: Finite
    ankles_off: Finite
    clear_on: Finite
    clear_off: Finite
    low_on: Finite
    low_off: Finite
    bent_low_on: Finite
    bent_low_off: Finite
    high_on: Finite
    high_off: Finite
    steady: Finite
    bias_max: Finite
    usual: Finite
    leaving: Finite
    leaving_below: Finite
    settled: Finite
    width_least: Finite
    twist_least_deg: Finite

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {
            "hip_offset": (self.high_off, max(self.low_off, self.bent_low_off)),
            "upper_arm_deg": (-self.arm_off_deg, self.arm_off_deg),
        }
