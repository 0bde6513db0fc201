"""What stretches have in common: a posture held quietly, on one side at a time. No range is judged."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from formcheck.judge.config import Finite, Limits, Timing
from formcheck.judge.holds import kind_of_hold, left_at_s
from formcheck.judge.segments import FrameColumns, Segment, SegmentVerdict, Side
from formcheck.signals.body import Body
from formcheck.signals.samples import Flags, Samples, where, where_flags

LEAVING_S = 1.0
"""Getting out of a stretch takes about this long; the hold ends where it begins."""
SURE_SHARE = 0.7
"""Of the frames of a hold one side is named in at least so many; else which side it was is not told."""
MOVED, LEFT, RANGE = range(3)
"""Rows of `Measured.extra`: movement in `STILL_LAG_S`, degrees; 1 for the left side, 0 for the right, NaN
where it is not sure; how far the stretched joint stands, degrees."""


class StretchLimits(Limits):
    """Numbers of all stretches. The comments in the `config.toml` files explain each."""

    steady_deg: Finite
    settled_deg: Finite


class Legs(NamedTuple):
    """Which leg does what.

    Attributes:
        near: the near leg is the one that is meant.
        left: 1 where that is the person's left leg, 0 the right one, NaN where it is not sure.
    """

    near: Flags
    left: Samples


def legs_of(body: Body, near: Flags) -> Legs:
    """Which leg is meant, given whether it is the near one."""
    same = where_flags(near, body.left_near, body.left_near ^ True)
    left = where(same, 1.0, 0.0)
    return Legs(near, where(body.legs_unsure, float("nan"), left))


def judge_stretch(segment: Segment, steady_deg: float, timing: Timing, measure: str) -> SegmentVerdict:
    """A hold with its side and where the joint stood, which is told and never judged; an attempt, or nothing.

    Args:
        segment: somebody in the posture, with the rows of `extra` as above.
        steady_deg: less movement than this is none.
        timing: how long a hold is.
        measure: name under which the middle of the joint's angle is told.
    """
    end_s = left_at_s(segment, MOVED, steady_deg, LEAVING_S)
    verdict = SegmentVerdict(
        kind_of_hold(end_s - segment.start_s, timing, segment.complete),
        segment.start_s,
        end_s,
        side=_side(segment.frames),
    )
    reached = segment.frames.extra[RANGE][segment.frames.time <= end_s]
    if verdict.kind != "hold" or not np.isfinite(reached).any():
        return verdict
    return replace(verdict, measures=((measure, round(float(np.nanmedian(reached)), 1)),))


def _side(frames: FrameColumns) -> Side | None:
    left = frames.extra[LEFT]
    known = left[np.isfinite(left)]
    share = float(known.mean()) if len(known) >= SURE_SHARE * len(left) and len(known) else 0.5
    if share >= SURE_SHARE:
        return "left"
    return "right" if share <= 1.0 - SURE_SHARE else None
