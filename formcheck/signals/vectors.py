"""Plane geometry on samples. Pixels in, degrees and ratios out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from formcheck.signals.samples import Floats, Rows, Samples, divide, floor, sqrt

DEG = 180.0 / math.pi


def direction_deg(dx: Samples, dy: Samples) -> Samples:
    """Direction of vectors in degrees, -180..180, counter-clockwise when y points up.

    Always NumPy's arctangent, on contiguous data, so that the bits do not depend on the number of frames.
    """
    if isinstance(dx, float):
        return float((np.arctan2(np.array([dy]), np.array([dx])) * DEG).item())
    return directions_deg(dx, np.asarray(dy))


def directions_deg(dx: Floats, dy: Floats) -> Floats:
    """`direction_deg` of arrays of any shape."""
    return np.arctan2(np.ascontiguousarray(dy), np.ascontiguousarray(dx)) * DEG


def directions_of(dx: Sequence[Samples], dy: Sequence[Samples]) -> Sequence[Samples]:
    """`direction_deg` of several vectors in one call."""
    both = np.array([*dy, *dx])  # one array is made faster than two
    found = np.arctan2(both[: len(dy)], both[len(dy) :]) * DEG
    directions: list[Samples] = found.tolist() if found.ndim == 1 else list(found)
    return directions


def wrap180(angle_deg: Samples) -> Samples:
    """The same angle in -180..180."""
    if isinstance(angle_deg, float) and -180.0 < angle_deg < 180.0:
        return angle_deg
    return angle_deg - 360.0 * floor((angle_deg + 180.0) / 360.0)


def wrap360(angle_deg: Samples) -> Samples:
    """The same angle in 0..360."""
    if isinstance(angle_deg, float) and 0.0 < angle_deg < 360.0:
        return angle_deg
    return angle_deg - 360.0 * floor(angle_deg / 360.0)


def signed_offset(
    start: tuple[Samples, Samples], end: tuple[Samples, Samples], point: tuple[Samples, Samples]
) -> tuple[Samples, Samples]:
    """Signed distance of a point from the line start -> end, over the line's length.

    Args:
        start, end, point: (x, y).

    Returns:
        (offset, length): offset is positive to the left of start -> end when y points up; length in the
        unit of the input. A line of no length gives NaN or infinity.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    cross = dx * (point[1] - start[1]) - dy * (point[0] - start[0])
    return divide(cross, square), sqrt(square)


def median_of_three(a: Rows, b: Rows, c: Rows) -> list[Samples]:
    """Median of a frame `c` and the two before it, number by number; that of `c` where one is missing."""
    rows = []
    for first, second, last in zip(a, b, c, strict=True):
        low, high = (second, first) if first > second else (first, second)
        middle = low if last < low <= high else high if low <= high < last else last
        rows.append(middle + 0.0)
    return rows


def median_rows(a: Floats, b: Floats, c: Floats) -> Floats:
    """`median_of_three` of (R, T) arrays."""
    middle = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    missing = np.isnan(middle)
    middle[missing] = c[missing]
    middle += 0.0  # no negative zero: which of two equal zeros is the median is of no interest
    return np.asarray(middle)
