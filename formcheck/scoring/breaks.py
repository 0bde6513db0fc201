"""Where a recording breaks off: no pictures for a while, or nobody in them."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np

from formcheck.pose.track import Track

BREAK_S = 2.0
"""A longer gap between two frames ends a movement or hold: the recording was stopped, or the coach let the
person rest. It is shorter than the shortest rest of a visit and longer than the gaps of a busy machine.
Frames in which nobody is seen tell no more than missing ones: a hand before the camera, a dropped link."""


class Break(NamedTuple):
    """What was going on before `row` of a chunk has ended, at `until_s`: the last frame that tells of it.

    `away` is true where frames go on and show nobody, false where frames are missing.
    """

    row: int
    until_s: float
    away: bool


class BreakFinder:
    """Finds breaks in chunks of any length."""

    def __init__(self) -> None:
        self._last_s = self._seen_s = nan

    def step(self, chunk: Track) -> list[Break]:
        """The breaks in the next frames, in order."""
        if len(chunk) == 1:
            return self._one(chunk.time.item(), bool(chunk.detected.item()))
        if not len(chunk):
            return []
        time, seen = chunk.time, chunk.detected
        before = np.concatenate(([self._last_s], time[:-1]))
        known = np.fmax.accumulate(np.concatenate(([self._seen_s], np.where(seen, time, nan))))
        known, self._last_s, self._seen_s = known[:-1], time[-1].item(), known[-1].item()
        # NaN, nothing yet, is beyond nothing.
        away = ~seen & (time - known > BREAK_S) & (before - known <= BREAK_S)
        gap = time - before > BREAK_S
        until = np.where(away, known, before)
        rows = np.flatnonzero(away | gap).tolist()
        return [Break(row, until[row].item(), not gap[row].item()) for row in rows]

    def _one(self, time: float, seen: bool) -> list[Break]:
        before, known = self._last_s, self._seen_s
        self._last_s, self._seen_s = time, time if seen else known
        away = not seen and time - known > BREAK_S and before - known <= BREAK_S
        gap = time - before > BREAK_S
        return [Break(0, known if away else before, not gap)] if away or gap else []
