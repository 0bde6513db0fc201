"""The limits of planks that face the floor, which several exercises share."""

from __future__ import annotations

from formcheck.judge.config import Finite, Limits


class FrontPlankLimits(Limits):
    """Numbers of `FrontPlank`. The comments in each exercise's `config.toml` explain them."""

    hip_on_deg: Finite
    hip_off_deg: Finite
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
    hips_low_on: Finite
    hips_low_off: Finite
    trunk_up_on_deg: Finite
    trunk_up_off_deg: Finite
    upside_on: Finite
    upside_off: Finite
    steady: Finite
    bias_max: Finite
    usual: Finite
    settled: Finite
