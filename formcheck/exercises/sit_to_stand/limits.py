"""The limits of sitting down and standing up."""

from __future__ import annotations

from formcheck.exercises.down_up import DownUpLimits
from formcheck.judge.config import Finite


class SitToStandLimits(DownUpLimits):
    """Numbers of the rule. The comments in `config.toml` explain each."""

    stand_deg: Finite
    seat_deg: Finite
    seated_behind: Finite
    seated_s: Finite
