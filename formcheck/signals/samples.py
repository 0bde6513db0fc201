"""One code for a chunk and for a single frame.

The samples of one quantity are a (T,) array over a chunk of T frames, or a plain Python number when the chunk
is a single frame. NumPy needs about a microsecond for an operation on one number, Python 0.03 microseconds;
live scoring feeds frames one by one, so its samples are numbers. The rules are written once, with operators
and the functions below. All of these are exact or correctly rounded in IEEE 754, so numbers and arrays give
the same bits (law 2). Arctangents are not; they always go through NumPy (`vectors.direction_deg`).

Use ``negated(x)``, not ``~x``: the latter is no negation of a Python bool. Use ``magnitude(x)``, not
``abs(x)``: type checkers lose the type of the latter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Samples: TypeAlias = float | Floats
"""(T,) float64 array, or a float for a single frame."""
Flags: TypeAlias = bool | Bools
"""(T,) bool array, or a bool for a single frame."""
Codes: TypeAlias = int | NDArray[np.integer]
"""(T,) integer array, or an int for a single frame."""
Rows: TypeAlias = tuple[Samples, ...]
"""Several quantities."""
FlagRows: TypeAlias = tuple[Flags, ...]
"""Several conditions."""
Table: TypeAlias = Sequence[Samples] | Floats
"""Several quantities in one piece: an (R, T) array, or R numbers for a single frame."""
FlagTable: TypeAlias = Sequence[Flags] | Bools
"""Several conditions in one piece: an (R, T) array, or R bools for a single frame."""

if TYPE_CHECKING:

    def magnitude(a: Samples) -> Samples:
        """The absolute value."""

else:
    magnitude = abs


def where(condition: Flags, chosen: Samples, other: Samples) -> Samples:
    """Choose frame by frame."""
    if isinstance(condition, bool):
        return chosen if condition else other
    return np.where(condition, chosen, other)


def where_flags(condition: Flags, chosen: Flags, other: Flags) -> Flags:
    """`where` of conditions."""
    if isinstance(condition, bool):
        return chosen if condition else other
    return np.where(condition, chosen, other)


def where_codes(condition: Flags, chosen: Codes, other: Codes) -> Codes:
    """`where` of codes."""
    if isinstance(condition, bool):
        return chosen if condition else other
    return np.where(condition, chosen, other)


def negated(condition: Flags) -> Flags:
    """Logical not."""
    return not condition if isinstance(condition, bool) else ~condition


def fmin(a: Samples, b: Samples) -> Samples:
    """Smaller of two, the other one where one is NaN."""
    if isinstance(a, float):
        return b if a != a or b < a else a
    return np.fmin(a, b)


def fmax(a: Samples, b: Samples) -> Samples:
    """Larger of two, the other one where one is NaN."""
    if isinstance(a, float):
        return b if a != a or b > a else a
    return np.fmax(a, b)


def minimum(a: Samples, b: Samples) -> Samples:
    """Smaller of two, NaN where either is."""
    if isinstance(a, float):
        return a if a != a or a < b else b
    return np.minimum(a, b)


def maximum(a: Samples, b: Samples) -> Samples:
    """Larger of two, NaN where either is."""
    if isinstance(a, float):
        return a if a != a or a > b else b
    return np.maximum(a, b)


def is_nan(a: Samples) -> Flags:
    """Not measured."""
    return a != a


def sqrt(a: Samples) -> Samples:
    """Square root; of a negative number NaN."""
    if isinstance(a, float):
        return math.sqrt(a) if a >= 0.0 else math.nan
    return np.sqrt(a)


def floor(a: Samples) -> Samples:
    """Next whole number below, as a float; NaN and infinity stay."""
    if isinstance(a, float):
        return float(math.floor(a)) if a - a == 0.0 else a
    return np.floor(a)


def divide(a: Samples, b: Samples) -> Samples:
    """Quotient; by zero infinity or NaN, as IEEE 754 has it."""
    if isinstance(b, float):
        if b:
            return a / b
        if isinstance(a, float):
            return math.nan if not a or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)
    return a / b


def lowest(rows: Sequence[Samples]) -> Samples:
    """Smallest of several quantities; NaN is passed over, and is the result where all of them are."""
    if not isinstance(rows[0], float):
        return np.asarray(np.fmin.reduce(np.array(rows)))
    found = min(rows)  # passes over NaN unless the first is one
    return found if found == found else min(_known(rows), default=math.nan)


def highest(rows: Sequence[Samples]) -> Samples:
    """Largest of several quantities; NaN is passed over, and is the result where all of them are."""
    if not isinstance(rows[0], float):
        return np.asarray(np.fmax.reduce(np.array(rows)))
    found = max(rows)
    return found if found == found else max(_known(rows), default=math.nan)


def _known(numbers: Sequence[Samples]) -> list[Samples]:
    return [number for number in numbers if number == number]


def table(rows: Rows) -> Table:
    """Several quantities in one piece."""
    return np.array(rows) if isinstance(rows[0], np.ndarray) else rows


def columns(rows: Rows) -> Floats:
    """(R, T) array of several quantities, with T = 1 for a single frame."""
    values = np.array(rows)
    return values[:, None] if values.ndim == 1 else values


def last(flags: Flags) -> bool:
    """What holds in the last frame."""
    return flags if isinstance(flags, bool) else bool(flags[-1])
