"""The limits of the front plank."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.exercises.front_plank_limits import FrontPlankLimits
from formcheck.judge.config import Finite


class PlankLimits(FrontPlankLimits):
    """Numbers of the front plank's rule. The comments in `config.toml` explain each."""

    knee_on_deg: Finite
    knee_off_deg: Finite
    far_knee_on_deg: Finite
    far_knee_off_deg: Finite
    ankles_on: Finite
    ankles_off: Finite
    toes_flat: Finite
    knee_back_on_deg: Finite
    knee_back_off_deg: Finite

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {
            "knee_angle_deg": (self.knee_off_deg, self.knee_back_off_deg),
            "upper_arm_deg": (-self.upper_arm_off_deg, self.upper_arm_off_deg),
        }
