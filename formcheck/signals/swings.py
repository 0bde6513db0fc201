"""Swings of a quantity to and fro: from one turning point to the next, noise left out."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Swing:
    """From one turning point to the next."""

    start_s: float
    end_s: float
    size: float


@dataclass(frozen=True, slots=True)
class SwingState:
    """State: (time, value) of the last turning point, of the furthest point since, and the way it goes."""

    turned: tuple[float, float] = (math.nan, math.nan)
    furthest: tuple[float, float] = (math.nan, math.nan)
    way: int = 0


class Swings:
    """Finds turning points: a value has turned once it has come back by `least` from its furthest."""

    def __init__(self, least: float) -> None:
        self._least = least

    def step(self, time_s: float, value: float, state: SwingState) -> tuple[Swing | None, SwingState]:
        """One more finite sample: the swing that it shows to have ended, if any, and the new state."""
        here = (time_s, value)
        if math.isnan(state.furthest[1]):
            return None, SwingState(here, here, 0)
        if state.way == 0:  # which way it goes shows once it has gone far enough
            moved = value - state.turned[1]
            if abs(moved) < self._least:
                return None, state
            return None, SwingState(state.turned, here, 1 if moved > 0 else -1)
        if (value - state.furthest[1]) * state.way >= 0:
            return None, SwingState(state.turned, here, state.way)
        if abs(value - state.furthest[1]) < self._least:
            return None, state
        swing = Swing(state.turned[0], state.furthest[0], abs(state.furthest[1] - state.turned[1]))
        return swing, SwingState(state.furthest, here, -state.way)

    def finish(self, state: SwingState) -> Swing | None:
        """The swing that was under way."""
        size = abs(state.furthest[1] - state.turned[1])
        if state.way == 0 or not size >= self._least:
            return None
        return Swing(state.turned[0], state.furthest[0], size)
