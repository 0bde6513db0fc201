"""What every rule does first with its raw rows: hold the sparse outline, take out single bad frames."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.signals.lanes import Lane, Rows
from formcheck.signals.latches import latest
from formcheck.signals.outline import MAX_AGE_S
from formcheck.signals.vectors import median3


class SmoothState(NamedTuple):
    """Carry: the two raw columns before, and (value, time) of the last outline reading."""

    before: tuple[tuple[float, ...], tuple[float, ...]]
    outline: tuple[float, float]


class Smoother:
    """Median of three frames over all rows, the last row being held from the sparse outline readings."""

    def __init__(self, rows: int, sparse: bool = True) -> None:
        self._rows = rows
        self._sparse = sparse

    def start(self) -> SmoothState:
        """Nothing seen yet."""
        nothing = (math.nan,) * self._rows
        return SmoothState((nothing, nothing), (math.nan, -math.inf))

    def step(self, lanes: list[Lane], time: Lane, state: SmoothState) -> tuple[Rows, SmoothState]:
        """Rows from raw lanes, smoothed."""
        outline = state.outline
        if self._sparse:
            lanes[-1], outline = latest(lanes[-1], time, outline, MAX_AGE_S)
        first, second = state.before
        if type(time) is float:
            return median3(first, second, lanes), SmoothState((second, tuple(lanes)), outline)
        joined = np.concatenate((np.array(state.before).T, np.array(lanes)), axis=1)
        tail = joined[:, -2:].T.tolist()
        return (
            median3(joined[:, :-2], joined[:, 1:-1], joined[:, 2:]),
            SmoothState((tuple(tail[0]), tuple(tail[1])), outline),
        )
