"""How long ago a movement left its rest, across gaps and chunks."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.signals.gates import LONGEST_GAP_S
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.samples import Samples, negated, where

AFTER_GAP_S = 0.15
"""The first frames after a gap are still smoothed with those before it."""


class SinceRestState(NamedTuple):
    """State: the last moment at rest and the last gap (time, time), and the last frame, seconds."""

    rest: tuple[float, float] = NO_SAMPLE
    gap: tuple[float, float] = NO_SAMPLE
    last_s: float = math.inf


class SinceRest:
    """Seconds since a drive was last below `off`, NaN where a gap may hide when that was."""

    def __init__(self, off: float) -> None:
        self._off = off

    def start(self) -> SinceRestState:
        """Nothing seen yet."""
        return SinceRestState()

    def step(self, drive: Samples, time: Samples, state: SinceRestState) -> tuple[Samples, SinceRestState]:
        """Run over a chunk of at least one frame."""
        before = state.last_s if isinstance(time, float) else np.append(state.last_s, time[:-1])
        gap_s, gap = latest(where(time - before > LONGEST_GAP_S, time, math.nan), time, state.gap, math.inf)
        rest_s, rest = latest(where(drive < self._off, time, math.nan), time, state.rest, math.inf)
        known = negated(rest_s - gap_s < AFTER_GAP_S)
        last_s = time if isinstance(time, float) else time[-1].item()
        return where(known, time - rest_s, math.nan), SinceRestState(rest, gap, last_s)
