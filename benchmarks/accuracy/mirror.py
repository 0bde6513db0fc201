"""A recording as a mirror shows it."""

from __future__ import annotations

from dataclasses import replace

from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

SWAP = [
    Landmark[
        name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT") if "_" in name else name
    ]
    for name in (landmark.name for landmark in Landmark)
]
"""Of each landmark the one of the other side."""


def mirrored(track: Track) -> Track:
    """As a mirror shows it: left and right of the picture and of the person exchanged."""
    xy, spine = track.xy[:, SWAP].copy(), track.spine.copy()
    for points in (xy, spine):
        points[..., 0] = track.size[0] - 1 - points[..., 0]
    return replace(
        track,
        xy=xy,
        spine=spine,
        trunk_roll=-track.trunk_roll,
        visibility=track.visibility[:, SWAP],
        world=track.world[:, SWAP],
    )
