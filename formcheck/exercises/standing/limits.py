"""The limits of the check of posture in standing."""

from __future__ import annotations

import math

from formcheck.judge.config import Finite, Limits, Speaking


class StandingLimits(Limits):
    """Numbers of the rule. The comments in `config.toml` explain each."""

    lean_on_deg: Finite
    lean_off_deg: Finite
    legs_on: Finite
    legs_off: Finite
    knee_on_deg: Finite
    knee_off_deg: Finite
    feet_level_on: Finite
    feet_level_off: Finite
    stride_on: Finite
    stride_off: Finite
    hands_on: Finite
    hands_off: Finite
    settled: Finite
    moving: Finite
    steady: Finite
    sideways: Finite
    stance: Finite
    trunk_share: Finite
    least_share: Finite

    def speaking(self) -> Speaking:
        """Not at all: a correction during the check would change what is looked at."""
        return Speaking(after_s=math.inf, every_s=math.inf, calls=False)
