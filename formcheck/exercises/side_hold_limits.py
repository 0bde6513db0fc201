"""The limits of side planks, which several exercises share."""

from __future__ import annotations

from formcheck.judge.config import Finite, Limits


class SideHoldLimits(Limits):
    """Numbers of `SideHold`. The comments in each exercise's `config.toml` explain them."""

    across_on: Finite
    across_off: Finite
    slope_on: Finite
    slope_off: Finite
    arm_on_deg: Finite
    arm_off_deg: Finite
    free_arm_on_deg: Finite
    free_arm_off_deg: Finite
    bent_on: Finite
    bent_off: Finite
    clear_on: Finite
    clear_off: Finite
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
