"""The belly line's neutral: read on the way up, until there are enough readings that can be believed."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.judge.calibration import ANYTHING, Believable, Refusal
from formcheck.signals.samples import Flags, Samples

READINGS = 4
"""How many readings make a neutral. Single ones are off by tens of degrees while arms and cloth move."""


class NeutralState(NamedTuple):
    """State: readings so far, the neutral in degrees (NaN while unknown), and the latest one refused.

    `since_s` is the time of the first reading.
    """

    readings: tuple[float, ...]
    neutral: float
    since_s: float = math.nan
    refused: tuple[Refusal, ...] = ()


def start(neutral: float = math.nan, believable: Believable = ANYTHING) -> NeutralState:
    """No readings; or a neutral from an earlier result, as far as it can be believed."""
    doubt = believable.doubt(neutral, 0.0)
    if doubt is None:
        return NeutralState((), neutral)
    return NeutralState((), math.nan, refused=(Refusal(0, doubt, neutral, math.nan, math.nan),))


def step(
    readings: Samples, top: Flags, time: Samples, believable: Believable, state: NeutralState
) -> tuple[Samples, NeutralState]:
    """Collect a chunk of at least one frame.

    Args:
        readings: the belly line on the way up, degrees; NaN in every other frame, and where it was not read.
        top: a still top, at which the readings of the way up are complete.
        time: media time, seconds.
        believable: what the neutral may read; after another one the readings begin anew.

    Returns:
        the neutral (a number where it is the same throughout), NaN while unknown: the median of the readings
        up to the first top with at least READINGS of them. A lift so fast that it was read less often leaves
        the rest to the next one.
    """
    if state.neutral == state.neutral:
        return state.neutral, state
    if isinstance(time, float):
        state = _grown(state, [float(readings)], [time])
        if top and len(state.readings) >= READINGS:
            state = _taken(state, time, believable)
        return state.neutral, state
    readings, top = np.broadcast_to(readings, time.shape), np.broadcast_to(top, time.shape)
    at = 0
    while at < len(time) and state.neutral != state.neutral:
        enough = top[at:] & (np.cumsum(np.isfinite(readings[at:])) + len(state.readings) >= READINGS)
        first = at + int(enough.argmax()) if enough.any() else len(time) - 1
        rows = slice(at, first + 1)
        state = _grown(state, readings[rows].tolist(), time[rows].tolist())
        if enough.any():
            state = _taken(state, time[first].item(), believable)
        at = first + 1
    if state.neutral != state.neutral:
        return math.nan, state
    return np.where(np.arange(len(time)) >= at - 1, state.neutral, math.nan), state


def _grown(state: NeutralState, readings: list[float], time: list[float]) -> NeutralState:
    """The state with further readings; NaN is none."""
    read = [(value, at) for value, at in zip(readings, time, strict=True) if value == value]
    if not read:
        return state
    since_s = state.since_s if state.readings else read[0][1]
    return state._replace(readings=(*state.readings, *(value for value, _ in read)), since_s=since_s)


def _taken(state: NeutralState, now: float, believable: Believable) -> NeutralState:
    """The state with the median of the readings as the neutral, or with its refusal."""
    neutral = float(np.median(state.readings))
    doubt = believable.doubt(neutral, 0.0)
    if doubt is None:
        return NeutralState((), neutral, refused=state.refused)
    return NeutralState((), math.nan, refused=(Refusal(0, doubt, neutral, state.since_s, now),))
