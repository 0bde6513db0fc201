"""Plane geometry on lanes. Pixels in, degrees and ratios out."""

from __future__ import annotations

import math

import numpy as np

from formcheck.signals.lanes import Lane, Rows, divide, floor, sqrt

DEG = 180.0 / math.pi


def direction_deg(dx: Rows, dy: Rows) -> Rows:
    """Direction of vectors in degrees, -180..180, counter-clockwise when y points up.

    Takes a lane, or rows of lanes. Always NumPy's arctangent, on contiguous data, so that the bits do not
    depend on how many frames there are.
    """
    if type(dx) is list:
        both = np.array(dy + dx)  # one array is made faster than two
        return (np.arctan2(both[: len(dy)], both[len(dy) :]) * DEG).tolist()
    if type(dx) is float:
        return (np.arctan2(np.array([dy]), np.array([dx])) * DEG).item()
    return np.arctan2(np.ascontiguousarray(dy), np.ascontiguousarray(dx)) * DEG


def wrap180(angle_deg: Lane) -> Lane:
    """The same angle in -180..180."""
    if type(angle_deg) is float and -180.0 < angle_deg < 180.0:
        return angle_deg
    return angle_deg - 360.0 * floor((angle_deg + 180.0) / 360.0)


def wrap360(angle_deg: Lane) -> Lane:
    """The same angle in 0..360."""
    if type(angle_deg) is float and 0.0 < angle_deg < 360.0:
        return angle_deg
    return angle_deg - 360.0 * floor(angle_deg / 360.0)


def signed_offset(
    start: tuple[Lane, Lane], end: tuple[Lane, Lane], point: tuple[Lane, Lane]
) -> tuple[Lane, Lane]:
    """Signed distance of a point from the line start -> end, over the line's length.

    Args:
        start, end, point: (x, y) lanes.

    Returns:
        (offset, length): offset is positive to the left of start -> end when y points up; length in the
        unit of the input. A line of no length gives NaN or infinity.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    cross = dx * (point[1] - start[1]) - dy * (point[0] - start[0])
    return divide(cross, square), sqrt(square)


def median3(a: Rows, b: Rows, c: Rows) -> Rows:
    """Median of a frame `c` and the two before it, row by row; the frame itself where one of them is
    missing.
    """
    if type(c) is list:
        rows = []
        for first, second, last in zip(a, b, c, strict=True):
            low, high = (second, first) if first > second else (first, second)
            middle = low if last < low <= high else high if low <= high < last else last
            rows.append(middle + 0.0)
        return rows
    middle = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    missing = np.isnan(middle)
    middle[missing] = c[missing]
    middle += 0.0  # no negative zero: which of two equal zeros is the median is nobody's business
    return middle
