"""What the stages with memory mean, frame by frame in plain Python: slow, and easy to see through."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np


def naive_latch(on: Sequence[bool], off: Sequence[bool], state: bool) -> list[bool]:
    found = []
    for set_, reset in zip(on, off, strict=True):
        if set_:
            state = True
        elif reset:
            state = False
        found.append(state)
    return found


def naive_debounce(
    on: Sequence[bool],
    off: Sequence[bool],
    time: Sequence[float],
    on_s: float,
    off_s: float,
    start: bool = False,
) -> tuple[list[bool], list[float]]:
    """(settled, since) of one condition."""
    raw = settled = start
    since = -math.inf
    states, begins = [], []
    for set_, reset, now in zip(on, off, time, strict=True):
        value = True if set_ else False if reset else raw
        if value != raw:
            raw, since = value, now
        if raw and now - since >= on_s:
            settled = True
        if not raw and now - since >= off_s:
            settled = False
        states.append(settled)
        begins.append(since)
    return states, begins


def naive_latest(values: Sequence[float], time: Sequence[float], max_age_s: float) -> list[float]:
    value, stamp, found = math.nan, -math.inf, []
    for v, now in zip(values, time, strict=True):
        if math.isfinite(v):
            value, stamp = v, now
        found.append(value if now - stamp <= max_age_s else math.nan)
    return found


def naive_best(values: Sequence[float], reset: Sequence[bool]) -> list[float]:
    best, found = -math.inf, []
    for v, again in zip(values, reset, strict=True):
        if again:
            best = -math.inf
        elif v > best:
            best = v
        found.append(best)
    return found


def naive_delay(values: Sequence[float], time: Sequence[float], lag_s: float) -> list[float]:
    found = []
    for i, now in enumerate(time):
        old = [v for v, t in zip(values[: i + 1], time[: i + 1], strict=True) if t <= now - lag_s]
        found.append(old[-1] if old else math.nan)
    return found


def naive_median3(values: Sequence[float]) -> list[float]:
    found = []
    for i, v in enumerate(values):
        three = [values[i - 2], values[i - 1], v] if i >= 2 else [math.nan]
        found.append(v if any(map(math.isnan, three)) else sorted(three)[1])
    return found


def same(found: object, expected: object) -> bool:
    """Equal to the last bit, any NaN for NaN, and zero for zero."""
    a, b = np.asarray(found), np.asarray(expected)
    return a.shape == b.shape and bool(((a == b) | ((a != a) & (b != b))).all())


def cuts(length: int, lengths: Sequence[int]) -> list[slice]:
    """Slices of a recording: chunks of these lengths (at least 1), and the rest."""
    edges = np.minimum(np.cumsum([0, *lengths, length]), length).tolist()
    return [slice(a, b) for a, b in pairwise(edges) if b > a]
