"""The limits of the dead bug."""

from __future__ import annotations

from formcheck.judge.config import DriveEdges, Finite, Limits


class DeadBugLimits(Limits):
    """Numbers of the dead bug's rule. The comments in `config.toml` explain each."""

    pitch_on_deg: Finite
    pitch_off_deg: Finite
    facing_up_on: Finite
    facing_up_off: Finite
    thigh_on_deg: Finite
    thigh_off_deg: Finite
    foot_on: Finite
    foot_off: Finite
    arm_on_deg: Finite
    arm_off_deg: Finite
    rest_hip_deg: Finite
    rest_arm_deg: Finite
    rest_within_deg: Finite
    steady_deg: Finite
    leg_out_deg: Finite
    arm_out_deg: Finite
    drive_on: Finite
    drive_off: Finite
    drive_top: Finite
    rep_from: Finite
    attempt_from: Finite
    limb_from: Finite
    outline_yaw_head_deg: Finite
    outline_yaw_feet_deg: Finite

    def drive_edges(self) -> DriveEdges:
        """When a movement counts."""
        return DriveEdges(self.drive_on, self.drive_off, self.drive_top)

    def outline_yaw_deg(self) -> tuple[float, float]:
        """Up to which turn towards the feet (-) and the head (+) the outline is read."""
        return self.outline_yaw_feet_deg, self.outline_yaw_head_deg
