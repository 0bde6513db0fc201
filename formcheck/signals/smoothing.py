"""What every rule does first with its raw rows: hold the sparse outline, take out single bad frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.signals.latches import latest
from formcheck.signals.outline import MAX_AGE_S
from formcheck.signals.vectors import median3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SmoothState:
    """Carry: the last two raw columns (rows, 2), and (value, time) of the last outline reading."""

    tail: Floats
    outline: tuple[float, float]


class Smoother:
    """Median of three frames over all rows, the last row being held from the sparse outline readings."""

    def __init__(self, rows: int, sparse: bool = True) -> None:
        self._rows = rows
        self._sparse = sparse

    def start(self) -> SmoothState:
        """Nothing seen yet."""
        return SmoothState(np.full((self._rows, 2), np.nan), (np.nan, -np.inf))

    def step(self, raw: Floats, time: Floats, state: SmoothState) -> tuple[Floats, SmoothState]:
        """(rows, T) smoothed; `raw` is used up."""
        outline = state.outline
        if self._sparse:
            raw[-1], outline = latest(raw[-1], time, outline, MAX_AGE_S)
        joined = np.concatenate((state.tail, raw), axis=1)
        return median3(joined), SmoothState(joined[:, -2:], outline)
