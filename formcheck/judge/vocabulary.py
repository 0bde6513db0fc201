"""The closed lists of words that results are written in (`schema` 1 of `result.json`).

Inside the frame loop verdicts, faults, reasons and phases are small integers: the position in these
tuples (faults: one bit each). The words appear at the edges only.
"""

from __future__ import annotations

VERDICTS = ("good", "fault", "unmeasured")
GOOD, FAULT, UNMEASURED = range(3)

FAULTS = (
    "sag",
    "pike",
    "knees_bent",
    "elbow_position",
    "head_position",
    "shoulder_sink",
    "pelvis_drop",
    "pelvis_hike",
    "trunk_twist",
    "not_lifted",
    "hyperextension",
    "knee_angle",
    "hold_drop",
    "trunk_pitch",
    "trunk_roll",
    "lateral_shift",
    "lumbar_hollow",
    "over_lift",
    "incomplete_reach",
    "same_side",
    "too_fast",
    "uneven",
    "rocking",
    "breath_hold",
    "lumbar_flat",
    "head_forward",
    "weight_aside",
    "slump",
    "lumbar_round",
    "no_hinge",
    "knees_forward",
    "pelvis_forward",
    "trunk_lean",
    "pelvis_back",
    "leg_off_mat",
    "free_leg",
    "hands_far",
    "legs_straight",
)
FAULT_BIT = {name: 1 << i for i, name in enumerate(FAULTS)}

REASONS = (
    "no_person",
    "several_people",
    "out_of_frame",
    "too_far",
    "too_close",
    "wrong_view",
    "camera_tilted",
    "wrong_posture",
    "occluded",
    "low_contrast",
    "tracking_lost",
    "frame_rate",
    "turned",
)
REASON_CODE = {name: i for i, name in enumerate(REASONS)}
NO_REASON = -1

SEEN = (
    "standing",
    "sitting",
    "on_heels",
    "on_all_fours",
    "lying_on_back",
    "lying_on_belly",
    "lying_on_side",
    "belly_up",
    "belly_down",
    "upside_down",
    "chest_low",
    "hips_on_floor",
    "one_leg_up",
    "one_arm_up",
    "feet_raised",
    "shoulders_raised",
    "knees_off_floor",
    "hands_stay",
    "on_knees",
    "both_feet",
)
"""What is seen instead where the reason is "wrong_posture"."""
COMING = frozenset(("standing", "sitting"))
"""What is seen of somebody between exercises: on the way, and no other exercise."""
SEEN_CODE = {name: i for i, name in enumerate(SEEN)}
NOTHING_SEEN = -1
"""Nothing that has a name."""

PHASES = ("outside", "transition", "rest", "hold", "rep")
PHASE_CODE = {name: i for i, name in enumerate(PHASES)}

SIGNALS = (
    "hip_offset",
    "hip_offset_change",
    "lumbar_deg",
    "trunk_pitch_deg",
    "trunk_pitch_change_deg",
    "trunk_roll_deg",
    "trunk_twist_deg",
    "lateral_shift",
    "knee_angle_deg",
    "elbow_angle_deg",
    "hip_angle_deg",
    "upper_arm_deg",
    "head_angle_deg",
    "shoulder_sink",
    "hold_drop",
    "leg_over_trunk_deg",
    "arm_over_trunk_deg",
    "book_x_cm",
    "book_y_cm",
    "rocking",
    "cycle_s",
    "lumbar_unevenness",
    "breath",
    "breath_rate_per_min",
    "breath_quality",
    "breath_pause_s",
    "sway",
    "head_forward_deg",
    "weight_shift",
    "knee_over_toes",
    "rest_leg_deg",
    "hands_ahead",
    "stoop_share",
)
SIGNAL_ROW = {name: i for i, name in enumerate(SIGNALS)}


def fault_names(bits: int) -> list[str]:
    """Names of the faults whose bits are set, in the order of `FAULTS`."""
    return [name for name, bit in FAULT_BIT.items() if bits & bit]


def reads_outline(signal: str) -> bool:
    """Whether a signal is read from the outline of the body."""
    return "lumbar" in signal or signal.startswith("breath")
