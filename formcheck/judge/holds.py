"""What exercises that are held say of a whole hold: when it really ended, and how it drifted."""

from __future__ import annotations

from typing import Literal

import numpy as np

from formcheck.judge.config import Timing
from formcheck.judge.segments import Segment
from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.signals.history import STILL_LAG_S
from formcheck.signals.samples import Samples, maximum, minimum

LEAST_FRAMES = 10

Measures = tuple[tuple[str, float], ...]


def left_at_s(segment: Segment, moved_row: int, steady: float, leaving_s: float) -> float:
    """When the body began to leave the posture: the last steady frame before the posture was lost, seconds.

    Args:
        segment: the hold.
        moved_row: row of its `extra` that tells how far the judged point moved in the last `STILL_LAG_S`.
        steady: less movement than this is none, in the same unit.
        leaving_s: how long getting out of the posture takes at most; the hold ends where that begins.
    """
    if not segment.complete:
        return segment.end_s
    time, moved = segment.frames.time, segment.frames.extra[moved_row]
    late = (time >= segment.end_s - leaving_s) & (time <= segment.end_s)
    still = np.flatnonzero(late & (moved < steady))
    # Steadiness looks back over STILL_LAG_S, so its end shows half of that late.
    return float(time[still[-1]]) - STILL_LAG_S / 2 if len(still) else segment.end_s


def kind_of_hold(lasted_s: float, timing: Timing, complete: bool = True) -> Literal["hold", "attempt"] | None:
    """What a posture is that was held so long; None for one that the body only passed through.

    One that goes on when the recording ends (not `complete`) may have been longer: half is enough.
    """
    if lasted_s >= (timing.min_hold_s if complete else timing.min_hold_s / 2):
        return "hold"
    return "attempt" if lasted_s >= timing.min_attempt_s else None


def hip_change(offset: Samples, reference: Samples, usual: float, most: float) -> Samples:
    """How far the hips have moved from the personal reference, + towards the floor; NaN without a reference.

    Nobody can tell whether hips that begin above the usual are held high or drawn high. Going up counts from
    where they began, going down only from the usual: coming back to it is no sag.

    Args:
        offset, reference: hip below the line, as share of its length.
        usual: what good form of most people reads.
        most: a reference lower than this counts as this.
    """
    above = minimum(reference, most)
    below = maximum(above, usual)
    return maximum(offset - below, 0.0) + minimum(offset - above, 0.0)


def drift(segment: Segment, end_s: float, signal: str = "hip_offset") -> Measures:
    """Slope of a signal over the hold, in its unit per 10 seconds; nothing where too little was measured."""
    values = segment.frames.signals[SIGNAL_ROW[signal]]
    known = np.isfinite(values) & (segment.frames.time <= end_s)
    if known.sum() < LEAST_FRAMES:
        return ()
    slope = np.polyfit(segment.frames.time[known], values[known], 1)[0]
    return (("drift_fraction_per_10s", round(10 * float(slope), 4)),)
