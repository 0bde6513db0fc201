"""`ChartSeries`: the values of every frame that the report's chart needs, in little memory."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import SIGNAL_ROW, UNMEASURED
from formcheck.scoring.breaks import BREAK_S

STAMP_ERROR_S = 1e-3
"""Times in a result are rounded to this."""
Part = tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.bool_], NDArray[np.float32]]
GATHER = 256
"""Number of chunks that are concatenated into one part. A live chunk holds one frame, and its arrays take ten
times the memory of its values."""


class ChartSeries:
    """Time, verdict and the judged signals of all frames: 14 bytes a frame and 4 for each signal, at most
    5 MB for an hour at 30 frames a second.

    Args:
        main_signal: name of the exercise's main signal; its change against the reference is kept as well.
        judged: names of the other signals that a band judges.
    """

    def __init__(self, main_signal: str, judged: Iterable[str] = ()) -> None:
        self.names = [main_signal]
        if f"{main_signal}_change" in SIGNAL_ROW:
            self.names.insert(0, f"{main_signal}_change")
        self._main = len(self.names) - 1
        self.names += [name for name in dict.fromkeys(judged) if name not in self.names]
        self._rows = [SIGNAL_ROW[name] for name in self.names]
        self._parts: list[Part] = []
        self._recent: list[Part] = []

    def step(self, scores: FrameScores) -> None:
        """Add a chunk."""
        self._recent.append(
            (scores.time, scores.verdict, scores.major != 0, scores.signals[self._rows].astype(np.float32))
        )
        if len(self._recent) >= GATHER:
            self._parts.append(_concatenated(self._recent))
            self._recent.clear()

    def read_at(self, time_s: float) -> frozenset[str]:
        """The kept signals with a value at a media time; none without a frame there, or an unmeasured one."""
        for time, verdict, _, signals in (*self._parts, *self._recent):
            row = int(np.searchsorted(time, time_s - STAMP_ERROR_S))
            if row < len(time) and time[row] <= time_s + STAMP_ERROR_S:
                known = np.isfinite(signals[:, row]) & (verdict[row] != UNMEASURED)
                return frozenset(np.array(self.names)[known].tolist())
        return frozenset()

    def joined(
        self, banded: set[str], worst: str | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.bool_], NDArray[np.float64], str]:
        """All frames.

        Args:
            banded: names of the signals that a band judged.
            worst: name of the signal that showed the worst fault; None without one.

        Returns:
            (time, verdict, major, signal), each (T,), and the name of the signal: that of the worst fault
            where it was kept and measured; else the main signal, its change when a band judged that and it
            was measured.
        """
        if not self._parts and not self._recent:
            empty = np.empty(0)
            return empty, empty.astype(np.int8), empty.astype(bool), empty, self.names[self._main]
        time, verdict, major, narrow = _with_breaks(_concatenated([*self._parts, *self._recent]))
        signals = narrow.astype(np.float64)
        candidates = [self.names.index(worst)] if worst in self.names else []
        candidates += [number for number in range(self._main) if self.names[number] in banded]
        chosen = next((number for number in candidates if np.isfinite(signals[number]).any()), self._main)
        return time, verdict, major, signals[chosen], self.names[chosen]


def _with_breaks(part: Part) -> Part:
    """The part with an unmeasured frame at the start of each break in time, where the verdict ends."""
    time, verdict, major, signals = part
    at = np.flatnonzero(np.diff(time) > BREAK_S) + 1
    if not len(at):
        return part
    return (
        np.insert(time, at, time[at - 1] + 1e-3),
        np.insert(verdict, at, UNMEASURED),
        np.insert(major, at, False),
        np.insert(signals, at, np.nan, axis=1),
    )


def _concatenated(parts: list[Part]) -> Part:
    time, verdict, major = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return (
        time,
        verdict.astype(np.int8),
        major.astype(bool),
        np.concatenate([part[3] for part in parts], axis=1),
    )
