"""The limits of lifting from the floor."""

from __future__ import annotations

from formcheck.exercises.down_up import DownUpLimits
from formcheck.judge.config import Finite


class LiftingLimits(DownUpLimits):
    """Numbers of the rule. The comments in `config.toml` explain each."""

    hand_high: Finite
    hand_low: Finite
    reaches: Finite
    stands: Finite
    told_flexion_deg: Finite
    told_span_deg: Finite
    line_rough: Finite
    seated_behind: Finite
    seated_s: Finite
