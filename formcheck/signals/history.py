"""A short memory, so that a chunk can look a little way back across its own start."""

from __future__ import annotations

import math

import numpy as np

from formcheck.signals.lanes import Lane, Rows

STILL_LAG_S = 0.4
"""Still is what has moved by less than so much since this long ago. Where that says the stillness ended, it
really did half of this earlier."""

DelayState = tuple[tuple[float, tuple[float, ...]], ...]
"""Columns still needed: (time in seconds, values), oldest first."""


class Delay:
    """Values as they were a fixed time ago."""

    def __init__(self, lag_s: float) -> None:
        self._lag_s = lag_s

    def start(self) -> DelayState:
        """Nothing remembered."""
        return ()

    def step(self, values: Rows, time: Lane, state: DelayState) -> tuple[Rows, DelayState]:
        """Take a chunk of at least one frame.

        Returns:
            rows: for each frame the newest values at least `lag_s` old, NaN where nothing is that old;
            the new state.
        """
        if type(time) is float:
            return self._step_one(values, time, state)
        stamps = np.concatenate(([entry[0] for entry in state], time))
        joined = values
        if state:
            joined = np.concatenate((np.array([entry[1] for entry in state]).T, values), axis=1)
        index = np.searchsorted(stamps, time - self._lag_s, "right") - 1
        found = np.where(index >= 0, joined[:, np.maximum(index, 0)], np.nan)
        first = max(int(index[-1]), 0)
        kept = zip(stamps[first:].tolist(), map(tuple, joined[:, first:].T.tolist()), strict=True)
        return found, tuple(kept)

    def _step_one(self, values: list[float], now: float, state: DelayState) -> tuple[list[float], DelayState]:
        entries = (*state, (now, tuple(values)))
        limit = now - self._lag_s
        first = 0
        while first + 1 < len(entries) and entries[first + 1][0] <= limit:
            first += 1
        if entries[first][0] > limit:
            return [math.nan] * len(values), entries
        return list(entries[first][1]), entries[first:]
