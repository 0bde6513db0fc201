"""A short memory of columns, so that a chunk can look a little way back across its own start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DelayState = tuple[tuple[float, tuple[float, ...]], ...]
"""Columns still needed: (time in seconds, values), oldest first."""


class Delay:
    """Values as they were a fixed time ago."""

    def __init__(self, lag_s: float) -> None:
        self._lag_s = lag_s

    def start(self) -> DelayState:
        """Nothing remembered."""
        return ()

    def step(self, values: Floats, time: Floats, state: DelayState) -> tuple[Floats, DelayState]:
        """Take a chunk of at least one frame.

        Returns:
            (rows, T) for each frame the newest values at least `lag_s` old, NaN where nothing is that old;
            the new state.
        """
        if len(time) == 1:
            return self._step_one(values, time.item(), state)
        stamps = np.concatenate(([entry[0] for entry in state], time))
        joined = values
        if state:
            joined = np.concatenate((np.array([entry[1] for entry in state]).T, values), axis=1)
        index = np.searchsorted(stamps, time - self._lag_s, "right") - 1
        found = np.where(index >= 0, joined[:, np.maximum(index, 0)], np.nan)
        first = max(int(index[-1]), 0)
        kept = zip(stamps[first:].tolist(), map(tuple, joined[:, first:].T.tolist()), strict=True)
        return found, tuple(kept)

    def _step_one(self, values: Floats, now: float, state: DelayState) -> tuple[Floats, DelayState]:
        entries = (*state, (now, tuple(values[:, 0].tolist())))
        limit = now - self._lag_s
        first = 0
        while first + 1 < len(entries) and entries[first + 1][0] <= limit:
            first += 1
        if entries[first][0] > limit:
            return np.full(values.shape, np.nan), entries
        return np.array(entries[first][1])[:, None], entries[first:]
