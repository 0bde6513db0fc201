"""A short memory, so that a chunk can look a little way back across its own start."""

from __future__ import annotations

import math

import numpy as np

from formcheck.signals.samples import Rows, Samples, columns

STILL_LAG_S = 0.4
"""A still quantity has moved by little since this long ago. Its end shows half of this late."""

DelayState = tuple[tuple[float, Rows], ...]
"""Frames still needed: (time in seconds, numbers), oldest first."""


class Delay:
    """Values as they were a fixed time ago."""

    def __init__(self, lag_s: float) -> None:
        self._lag_s = lag_s

    def start(self) -> DelayState:
        """Nothing remembered."""
        return ()

    def step(self, values: Rows, time: Samples, state: DelayState) -> tuple[Rows, DelayState]:
        """Take a chunk of at least one frame.

        Returns:
            for each frame the newest values at least `lag_s` old, NaN where nothing is that old; the new
            state.
        """
        if isinstance(time, float):
            return self._step_one(values, time, state)
        stamps = np.concatenate(([entry[0] for entry in state], time))
        joined = columns(values)
        if state:
            joined = np.concatenate((np.array([entry[1] for entry in state]).T, joined), axis=1)
        index = np.searchsorted(stamps, time - self._lag_s, "right") - 1
        found = np.where(index >= 0, joined[:, np.maximum(index, 0)], np.nan)
        first = max(int(index[-1]), 0)
        kept = zip(stamps[first:].tolist(), map(tuple, joined[:, first:].T.tolist()), strict=True)
        return tuple(found), tuple(kept)

    def _step_one(self, values: Rows, now: float, state: DelayState) -> tuple[Rows, DelayState]:
        entries = (*state, (now, values))
        limit = now - self._lag_s
        first = 0
        while first + 1 < len(entries) and entries[first + 1][0] <= limit:
            first += 1
        if entries[first][0] > limit:
            return (math.nan,) * len(values), entries
        return entries[first][1], entries[first:]
