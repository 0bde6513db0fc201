"""Plane geometry on arrays of points. Pixels in, degrees and ratios out.

Only additions, multiplications, square roots and NumPy's arctangents: the result of a frame never depends
on which other frames are in the chunk (law 2).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DEG = 180.0 / np.pi


def direction_deg(dx: Floats, dy: Floats) -> Floats:
    """Direction of a vector in degrees, -180..180, counter-clockwise when y points up."""
    return np.asarray(np.arctan2(dy, dx) * DEG)


def wrap180(angle_deg: Floats) -> Floats:
    """The same angle in -180..180."""
    return np.asarray(angle_deg - 360.0 * np.floor((angle_deg + 180.0) / 360.0))


def wrap360(angle_deg: Floats) -> Floats:
    """The same angle in 0..360."""
    return np.asarray(angle_deg - 360.0 * np.floor(angle_deg / 360.0))


def signed_offset(
    start: tuple[Floats, Floats], end: tuple[Floats, Floats], point: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Signed distance of a point from the line start -> end, over the line's length.

    Args:
        start, end, point: (x, y) arrays of equal shape.

    Returns:
        (offset, length): offset is positive to the left of start -> end when y points up; length in the
        unit of the input. A line of no length gives NaN or infinity (callers silence NumPy).
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    cross = dx * (point[1] - start[1]) - dy * (point[0] - start[0])
    return cross / square, np.sqrt(square)


def median3(joined: Floats) -> Floats:
    """Median of each frame and the two before it; a missing neighbour does not spread.

    Args:
        joined: (rows, T + 2), the two columns before the chunk (NaN at the start) and the chunk.

    Returns:
        (rows, T), NaN where the frame itself is NaN.
    """
    a, b, c = joined[:, :-2], joined[:, 1:-1], joined[:, 2:]
    middle = np.fmax(np.fmin(a, b), np.fmin(np.fmax(a, b), c))
    middle[np.isnan(c)] = np.nan
    return middle
