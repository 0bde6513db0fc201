"""One code for a chunk and for a single frame: lanes.

A lane is one quantity over a chunk: a (T,) array, or a plain Python number when the chunk is a single frame.
NumPy needs about a microsecond for an operation on one number, Python 0.03; live scoring feeds frames one by
one, so its lanes are numbers. The rules are written once, with operators and the functions below. All of
these
are exact or correctly rounded in IEEE 754, so both kinds of lane give the same bits (law 2); arctangents,
which are not, always go through NumPy (`vectors.direction_deg`).

Use ``negated(x)``, not ``~x``: the latter is no negation of a Python bool.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np

Lane: TypeAlias = Any
"""(T,) float64 or bool array, or a float or bool for a single frame."""
Rows: TypeAlias = Any
"""Several lanes: an (R, T) array, or a list of R numbers for a single frame."""


def where(condition: Lane, chosen: Lane, other: Lane) -> Lane:
    """Choose lane by lane."""
    if type(condition) is bool:
        return chosen if condition else other
    return np.where(condition, chosen, other)


def negated(condition: Lane) -> Lane:
    """Logical not."""
    return not condition if type(condition) is bool else ~condition


def fmin(a: Lane, b: Lane) -> Lane:
    """Smaller of two, the other one where one is NaN."""
    if type(a) is float:
        return b if a != a or b < a else a
    return np.fmin(a, b)


def fmax(a: Lane, b: Lane) -> Lane:
    """Larger of two, the other one where one is NaN."""
    if type(a) is float:
        return b if a != a or b > a else a
    return np.fmax(a, b)


def minimum(a: Lane, b: Lane) -> Lane:
    """Smaller of two, NaN where either is."""
    if type(a) is float:
        return a if a != a or a < b else b
    return np.minimum(a, b)


def maximum(a: Lane, b: Lane) -> Lane:
    """Larger of two, NaN where either is."""
    if type(a) is float:
        return a if a != a or a > b else b
    return np.maximum(a, b)


def lowest(lanes: list[Lane]) -> Lane:
    """Smallest of several lanes; NaN is passed over, and is the result where all of them are."""
    if type(lanes[0]) is not float:
        return np.fmin.reduce(lanes)
    found = min(lanes)  # passes over NaN unless the first is one
    return found if found == found else min(_known(lanes), default=math.nan)


def highest(lanes: list[Lane]) -> Lane:
    """Largest of several lanes; NaN is passed over, and is the result where all of them are."""
    if type(lanes[0]) is not float:
        return np.fmax.reduce(lanes)
    found = max(lanes)
    return found if found == found else max(_known(lanes), default=math.nan)


def _known(numbers: list[float]) -> list[float]:
    return [number for number in numbers if number == number]


def is_nan(a: Lane) -> Lane:
    """Not measured."""
    return a != a


def sqrt(a: Lane) -> Lane:
    """Square root; of a negative number NaN."""
    if type(a) is float:
        return math.sqrt(a) if a >= 0.0 else math.nan
    return np.sqrt(a)


def floor(a: Lane) -> Lane:
    """Next whole number below, as a float; NaN and infinity stay."""
    if type(a) is float:
        return float(math.floor(a)) if a - a == 0.0 else a
    return np.floor(a)


def divide(a: Lane, b: Lane) -> Lane:
    """Quotient; by zero infinity or NaN, as IEEE 754 has it."""
    if type(b) is float:
        if b:
            return a / b
        return math.nan if not a or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)
    return a / b


def stacked(lanes: list[Lane]) -> Rows:
    """Rows from lanes."""
    return lanes if type(lanes[0]) in (float, bool) else np.array(lanes)


def column(rows: Rows) -> Any:
    """(R, T) array of rows, also for a single frame."""
    return np.array(rows)[:, None] if type(rows) is list else rows


def lane_array(lane: Lane, dtype: Any) -> Any:
    """(T,) array of a lane, also for a single frame."""
    if isinstance(lane, np.ndarray):
        return lane.astype(dtype, copy=False)
    return np.array([lane], dtype)
