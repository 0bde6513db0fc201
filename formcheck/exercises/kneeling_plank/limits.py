"""The limits of the front plank on the knees."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.exercises.front_plank_limits import FrontPlankLimits
from formcheck.judge.config import Finite


class KneelingPlankLimits(FrontPlankLimits):
    """Numbers of the kneeling plank's rule. The comments in `config.toml` explain each."""

    knees_up_on: Finite
    knees_up_off: Finite
    shank_flat_deg: Finite
    hangs_on: Finite
    hangs_off: Finite
    leaving: Finite
    leaving_above: Finite

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {"upper_arm_deg": (-self.upper_arm_off_deg, self.upper_arm_off_deg)}
