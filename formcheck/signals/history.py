"""A short memory of columns, so that a chunk can look a little way back across its own start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Past:
    """The last columns seen: time (N,) seconds and values (rows, N)."""

    time: Floats
    values: Floats

    @classmethod
    def empty(cls, rows: int) -> Past:
        """No memory yet."""
        return cls(np.empty(0), np.empty((rows, 0)))


class History:
    """Joins each chunk to what went before it and keeps the last `span_s` seconds.

    What is kept beyond `span_s` depends on the chunking and is never read: look-ups go by time.
    """

    def __init__(self, span_s: float) -> None:
        self._span_s = span_s

    def join(self, time: Floats, values: Floats, past: Past) -> Past:
        """Past and chunk as one; the chunk is its tail."""
        return Past(np.concatenate((past.time, time)), np.concatenate((past.values, values), axis=1))

    def keep(self, joined: Past) -> Past:
        """The part of `joined` that later chunks may need, as a copy that does not hold the rest alive."""
        first = int(np.searchsorted(joined.time, joined.time[-1] - self._span_s, "left"))
        if first <= len(joined.time) // 2:
            return joined if first == 0 else Past(joined.time[first:], joined.values[:, first:])
        return Past(joined.time[first:].copy(), joined.values[:, first:].copy())


def delayed(joined: Past, length: int, lag_s: float) -> Floats:
    """Values as they were `lag_s` ago, for the last `length` columns; NaN where nothing is that old.

    Returns:
        (rows, length): the newest value that is at least `lag_s` old.
    """
    index = np.searchsorted(joined.time, joined.time[-length:] - lag_s, "right") - 1
    found = joined.values[:, np.maximum(index, 0)]
    return np.asarray(np.where(index >= 0, found, np.nan))
