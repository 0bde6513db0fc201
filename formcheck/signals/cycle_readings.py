"""The readings of a chunk, smoothed by their neighbours across its edges."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.signals.cycle_state import CycleState
from formcheck.signals.samples import Bools, Floats


class Readings(NamedTuple):
    """The N readings of a chunk, with what was known before them.

    Attributes:
        first, second: the two readings before; NaN where there are none.
        values: (N,) in the signal's unit.
        seen_s: (N + 1,) when the reading before each was, and the last one.
    """

    first: float
    second: float
    values: Floats
    seen_s: Floats

    @classmethod
    def of(cls, s: CycleState, values: Floats, time: Floats) -> Readings:
        """The readings of a chunk, (N,) values at (N,) seconds."""
        return cls(s.first, s.second, values, np.concatenate(([s.second_t], time)))

    def middles(self, gap: Bools) -> Floats:
        """(N,) median of each and the two before it; NaN where a gap lies between."""
        last = self._before(gap)
        last_but_one = np.where(gap, math.nan, np.concatenate(([self.first], last))[: len(gap)])
        three = np.stack((last_but_one, last, self.values))
        middle: Floats = np.sort(three, axis=0, kind="stable")[1]
        return np.where(np.isnan(last_but_one), math.nan, middle)

    def _before(self, gap: Bools) -> Floats:
        return np.where(gap, math.nan, np.concatenate(([self.second], self.values))[: len(gap)])

    def leave(self, s: CycleState, gap: Bools, known: Bools) -> None:
        """Keep in the state what the next chunk has to know of these readings."""
        if len(self.values):
            last = self._before(gap[known])[-1]
            s.first, s.second, s.second_t = float(last), float(self.values[-1]), float(self.seen_s[-1])
        after = int(np.flatnonzero(known)[-1]) + 1 if len(self.values) else 0
        if gap[after:].any():
            s.first = s.second = math.nan
