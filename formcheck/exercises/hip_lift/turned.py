"""The belly line from a camera that does not stand straight beside: its error grows with the turn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.hip_lift.limits import HipLiftLimits
from formcheck.judge.bands import Edge
from formcheck.judge.segments import FrameColumns
from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.signals.samples import Samples, is_nan, maximum, minimum, negated, where

FAULT = "hyperextension"
"""What the belly line tells."""


def hollow_limit(edges: Sequence[Edge]) -> float:
    """Below this `lumbar_deg` is a fault, degrees; minus infinity where no band judges it."""
    row = SIGNAL_ROW["lumbar_deg"]
    return max((-e.green for e in edges if e.row == row and e.sign < 0), default=-math.inf)


def belly_line(lumbar: Samples, yaw: Samples, limit: float, k: HipLiftLimits) -> tuple[Samples, Samples]:
    """The belly line's bend as far as the turn of the camera leaves it sure.

    A good top may look hollow, and towards the feet a hollow looks smaller than it is (the figures stand in
    `config.toml`). A hollow is what the turn cannot make; a good back one that no turn can hide.

    Args:
        lumbar: the bend from the personal neutral, degrees, + flexion.
        yaw: how far the camera is turned towards the head (+) or the feet, degrees.
        limit: below this it is a fault.

    Returns:
        where it is a fault all the same, the part that the turn does not explain; the bend as it is where
        none is hidden; else NaN. And the row for `belly_unmeasured`.
    """
    yaw = where(is_nan(yaw), 0.0, yaw)
    to_head = maximum(yaw - k.outline_yaw_head_deg, 0.0)
    to_feet = maximum(k.outline_yaw_feet_deg - yaw, 0.0)
    false = (to_head + to_feet) * k.outline_false_per_deg
    missed = minimum(to_feet * k.outline_miss_per_deg, k.outline_miss_deg)
    sure = lumbar + false
    unsure = negated(sure < limit) & (lumbar - missed < limit)
    return where(unsure, math.nan, where(sure < limit, sure, lumbar)), where(unsure, 1.0, 0.0)


def belly_unmeasured(
    frames: FrameColumns, unsure: NDArray[np.float64], dwell_s: float
) -> tuple[tuple[str, str], ...]:
    """(fault, reason) where a lift may have been hollow for as long as makes a fault; nothing otherwise.

    Args:
        frames: of the lift.
        unsure: (T,) 1 where the turn of the camera left the belly line unsure.
        dwell_s: how long a fault lasts.
    """
    seconds = np.diff(frames.time, prepend=frames.time[0])
    return ((FAULT, "wrong_view"),) if seconds[unsure == 1.0].sum() >= dwell_s else ()
