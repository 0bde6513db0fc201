"""The verdict on one lift of the bridge: a hold, a repetition, an attempt, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck.exercises.hip_lift.limits import HipLiftLimits
from formcheck.judge.bands import Edge
from formcheck.judge.from_rest import from_rest_s
from formcheck.judge.movement_faults import movement_faults
from formcheck.judge.segments import FrameColumns, Segment, SegmentVerdict, Span
from formcheck.judge.vocabulary import NO_REASON, PHASE_CODE, SIGNAL_ROW
from formcheck.signals.history import STILL_LAG_S

LOWERING_S = 1.5
"""The hold ends no longer than this after the way down has begun."""
STILL_DRIVE = 0.04
"""Still: the hips moved by less than this share of the way in STILL_LAG_S."""
NOT_LIFTED = "not_lifted"
TOP_S = 0.3
"""A top lasts at least so long, moving or not."""
HALF_WAY = 0.5
"""A lift whose first (last) frame is further up than this share of its height was under way before it was
seen (was lost sight of before it was over): from frame to frame quick lifts of real people go a sixth."""
TOP_SEEN_S = 0.5
"""A lift of which the way up or the way down was not seen is one when it was still at its top for this long;
a top that is only passed is somebody who lies down, or is lost."""
FALLING = 0.8
"""A movement that begins at this share of its own height is somebody who lies down, and no attempt."""


def judged_over_movement(edges: Sequence[Edge], fault: str) -> tuple[Edge, ...]:
    """The edges of a fault, to be judged over a whole movement."""
    return tuple(replace(edge, phases=0) for edge in edges if edge.fault == fault)


def judge_lift(segment: Segment, k: HipLiftLimits, low: Sequence[Edge]) -> SegmentVerdict:
    """The verdict on a lift. Whether an attempt or a repetition came up is judged by its best moment.

    Args:
        segment: the hips off the mat.
        k: limits of the exercise.
        low: edges of "not_lifted", see `judged_over_movement`.
    """
    frames = segment.frames
    peak = float(np.fmax.reduce(frames.drive))
    if not peak >= k.attempt_from:
        return SegmentVerdict(None, segment.start_s, segment.end_s)
    measures = (("lift_fraction", round(peak, 2)),)
    if peak < k.rep_from and float(frames.drive[0]) > FALLING * peak:
        return SegmentVerdict(None, segment.start_s, segment.end_s)
    begun_s = max(segment.start_s - from_rest_s(frames), 0.0)
    over_s = segment.end_s + (from_rest_s(frames, end=True) if segment.complete else 0.0)
    if peak < k.rep_from:
        faults = _too_low(frames, low, begun_s, over_s)
        return SegmentVerdict("attempt", begun_s, over_s, faults=faults, measures=measures)
    half = _half_seen(segment, HALF_WAY * peak) or (not segment.complete and peak < k.top_from)
    if half and _top_s(frames, k.hold_start * peak) < TOP_SEEN_S:
        return SegmentVerdict(None, segment.start_s, segment.end_s)
    up = np.flatnonzero(frames.drive >= k.hold_start * peak)
    held = np.flatnonzero(frames.drive >= k.hold_end)
    start_s, end_s = float(frames.time[up[0]]), float(frames.time[held[-1]])
    if segment.complete or held[-1] + 1 < len(frames.time):
        end_s = _lowered_at(frames, int(held[-1]))
    if end_s - start_s >= k.hold_from_s:
        return SegmentVerdict("hold", start_s, end_s, measures=measures)
    lifted = (NOT_LIFTED,) if _high_enough(frames, low) else ()
    return SegmentVerdict("rep", begun_s, over_s, measures=measures, without=lifted)


def _half_seen(segment: Segment, half: float) -> bool:
    """It was up when it began, or when it ended although the recording goes on. `half`: of the way up."""
    known = segment.frames.drive[np.isfinite(segment.frames.drive)]
    return float(known[0]) > half or (segment.complete and float(known[-1]) > half)


def _top_s(frames: FrameColumns, height: float) -> float:
    """How long the hips were still above a share of the way, seconds."""
    still = (frames.phase == PHASE_CODE["hold"]) & (frames.drive >= height)
    return float(np.diff(frames.time, append=frames.time[-1])[still].sum())


def _too_low(frames: FrameColumns, low: Sequence[Edge], start_s: float, end_s: float) -> tuple[Span, ...]:
    """How far the best moment of an attempt stayed below the line."""
    seen = frames.reason == NO_REASON
    if not seen.any():
        return ()
    own = [e for e in low if e.calibrated in (None, bool(frames.calibrated[-1]))]
    names = {e.row: name for name, row in SIGNAL_ROW.items() for e in own if e.row == row}
    best = {name: float(np.fmax.reduce(frames.signals[row, seen])) for row, name in names.items()}
    return movement_faults(own, best, start_s, end_s)


def _high_enough(frames: FrameColumns, low: Sequence[Edge]) -> bool:
    """Whether the hips were high enough for a moment: a pause on the way up or down is then no top."""
    own = [e for e in low if e.calibrated in (None, bool(frames.calibrated[-1]))]
    seconds = np.minimum(np.diff(frames.time, append=frames.time[-1]), TOP_S / 2)
    high = [e.sign * frames.signals[e.row] <= e.green for e in own]
    return bool(own) and all(float(seconds[rows].sum()) >= TOP_S for rows in high)


def _lowered_at(frames: FrameColumns, last: int) -> float:
    """When the way down began that ends the hold: the last moment before frame `last` that was still."""
    time, drive = frames.time, frames.drive
    late = np.flatnonzero((time >= time[last] - LOWERING_S) & (time <= time[last]))
    before = np.maximum(np.searchsorted(time, time[late] - STILL_LAG_S, "right") - 1, 0)
    still = late[abs(drive[late] - drive[before]) < STILL_DRIVE]
    # Stillness looks back over STILL_LAG_S, so its end shows half of that late.
    return float(time[still[-1]]) - STILL_LAG_S / 2 if len(still) else float(time[last])
