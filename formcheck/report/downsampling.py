"""Shortens long series for drawing, and keeps their extremes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_POINTS = 1200
"""Most points of a drawn line: about two for each unit of the chart's width."""


def envelope(time: Floats, values: Floats, most: int = MOST_POINTS) -> tuple[Floats, Floats]:
    """Shorten a signal to `most` points: the lowest and highest value of each slice of time.

    Args:
        time: (T,) seconds, increasing.
        values: (T,) with NaN for gaps; a slice without a value gives one NaN, so that gaps stay gaps.
        most: greatest number of points.

    Returns:
        (time, values), both (N,), N <= max(most, 2), in order of time; the arguments when T <= most.
    """
    if len(time) <= most:
        return time, values
    slices = max(most // 2, 1)
    edges = np.linspace(time[0], time[-1], slices + 1)[1:-1]
    cuts = np.concatenate(([0], np.searchsorted(time, edges), [len(time)]))
    lengths = np.diff(cuts)
    starts, lengths = cuts[:-1][lengths > 0], lengths[lengths > 0]
    finite = np.isfinite(values)
    own = np.repeat(np.arange(len(starts)), lengths)  # the slice of each value
    chosen = [starts[~np.logical_or.reduceat(finite, starts)]]
    for extreme, none in ((np.minimum, np.inf), (np.maximum, -np.inf)):
        best = extreme.reduceat(np.where(finite, values, none), starts)
        reached = np.flatnonzero(finite & (values == best[own]))
        chosen.append(reached[np.unique(own[reached], return_index=True)[1]])  # the first one of each slice
    kept = np.unique(np.concatenate(chosen))
    return time[kept].astype(np.float64), np.where(finite, values, np.nan)[kept]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of equal codes, [start_s, end_s)."""

    start_s: float
    end_s: float
    code: int


def runs(time: Floats, codes: NDArray[np.int_], most: int = 700) -> list[Run]:
    """Stretches of equal codes, about `most` at most; beyond that each slice of time gives its highest code.

    Args:
        time: (T,) seconds, increasing.
        codes: (T,) codes; the more important one is larger.
        most: number of stretches from which slices are used.
    """
    if len(time) == 0:
        return []
    changes = np.flatnonzero(np.diff(codes)) + 1
    if len(changes) >= most:
        edges = np.linspace(time[0], time[-1], most + 1)[:-1]
        starts = np.unique(np.searchsorted(time, edges))
        codes = np.maximum.reduceat(codes, starts)
        time_of, keep = time[starts], np.concatenate(([0], np.flatnonzero(np.diff(codes)) + 1))
        begin, code = time_of[keep], codes[keep]
    else:
        first = np.concatenate(([0], changes))
        begin, code = time[first], codes[first]
    step = float(np.median(np.diff(time))) if len(time) > 1 else 0.0
    ends = np.append(begin[1:], time[-1] + step)
    return [Run(float(a), float(b), int(c)) for a, b, c in zip(begin, ends, code, strict=True)]


def merged(spans: list[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """The spans in order of time; spans with a gap of at most `gap` between them are joined."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
