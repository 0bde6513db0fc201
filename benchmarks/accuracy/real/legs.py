"""The two legs of a track: how often they are taken for each other, and how well the far one is seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track

APART = 0.25
"""Trunk lengths between the two ankles from which a swap can be told from noise: a foot's length."""


def leg_swaps(track: Track) -> float:
    """Times a minute that both ankles jump to where the other was.

    Counted where the ankles are at least `APART` apart in both frames, and the exchanged ones would have
    moved less than half as far as the ones that were given.
    """
    xy = track.xy.astype(np.float64)
    left, right = xy[:, L.LEFT_ANKLE], xy[:, L.RIGHT_ANKLE]
    trunk = (xy[:, L.LEFT_SHOULDER] + xy[:, L.RIGHT_SHOULDER] - xy[:, L.LEFT_HIP] - xy[:, L.RIGHT_HIP]) / 2
    apart = np.linalg.norm(left - right, axis=1) > APART * np.linalg.norm(trunk, axis=1)
    stayed = _moved(left[:-1], left[1:]) + _moved(right[:-1], right[1:])
    changed = _moved(left[:-1], right[1:]) + _moved(right[:-1], left[1:])
    swaps = int(np.sum(apart[:-1] & apart[1:] & (changed < stayed / 2)))
    minutes = float(track.time[-1] - track.time[0]) / 60 if len(track) > 1 else 0.0
    return swaps / minutes if minutes > 0 else float("nan")


def far_knee_seen(track: Track) -> NDArray[np.float64]:
    """(T,) visibility of the knee that is seen worse."""
    knees = track.visibility[:, [L.LEFT_KNEE, L.RIGHT_KNEE]].astype(np.float64)
    return np.asarray(knees.min(axis=1))


def _moved(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(after - before, axis=1))
