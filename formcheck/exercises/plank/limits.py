"""The limits of the front plank."""

from __future__ import annotations

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
    steady: Finite
    bias_max: Finite
    settled: Finite
