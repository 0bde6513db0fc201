"""What the report's chart needs of every frame, kept small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import SIGNAL_ROW, UNMEASURED
from formcheck.scoring.scoring import BREAK_S

Part = tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.bool_], NDArray[np.float32]]
GATHER = 256
"""Chunks are laid together when there are so many: live they are of one frame each, whose arrays would take
ten times the memory of what is in them."""


class ChartSeries:
    """Time, verdict and the main signal of all frames, 22 bytes each: 2.4 MB for an hour at 30 a second."""

    def __init__(self, main_signal: str) -> None:
        self.names = [main_signal]
        if f"{main_signal}_change" in SIGNAL_ROW:
            self.names.insert(0, f"{main_signal}_change")
        self._rows = [SIGNAL_ROW[name] for name in self.names]
        self._parts: list[Part] = []
        self._recent: list[Part] = []

    def step(self, scores: FrameScores) -> None:
        """Add a chunk."""
        self._recent.append(
            (scores.time, scores.verdict, scores.major != 0, scores.signals[self._rows].astype(np.float32))
        )
        if len(self._recent) >= GATHER:
            self._parts.append(_laid_together(self._recent))
            self._recent.clear()

    def joined(
        self, banded: set[str]
    ) -> tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.bool_], NDArray[np.float64], str]:
        """(time, verdict, major, signal, its name); the change where bands hold for it and it was seen."""
        if not self._parts and not self._recent:
            empty = np.empty(0)
            return empty, empty.astype(np.int8), empty.astype(bool), empty, self.names[-1]
        time, verdict, major, narrow = _with_breaks(_laid_together([*self._parts, *self._recent]))
        signals = narrow.astype(np.float64)
        chosen = len(self.names) - 1
        for number, name in enumerate(self.names[:-1]):
            if name in banded and np.isfinite(signals[number]).any():
                chosen = number
                break
        return time, verdict, major, signals[chosen], self.names[chosen]


def _with_breaks(part: Part) -> Part:
    """Where nobody looked for a while the last verdict does not hold on: a frame of none stands there."""
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


def _laid_together(parts: list[Part]) -> Part:
    time, verdict, major = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return (
        time,
        verdict.astype(np.int8),
        major.astype(bool),
        np.concatenate([part[3] for part in parts], axis=1),
    )
