"""The verdict on one repetition of the dead bug: which limbs went out, and how long it took."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.dead_bug.limits import DeadBugLimits
from formcheck.judge.bands import Edge
from formcheck.judge.movement_faults import movement_faults
from formcheck.judge.segments import Segment, SegmentVerdict, Side, Span
from formcheck.judge.vocabulary import NO_REASON
from formcheck.judge.ways import ways_of

T = TypeVar("T")
TOP = 0.7
"""From this share of its height on a repetition is at its top."""
LEAST_SURE = 0.5
"""Of legs that may be taken for each other for more than half of the top nobody knows which went out."""
ARMS_SURE = 0.9
"""Arms that may be taken for each other for more than a tenth of the top, as in the bird-dog, may be so
still: at rest they are behind each other, and the network names the one that leaves late. Then the leg tells
the pair, and of the same side nothing is said."""


class ReachRows(NamedTuple, Generic[T]):
    """What a rule keeps of every frame, in `Measured.extra`.

    Attributes:
        left_arm, right_arm, left_leg, right_leg: share of its way that each limb has gone, the person's own
            sides.
        legs_unsure, arms_unsure: 1 where the two may have been taken for each other, else 0.
    """

    left_arm: T
    right_arm: T
    left_leg: T
    right_leg: T
    legs_unsure: T
    arms_unsure: T


def judge_reach(segment: Segment, k: DeadBugLimits, edges: tuple[Edge, ...]) -> SegmentVerdict:
    """A repetition, an attempt, or nothing."""
    frames = segment.frames
    peak = float(np.fmax.reduce(frames.drive))
    if not peak >= k.attempt_from:
        return SegmentVerdict(None, segment.start_s, segment.end_s)
    out, _, start_s, end_s, on_the_way = ways_of(segment, peak, k.drive_off)
    top = frames.drive >= TOP * peak
    rows: ReachRows[NDArray[np.float64]] = ReachRows._make(frames.extra)
    legs_sure, arms_sure = top & (rows.legs_unsure == 0.0), top & (rows.arms_unsure == 0.0)
    told = legs_sure.sum() >= LEAST_SURE * top.sum()
    arms_told = arms_sure.sum() >= ARMS_SURE * top.sum()
    left_leg, right_leg = _pair(rows.left_leg, rows.right_leg, legs_sure if told else top, told)
    left_arm, right_arm = _pair(rows.left_arm, rows.right_arm, arms_sure if arms_told else top, arms_told)
    arm, leg = max(left_arm, right_arm), max(left_leg, right_leg)
    counts = peak >= k.rep_from and min(arm, leg) >= k.limb_from
    if on_the_way and (segment.complete or not counts):
        return SegmentVerdict(None, start_s, end_s)  # it left the posture, as on the way into and out of it
    if not counts:
        return SegmentVerdict("attempt", start_s, end_s)
    seen = bool((frames.reason == NO_REASON).any())
    side: Side | None = None
    faults: tuple[Span, ...] = ()
    if told and not (arms_told and (left_arm > right_arm) == (left_leg > right_leg)):
        side = "right_arm_left_leg" if left_leg > right_leg else "left_arm_right_leg"
    elif told:
        faults = (Span("same_side", start_s, end_s, peak, start_s, "fraction of the way", True),)
    measures: tuple[tuple[str, float], ...] = ()
    if np.isfinite(out.whole_s) and segment.complete:
        took_s = end_s - start_s
        measures = (("cycle_s", round(took_s, 2)),)
        faults += movement_faults(edges, {"cycle_s": took_s}, start_s, end_s)
    return SegmentVerdict("rep", start_s, end_s, side, faults if seen else (), measures=measures)


def _pair(
    left: NDArray[np.float64], right: NDArray[np.float64], at: NDArray[np.bool_], told: bool
) -> tuple[float, float]:
    """How far either limb was out; where they cannot be told, that of the one that was: each carries the
    other's name for a part of the time.
    """
    if told:
        return _reached(left[at]), _reached(right[at])
    further = _reached(np.fmax(left, right)[at])
    return further, further


def _reached(row: NDArray[np.float64]) -> float:
    """Lower median: what was not measured is sorted last."""
    ordered = np.sort(row)
    value = float(ordered[(len(ordered) - 1) // 2])
    return value if np.isfinite(value) else -np.inf
