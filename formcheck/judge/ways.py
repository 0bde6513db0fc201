"""The way to the top of a movement and back: when it really began and ended, and how long it took."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.judge.segments import FrameColumns, Segment
from formcheck.judge.vocabulary import SIGNAL_ROW

UP_TO = 0.75
"""Share of the height at which a movement is nearly at its top: its last part is slow and not to be dated."""
MOST_FROM = 0.5
"""The way is timed from no further up than this share of the height."""
BACK_FROM = 0.5
"""A movement that is further out than this share of its height when it is lost did not come back."""


class Way(NamedTuple):
    """A way to the top or back, seconds: its whole time (NaN: unknown), how long it went on unnoticed."""

    whole_s: float
    before_s: float


class Ways(NamedTuple):
    """The way to the top of a movement, and back.

    Attributes:
        out, back: each.
        start_s, end_s: when the whole movement began and ended, seconds.
        on_the_way: it was further out than half of its height in the last frame: it was lost, or not over.
    """

    out: Way
    back: Way
    start_s: float
    end_s: float
    on_the_way: bool


def ways_of(segment: Segment, peak: float, from_share: float) -> Ways:
    """Both ways of a movement; `peak` and `from_share` as of `way`."""
    frames = segment.frames
    out, back = way(frames, peak, from_share), way(frames, peak, from_share, back=True)
    start_s = max(segment.start_s - out.before_s, 0.0)
    end_s = segment.end_s + (back.before_s if segment.complete else 0.0)
    last = float(frames.drive[np.isfinite(frames.drive)][-1])
    return Ways(out, back, start_s, end_s, last > BACK_FROM * peak)


def way(frames: FrameColumns, peak: float, from_share: float, *, back: bool = False) -> Way:
    """The way to the top, or back, timed from where the drive passes `from_share` to `UP_TO` of its height.

    It is made whole as a way that begins and ends smoothly, f = u^2 (3 - 2u) at the share u of its time.

    Args:
        frames: of a movement; the signal `cycle_s` is the time since it left its rest.
        peak: greatest drive.
        from_share: drive at which `cycle_s` begins, and the movement ends.
        back: the way back.
    """
    time, drive = (-frames.time[::-1], frames.drive[::-1]) if back else (frames.time, frames.drive)
    reached = int(np.flatnonzero(drive >= UP_TO * peak)[0])
    since_s = float(time[reached] - time[0])
    if not back:  # the frames begin a little later than the way
        since_s = float(frames.signals[SIGNAL_ROW["cycle_s"], reached])
    first = _share_of_time(min(from_share / peak, MOST_FROM))
    whole_s = since_s / (_share_of_time(UP_TO) - first)
    noticed_s = float(time[0]) - (float(time[reached]) - since_s)
    return Way(whole_s, first * whole_s + noticed_s if np.isfinite(whole_s) else 0.0)


def _share_of_time(way: float) -> float:
    """The u of a way of f = u^2 (3 - 2u)."""
    return 0.5 - math.sin(math.asin(1.0 - 2.0 * way) / 3.0)
