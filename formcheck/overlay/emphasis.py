"""Where on the body each fault shows, so that the drawing points at it."""

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
"""Fault -> any of "line" (the distance to the judged line), "outline" (the back or belly line) and landmarks
without their side. What has no place on the body (tempo, breath) is left out."""


LIMB_LINES: dict[str, tuple[tuple[str, str], str]] = {
    "over_lift": (("shoulder", "hip"), "ankle"),
    "incomplete_reach": (("shoulder", "hip"), "ankle"),
}
"""Fault -> (judged line, judged point) where they are not the exercise's own: the leg against the trunk."""


def places(faults: tuple[str, ...]) -> list[str]:
    """The places of `faults`, each once, in their order."""
    return list(dict.fromkeys(place for fault in faults for place in PLACES.get(fault, ())))
