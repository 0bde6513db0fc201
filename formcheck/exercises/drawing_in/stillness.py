"""How still somebody lies: how far hip and shoulder have moved within the last seconds."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.signals.samples import Rows, Samples, columns, divide

TICK_S = 0.2
HELD_S = 0.5


class Tick(NamedTuple):
    """Where hip and shoulder were at one time, pixels; NaN where nobody was seen."""

    time: float
    length: float
    hip_x: float
    hip_y: float
    shoulder_x: float
    shoulder_y: float

    @property
    def seen(self) -> bool:
        """Somebody was seen."""
        return self.length == self.length


StillState = tuple[Tick, ...]
"""Oldest first."""


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

    def step(
        self, length: Samples, points: Rows, time: Samples, state: StillState
    ) -> tuple[Samples, StillState]:
        """Look at a chunk of at least one frame, five times a second.

        Args:
            length: from shoulder to knee, pixels; NaN where nobody is seen.
            points: hip x, hip y, shoulder x, shoulder y, pixels.
            time: seconds.
            state: from the chunk before.

        Returns:
            share of the shoulder-knee length, NaN where nobody is seen; the new state.
        """
        if isinstance(time, float):
            if not state or time >= state[-1].time + TICK_S - 1e-6:
                state = self._ticked(state, Tick(time, float(length), *map(float, points)))
            return self._sway(state, time), state
        rows = columns((length, *points))
        sway, first = np.empty(len(time)), 0
        while first < len(time):
            due = state[-1].time + TICK_S - 1e-6 if state else -math.inf
            tick = max(int(np.searchsorted(time, due)), first)
            if tick > first:  # between two ticks it grows old, and nothing else
                held = self._sway(state, state[-1].time)
                old = time[first:tick] - state[-1].time > HELD_S
                sway[first:tick] = np.where(old, math.nan, held)
            if tick < len(time):
                state = self._ticked(state, Tick(time[tick].item(), *rows[:, tick].tolist()))
                sway[tick] = self._sway(state, state[-1].time)
            first = tick + 1
        return sway, state

    def _ticked(self, state: StillState, tick: Tick) -> StillState:
        since = tick.time - self._window_s
        return (*(old for old in state if old.time >= since), tick)

    @staticmethod
    def _sway(state: StillState, now: float) -> float:
        """Motion over the ticks kept; unknown when the last one saw nobody, or is old."""
        if not state or now - state[-1].time > HELD_S or not state[-1].seen:
            return math.nan
        seen = [tick for tick in state if tick.seen]
        most = max(max(column) - min(column) for column in list(zip(*seen, strict=True))[2:])
        return float(divide(most, seen[-1].length))
