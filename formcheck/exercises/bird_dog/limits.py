"""The limits of the bird-dog."""

from __future__ import annotations

from formcheck.exercises.all_fours_limits import AllFoursLimits
from formcheck.judge.config import DriveEdges, Finite


class BirdDogLimits(AllFoursLimits):
    """Numbers of the bird-dog's rule. The comments in `config.toml` explain each."""

    first_of_pair_s: Finite
    back_lean_max_deg: Finite
    rest_leg_deg: Finite
    rest_arm_deg: Finite
    steady_deg: Finite
    default_pitch_deg: Finite
    default_rest_leg_deg: Finite
    default_rest_arm_deg: Finite
    held_up_deg: Finite
    hollow_leg_deg: Finite
    outline_across: Finite
    straight_deg: Finite
    drive_on: Finite
    drive_off: Finite
    drive_top: Finite
    rep_from: Finite
    attempt_from: Finite
    attempt_s: Finite
    limb_from: Finite
    limb_stays: Finite
    tempo_green_s: Finite
    tempo_amber_s: Finite
    front_arm_full: Finite
    front_leg_full: Finite
    front_rest_arm: Finite
    front_rest_leg: Finite
    front_arm_from: Finite
    front_leg_from: Finite
    front_gone_max: Finite
    front_leg_down: Finite
    front_roll_max_deg: Finite
    front_shift_max: Finite
    front_raised: Finite
    front_twist_min: Finite
    front_twist_max: Finite
    front_seen_on: Finite
    front_seen_off: Finite
    front_error_max_deg: Finite
    front_level_max_deg: Finite
    front_rest_roll: Finite
    front_apart_max: Finite
    front_narrow: Finite
    front_steady: Finite
    front_steady_legs: Finite
    front_rest: Finite
    front_hands_on: Finite
    front_hands_off: Finite
    front_upright_on: Finite
    front_upright_off: Finite
    front_aside_on: Finite
    front_aside_off: Finite

    def drive_edges(self) -> DriveEdges:
        """When a movement counts."""
        return DriveEdges(self.drive_on, self.drive_off, self.drive_top)
