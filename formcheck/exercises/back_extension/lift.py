"""The verdict on one lift of the prone back extension: how high, which side, how fast it came up."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.back_extension.limits import BackExtensionLimits
from formcheck.judge.bands import Edge
from formcheck.judge.movement_faults import movement_faults
from formcheck.judge.segments import Segment, SegmentVerdict, Side, Span
from formcheck.judge.vocabulary import NO_REASON
from formcheck.judge.ways import ways_of

T = TypeVar("T")
TOP = 0.85
"""From this share of the height on it is at its top."""
LEAST_SEEN = 0.5
"""Of legs that were seen for less than this share of the top nothing is said."""
UPPER_HALF = 0.5
MOST_BENT = 0.25
"""Of a lift with bent knees for more than this share of its upper half nobody knows how fast it came up."""


class LiftRows(NamedTuple, Generic[T]):
    """What a rule keeps of every frame, in `Measured.extra`: degrees above where each lies at rest.

    Attributes:
        chest: of the trunk's line.
        left_leg, right_leg: of the person's own legs; NaN where a knee is bent, or one may be the other.
    """

    chest: T
    left_leg: T
    right_leg: T


def judge_lift(segment: Segment, k: BackExtensionLimits, edges: tuple[Edge, ...]) -> SegmentVerdict:
    """A repetition, an attempt, or nothing."""
    frames = segment.frames
    peak = float(np.fmax.reduce(frames.drive))
    if not peak >= k.attempt_from:
        return SegmentVerdict(None, segment.start_s, segment.end_s)
    up, _, start_s, end_s, on_the_way = ways_of(segment, peak, k.drive_off)
    if on_the_way and (segment.complete or peak < k.rep_from):
        return SegmentVerdict(None, start_s, end_s)  # it left the posture, or was cut off, on its way
    rows: LiftRows[NDArray[np.float64]] = LiftRows._make(frames.extra)
    top = frames.drive >= TOP * peak
    chest = _at_top(rows.chest, top)
    left, right = (_at_top(leg, top) for leg in (rows.left_leg, rows.right_leg))
    measures = [
        (name, round(value, 1) + 0.0)
        for name, value in (("chest_deg", chest), ("left_leg_deg", left), ("right_leg_deg", right))
        if np.isfinite(value)
    ]
    if peak < k.rep_from:
        return SegmentVerdict("attempt", start_s, end_s, measures=tuple(measures))
    seen = bool((frames.reason == NO_REASON).any())
    # A foot that comes up by the knee is no lift, and quicker.
    untold = np.isnan(rows.left_leg) & np.isnan(rows.right_leg)
    bent = untold[frames.drive > UPPER_HALF * peak].mean() > MOST_BENT
    up_s = np.nan if bent else up.whole_s
    faults: tuple[Span, ...] = ()
    if np.isfinite(up_s):
        measures.append(("up_s", round(up_s, 2)))
        faults = movement_faults(edges, {"cycle_s": up_s}, start_s, end_s)
    faults += _uneven(right - left - k.right_more_deg, k, start_s, end_s)
    side = _side(left, right, k)
    return SegmentVerdict("rep", start_s, end_s, side, faults if seen else (), measures=tuple(measures))


def _at_top(row: NDArray[np.float64], top: NDArray[np.bool_]) -> float:
    """Median over the top; NaN where less than half of it was seen."""
    known = row[top & np.isfinite(row)]
    return float(np.median(known)) if len(known) >= max(LEAST_SEEN * top.sum(), 1) else np.nan


def _uneven(more_deg: float, k: BackExtensionLimits, start_s: float, end_s: float) -> tuple[Span, ...]:
    """The right leg higher (+) or lower than asked, against the left one."""
    size = abs(more_deg)
    if not size > k.uneven_green_deg:
        return ()
    beyond = (size - k.uneven_green_deg) / (k.uneven_amber_deg - k.uneven_green_deg)
    major = size > k.uneven_amber_deg
    return (Span("uneven", start_s, end_s, size, start_s, "deg", major, beyond),)


def _side(left: float, right: float, k: BackExtensionLimits) -> Side | None:
    """The side of the leg that was lifted alone, or clearly more."""
    if not abs(right - left) > k.one_sided_deg:
        return None
    return "right" if right > left else "left"
