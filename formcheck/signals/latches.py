"""Memory without loops: latches, dwell and runs over whole chunks, with a carry between chunks.

Everything here works on boolean matrices (rows, T), one row a condition. State is carried as one column,
so that any cutting of a recording into chunks gives the same bytes (law 2), and costs a handful of array
operations whether a chunk has one frame or a million.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def latch(on: Bools, off: Bools, before: Bools) -> Bools:
    """A set-reset latch: true from a frame with `on` until a frame with `off`; `on` wins when both hold.

    Args:
        on: (rows, T).
        off: (rows, T).
        before: (rows,) state just before the first frame.

    Returns:
        (rows, T) state in each frame.
    """
    rows, length = on.shape
    # Each deciding frame writes a key that grows with time and whose lowest bit is the decision; the
    # running maximum is then the latest decision.
    keys = np.zeros((rows, length + 1), np.int64)
    keys[:, 0] = before
    stamps = np.arange(2, 2 * length + 2, 2)
    np.multiply(on | off, stamps, out=keys[:, 1:])
    keys[:, 1:] += on
    np.maximum.accumulate(keys, axis=1, out=keys)
    return (keys[:, 1:] & 1).astype(np.bool_)


def runs(state: Bools, time: Floats, before: Bools, since: Floats) -> Floats:
    """When the present run of equal values began.

    Args:
        state: (rows, T).
        time: (T,) seconds, increasing.
        before: (rows,) value just before the first frame.
        since: (rows,) when that value began.

    Returns:
        (rows, T) seconds.
    """
    began = np.empty((state.shape[0], state.shape[1] + 1))
    began[:, 0] = since
    began[:, 1] = np.where(state[:, 0] != before, time[0], -np.inf)
    if state.shape[1] > 1:
        began[:, 2:] = np.where(state[:, 1:] != state[:, :-1], time[1:], -np.inf)
    np.maximum.accumulate(began, axis=1, out=began)
    return began[:, 1:]


@dataclass(frozen=True, slots=True)
class DwellState:
    """Carry of a `Dwell`: raw state and its beginning, settled state. All (rows,)."""

    raw: Bools
    since: Floats
    settled: Bools


class Dwell:
    """Hysteresis in value and in time, for several conditions at once.

    A condition turns raw-true on `on`, raw-false on `off`, else it stays as it was (hysteresis in value).
    It is settled true once raw-true for `on_s` seconds, settled false once raw-false for `off_s`.
    """

    def __init__(self, on_s: Floats, off_s: Floats) -> None:
        self._on_s = np.asarray(on_s, np.float64)[:, None]
        self._off_s = np.asarray(off_s, np.float64)[:, None]

    def start(self) -> DwellState:
        """All conditions false, for ever."""
        rows = len(self._on_s)
        return DwellState(np.zeros(rows, bool), np.full(rows, -np.inf), np.zeros(rows, bool))

    def step(
        self, on: Bools, off: Bools, time: Floats, state: DwellState
    ) -> tuple[Bools, Floats, DwellState]:
        """Run over a chunk of at least one frame.

        Returns:
            settled (rows, T); since (rows, T) when the present raw run began, seconds; the new state.
        """
        raw = latch(on, off, state.raw)
        since = runs(raw, time, state.raw, state.since)
        lasted = time - since
        settled = latch(raw & (lasted >= self._on_s), ~raw & (lasted >= self._off_s), state.settled)
        return settled, since, DwellState(raw[:, -1], since[:, -1], settled[:, -1])


def latest(values: Floats, time: Floats, before: tuple[float, float], max_age_s: float) -> Floats:
    """Hold the last finite value for a while; used for what is sampled more seldom than the frames.

    Args:
        values: (T,) with NaN where nothing was sampled.
        time: (T,) seconds.
        before: (value, time) of the last sample before this chunk; NaN, -inf when there is none.
        max_age_s: a sample older than this is NaN again.

    Returns:
        (T,) values.
    """
    known = np.isfinite(values)
    index = np.where(known, np.arange(1, len(values) + 1), 0)
    np.maximum.accumulate(index, out=index)
    held = np.concatenate(([before[0]], values))[index]
    age = time - np.concatenate(([before[1]], time))[index]
    held[age > max_age_s] = np.nan
    return held


def running_best(values: Floats, reset: Bools, before: float) -> Floats:
    """Highest value since the last reset; a frame with `reset` starts anew. NaN is passed over.

    Args:
        values: (T,).
        reset: (T,).
        before: best value before the chunk, -inf when there is none.

    Returns:
        (T,) -inf where nothing has been measured since the reset.
    """
    best = np.where(np.isnan(values) | reset, -np.inf, values)
    cuts = [0, *np.flatnonzero(reset).tolist(), len(best)]
    for number, (first, last) in enumerate(zip(cuts[:-1], cuts[1:], strict=True)):
        part = best[first:last]
        np.maximum.accumulate(part, out=part)
        if number == 0:
            np.maximum(part, before, out=part)
    return best
