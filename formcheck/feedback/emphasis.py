"""Where on the body each fault shows, so that the drawing points at it."""

from __future__ import annotations

from typing import Literal

Place = Literal["line", "outline"]

PLACES: dict[str, Place | str] = {
    "sag": "line",
    "pike": "line",
    "pelvis_drop": "line",
    "pelvis_hike": "line",
    "not_lifted": "line",
    "hold_drop": "line",
    "hyperextension": "line",
    "over_lift": "line",
    "incomplete_reach": "line",
    "lumbar_hollow": "outline",
    "rocking": "hip",
    "trunk_pitch": "shoulder",
    "trunk_roll": "hip",
    "trunk_twist": "shoulder",
    "lateral_shift": "hip",
    "shoulder_sink": "shoulder",
    "knees_bent": "knee",
    "knee_angle": "knee",
    "elbow_position": "elbow",
    "head_position": "ear",
}
"""Fault -> "line" (the distance to the judged line), "outline" (the back or belly line) or a landmark without
its side. What has no place on the body (tempo, breath) is left out."""


def places(faults: tuple[str, ...]) -> list[str]:
    """The places of `faults`, each once, in their order."""
    return list(dict.fromkeys(PLACES[fault] for fault in faults if fault in PLACES))
