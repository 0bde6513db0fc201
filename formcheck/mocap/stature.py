"""Metres from pixels, by the person's stature."""

from __future__ import annotations

import warnings

import numpy as np

from formcheck.errors import InputError, UsageError
from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track

SEGMENTS = {"thigh": 0.245, "shank": 0.246, "trunk": 0.288}
"""Length over stature: hip to knee, knee to ankle, shoulder to hip (Drillis and Contini 1966, in Winter,
Biomechanics and Motor Control of Human Movement, figure 4.1)."""
LEAST_M, MOST_M = 0.5, 2.6
"""Statures of people; what lies outside is in another unit."""
_ENDS = {
    "thigh": ((L.LEFT_HIP, L.LEFT_KNEE), (L.RIGHT_HIP, L.RIGHT_KNEE)),
    "shank": ((L.LEFT_KNEE, L.LEFT_ANKLE), (L.RIGHT_KNEE, L.RIGHT_ANKLE)),
    "trunk": ((L.LEFT_SHOULDER, L.LEFT_HIP), (L.RIGHT_SHOULDER, L.RIGHT_HIP)),
}


def checked_stature(stature_m: float | None) -> None:
    """Look at a stature before any work is done.

    Raises:
        UsageError: it is none of a person in metres.
    """
    if stature_m is not None and not LEAST_M <= stature_m <= MOST_M:
        raise UsageError(
            f"--stature {stature_m:g} is no stature in metres", "Write it as --stature 1.76, or leave it out"
        )


def metres_per_pixel(track: Track, stature_m: float) -> float:
    """Metres of the plane of the body that a pixel spans.

    Thigh, shank and trunk, each the median over the frames of its side that looks longer (the one that lies
    less towards the camera), are 0.779 of the stature. One figure holds for the whole recording: who walks
    towards the camera or away is measured wrongly.

    Raises:
        UsageError: no stature.
        InputError: a segment is seen in no frame.
    """
    checked_stature(stature_m)
    xy = track.xy.astype(np.float64)
    pixels = 0.0
    for name, sides in _ENDS.items():
        lengths = [np.linalg.norm(xy[:, start] - xy[:, end], axis=1) for start, end in sides]
        with warnings.catch_warnings(category=RuntimeWarning, action="ignore"):  # a side that is never seen
            longest = max((float(np.nanmedian(one)) for one in lengths), key=np.nan_to_num)
        if not longest > 0:
            raise InputError(
                f"No {name} is seen, so nothing tells how large the person is", "Leave --stature out"
            )
        pixels += longest
    return stature_m * sum(SEGMENTS.values()) / pixels
