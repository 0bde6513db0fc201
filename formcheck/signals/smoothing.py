"""The first step of every rule with its raw rows: take out single bad frames."""

from __future__ import annotations

import math
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from formcheck.signals.samples import Rows, Samples
from formcheck.signals.vectors import median_of_three, median_rows

R = TypeVar("R", bound=Rows)


class SmoothState(NamedTuple):
    """State of a `Smoother`: the raw numbers of the two frames before; nothing before the first frame."""

    before: tuple[Rows, Rows] | None


class Smoother(Generic[R]):
    """Median of three frames of every row.

    Args:
        kind: the type of the rows, a `NamedTuple` of `Samples`.
    """

    def __init__(self, kind: type[R]) -> None:
        self._kind = kind

    def start(self) -> SmoothState:
        """Nothing seen yet."""
        return SmoothState(None)

    def step(self, raw: R, time: Samples, state: SmoothState) -> tuple[R, SmoothState]:
        """Smooth a chunk of at least one frame. The first two frames of a recording stay as they are."""
        first, second = state.before or ((math.nan,) * len(raw),) * 2
        if isinstance(time, float):
            return tuple.__new__(self._kind, median_of_three(first, second, raw)), SmoothState((second, raw))
        joined = np.concatenate((np.array((first, second)).T, np.array(raw)), axis=1)
        tail = joined[:, -2:].T.tolist()
        rows = median_rows(joined[:, :-2], joined[:, 1:-1], joined[:, 2:])
        return tuple.__new__(self._kind, rows), SmoothState((tuple(tail[0]), tuple(tail[1])))
