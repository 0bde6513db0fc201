"""The place on the body at which the drawing marks each fault."""

from __future__ import annotations

PLACES: dict[str, tuple[str, ...]] = {
    "sag": ("line",),
    "pike": ("line",),
    "pelvis_drop": ("line",),
    "pelvis_hike": ("line",),
    "not_lifted": ("line",),
    "hold_drop": ("line",),
    "hyperextension": ("line", "outline"),
    "over_lift": ("line",),
    "incomplete_reach": ("line",),
    "lumbar_hollow": ("outline",),
    "lumbar_round": ("outline",),
    "no_hinge": ("line",),
    "knees_forward": ("knee",),
    "pelvis_forward": ("outline",),
    "trunk_lean": ("line",),
    "pelvis_back": ("hip",),
    "leg_off_mat": ("knee",),
    "lumbar_flat": ("outline",),
    "slump": ("outline",),
    "weight_aside": ("hip",),
    "head_forward": ("ear",),
    "free_leg": ("ankle",),
    "hands_far": ("wrist",),
    "legs_straight": ("knee",),
    "rocking": ("hip",),
    "trunk_pitch": ("shoulder",),
    "trunk_roll": ("hip",),
    "trunk_twist": ("shoulder",),
    "lateral_shift": ("hip",),
    "shoulder_sink": ("shoulder",),
    "knees_bent": ("knee",),
    "knee_angle": ("knee",),
    "elbow_position": ("elbow",),
    "head_position": ("ear",),
}
"""By fault: "line" (the distance to the judged line), "outline" (the back or belly line) and names of
landmarks without their side. A fault without a place on the body (tempo, breathing) is not listed."""


LIMB_LINES: dict[str, tuple[tuple[str, str], str]] = {
    "over_lift": (("shoulder", "hip"), "ankle"),
    "incomplete_reach": (("shoulder", "hip"), "ankle"),
}
"""By fault: (judged line, judged point), for faults that do not use the exercise's own: the leg against the
trunk."""
LIMB_SIGNAL = "leg_over_trunk_deg"
"""The column that these lines stand for."""


def places(faults: tuple[str, ...]) -> list[str]:
    """The places of `faults` without repeats, in the order of the faults."""
    return list(dict.fromkeys(place for fault in faults for place in PLACES.get(fault, ())))
