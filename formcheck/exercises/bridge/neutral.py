"""The belly line's neutral: read on the way up, until there are enough readings."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.signals.samples import Flags, Samples

READINGS = 4
"""How many readings make a neutral. Single ones are off by tens of degrees while arms and cloth move."""


class NeutralState(NamedTuple):
    """State: readings so far, and the neutral in degrees (NaN while unknown)."""

    readings: tuple[float, ...]
    neutral: float


def start(neutral: float = math.nan) -> NeutralState:
    """No readings; or a neutral from an earlier result."""
    return NeutralState((), neutral)


def step(readings: Samples, top: Flags, state: NeutralState) -> tuple[Samples, NeutralState]:
    """Collect a chunk of at least one frame.

    Args:
        readings: the belly line on the way up, degrees; NaN in every other frame, and where it was not read.
        top: a still top, at which the readings of the way up are complete.

    Returns:
        the neutral (a number where it is the same throughout), NaN while unknown: the median of the readings
        up to the first top with at least READINGS of them. A lift so fast that it was read less often leaves
        the rest to the next one.
    """
    if state.neutral == state.neutral:
        return state.neutral, state
    if isinstance(readings, float):
        if readings == readings:
            state = NeutralState((*state.readings, readings), math.nan)
        if top and len(state.readings) >= READINGS:
            state = NeutralState((), float(np.median(state.readings)))
        return state.neutral, state
    read = np.isfinite(readings)
    enough = top & (np.cumsum(read) + len(state.readings) >= READINGS)
    if not enough.any():
        return math.nan, NeutralState((*state.readings, *readings[read].tolist()), math.nan)
    first = int(enough.argmax())
    known = (*state.readings, *readings[: first + 1][read[: first + 1]].tolist())
    neutral = float(np.median(known))
    return np.where(np.arange(len(readings)) >= first, neutral, math.nan), NeutralState((), neutral)
