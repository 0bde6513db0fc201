"""The limits of the front plank."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.judge.config import Finite, Limits


class PlankLimits(Limits):
    """Numbers of the front plank's rule. The comments in `config.toml` explain each."""

    knee_on_deg: Finite
    knee_off_deg: Finite
    hip_on_deg: Finite
    hip_off_deg: Finite
    far_knee_on_deg: Finite
    far_knee_off_deg: Finite
    slope_on: Finite
    slope_off: Finite
    upper_arm_on_deg: Finite
    upper_arm_off_deg: Finite
    across_on: Finite
    across_off: Finite
    facing_up_on: Finite
    facing_up_off: Finite
    chest_on: Finite
    chest_off: Finite
    piked: Finite
    ankles_on: Finite
    ankles_off: Finite
    hips_low_on: Finite
    hips_low_off: Finite
    toes_flat: Finite
    trunk_up_on_deg: Finite
    trunk_up_off_deg: Finite
    upside_on: Finite
    upside_off: Finite
    knee_back_on_deg: Finite
    knee_back_off_deg: Finite
    steady: Finite
    bias_max: Finite
    usual: Finite
    settled: Finite

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {
            "knee_angle_deg": (self.knee_off_deg, self.knee_back_off_deg),
            "upper_arm_deg": (-self.upper_arm_off_deg, self.upper_arm_off_deg),
        }
