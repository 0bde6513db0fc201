"""The limits of bridges, which several exercises share."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from formcheck.judge.config import DriveEdges, Finite, Limits


class HipLiftLimits(Limits):
    """Numbers of `HipLift`. The comments in each exercise's `config.toml` explain them."""

    knee_up_on: Finite
    knee_up_off: Finite
    knee_bent_on_deg: Finite
    knee_bent_off_deg: Finite
    pitch_high_on_deg: Finite
    pitch_high_off_deg: Finite
    pitch_low_on_deg: Finite
    pitch_low_off_deg: Finite
    head_low_on: Finite
    head_low_off: Finite
    arms_on: Finite
    arms_off: Finite
    ankles_on: Finite
    ankles_off: Finite
    feet_on: Finite
    feet_off: Finite
    drive_on: Finite
    drive_off: Finite
    rest_below: Finite
    rest_default: Finite
    rest_tilt_deg: Finite
    rest_up_deg: Finite
    rest_pitch_deg: Finite
    tilt_deg: Finite
    steady: Finite
    drive_top: Finite
    rep_from: Finite
    attempt_from: Finite
    hold_from_s: Finite
    hold_start: Finite
    hold_end: Finite
    top_from: Finite
    neutral_from: Finite
    neutral_to: Finite
    outline_yaw_head_deg: Finite
    outline_yaw_feet_deg: Finite
    outline_false_per_deg: Finite
    outline_miss_per_deg: Finite
    outline_miss_deg: Finite
    bias_max: Finite
    hips_deg: Finite
    build_deg: Finite
    turn_share: Finite
    sure_deg: Finite

    def drive_edges(self) -> DriveEdges:
        """When a movement counts."""
        return DriveEdges(self.drive_on, self.drive_off, self.drive_top)

    def outline_yaw_deg(self) -> tuple[float, float]:
        """Up to which turn towards the feet (-) and the head (+) the outline is read as it is."""
        return self.outline_yaw_feet_deg, self.outline_yaw_head_deg

    def posture_range(self) -> Mapping[str, tuple[float, float]]:
        """What ends the posture, of what bands judge."""
        return {"knee_angle_deg": (-inf, self.knee_bent_off_deg)}
