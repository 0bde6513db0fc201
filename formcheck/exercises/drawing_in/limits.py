"""The limits of drawing-in."""

from __future__ import annotations

from formcheck.judge.config import Finite, Limits


class DrawingInLimits(Limits):
    """Numbers of drawing-in's rule. The comments in `config.toml` explain each."""

    knee_up_on: Finite
    knee_up_off: Finite
    knee_bent_on_deg: Finite
    knee_bent_off_deg: Finite
    pitch_high_on_deg: Finite
    pitch_high_off_deg: Finite
    pitch_low_on_deg: Finite
    pitch_low_off_deg: Finite
    hips_down_on: Finite
    hips_down_off: Finite
    foot_up_on: Finite
    foot_up_off: Finite
    still: Finite
    still_window_s: Finite
    moving: Finite
    window_s: Finite
    window_least_s: Finite
    quality_least: Finite
    quality_least_short: Finite
    swing_least: Finite
    evenness_least: Finite
    breath_jump: Finite
    breath_slip_s: Finite
    breath_gap_s: Finite
    level_s: Finite
    pause_share: Finite
    pause_tail: Finite
    pause_smooth: Finite
    pause_noise: Finite
    usual_age_s: Finite
    pause_begun_s: Finite
    evenness_paused: Finite
    calm_low_per_min: Finite
    calm_high_per_min: Finite
    calm_share: Finite
    rhythm_least_s: Finite
