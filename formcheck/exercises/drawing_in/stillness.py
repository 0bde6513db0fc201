"""How still somebody lies: how far hip and shoulder have moved within the last seconds."""

from __future__ import annotations

import math

import numpy as np

from formcheck.signals.lanes import Lane, Rows, divide

TICK_S = 0.2
HELD_S = 0.5

StillState = tuple[tuple[float, ...], ...]
"""(time, length, hip x, hip y, shoulder x, shoulder y), one a tick, oldest first."""


class Stillness:
    """The largest way that hip or shoulder went, across or up, within a sliding window.

    Args:
        window_s: how far it looks back, seconds.
    """

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s

    def start(self) -> StillState:
        """Nothing seen yet."""
        return ()

    def step(self, points: Rows, time: Lane, state: StillState) -> tuple[Lane, StillState]:
        """Look at a chunk of at least one frame, five times a second.

        Args:
            points: rows of shoulder-knee length, hip x, hip y, shoulder x, shoulder y, pixels; NaN unseen.
            time: seconds.
            state: from the chunk before.

        Returns:
            lane, share of the shoulder-knee length, NaN where nobody is seen; the new state.
        """
        if type(time) is float:
            if not state or time >= state[-1][0] + TICK_S - 1e-6:
                state = self._ticked(state, (time, *points))
            return self._sway(state, time), state
        sway, first = np.empty(len(time)), 0
        while first < len(time):
            due = state[-1][0] + TICK_S - 1e-6 if state else -math.inf
            tick = max(int(np.searchsorted(time, due)), first)
            sway[first:tick] = [self._sway(state, now) for now in time[first:tick].tolist()]
            if tick < len(time):
                state = self._ticked(state, (float(time[tick]), *points[:, tick].tolist()))
                sway[tick] = self._sway(state, state[-1][0])
            first = tick + 1
        return sway, state

    def _ticked(self, state: StillState, entry: tuple[float, ...]) -> StillState:
        since = entry[0] - self._window_s
        return (*(old for old in state if old[0] >= since), entry)

    @staticmethod
    def _sway(state: StillState, now: float) -> float:
        """Motion over the ticks kept; unknown when the last one saw nobody, or is old."""
        if not state or now - state[-1][0] > HELD_S or state[-1][1] != state[-1][1]:
            return math.nan
        seen = [entry for entry in state if entry[1] == entry[1]]
        most = max(max(column) - min(column) for column in list(zip(*seen, strict=True))[2:])
        return float(divide(most, seen[-1][1]))
