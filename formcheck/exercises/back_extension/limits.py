"""The limits of the prone back extension."""

from __future__ import annotations

from formcheck.judge.config import DriveEdges, Finite, Limits


class BackExtensionLimits(Limits):
    """Numbers of the prone back extension's rule. The comments in `config.toml` explain each."""

    right_more_deg: Finite
    uneven_green_deg: Finite
    uneven_amber_deg: Finite
    trunk_on_deg: Finite
    trunk_off_deg: Finite
    legs_low_on_deg: Finite
    legs_low_off_deg: Finite
    legs_high_on_deg: Finite
    legs_high_off_deg: Finite
    facing_up_on: Finite
    facing_up_off: Finite
    across_on: Finite
    across_off: Finite
    propped_on: Finite
    propped_off: Finite
    straight_deg: Finite
    rest_pitch_deg: Finite
    rest_leg_deg: Finite
    rest_turned: Finite
    rest_near_deg: Finite
    steady_deg: Finite
    lift_deg: Finite
    drive_on: Finite
    drive_off: Finite
    drive_top: Finite
    rep_from: Finite
    attempt_from: Finite
    one_sided_deg: Finite

    def drive_edges(self) -> DriveEdges:
        """When a movement counts."""
        return DriveEdges(self.drive_on, self.drive_off, self.drive_top)
