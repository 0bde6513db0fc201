"""Points that other programs found, checked and put in the places of our landmarks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.errors import UsageError
from formcheck.pose.landmarks import LANDMARK_COUNT

SHARES = 2.0
"""Coordinates that nowhere reach this many pixels are shares of the frame: 0..1, a little more beyond it."""


def checked_time(time: ArrayLike) -> NDArray[np.float64]:
    """(T,) float64 seconds.

    Raises:
        UsageError: not one-dimensional, not finite, or not strictly increasing.
    """
    stamps = _numbers(time, "time")
    if stamps.ndim != 1:
        raise UsageError(
            f"The time has the shape {stamps.shape}", "Give one number of seconds for each frame."
        )
    if not np.isfinite(stamps).all():
        raise UsageError("The time is not a number in some frames", "Leave out the frames without a time.")
    wrong = np.flatnonzero(np.diff(stamps) <= 0)
    if len(wrong):
        row = int(wrong[0])
        raise UsageError(
            f"The time does not increase: {stamps[row]:g} s in row {row}, {stamps[row + 1]:g} s in the next",
            "Give media time in seconds, each frame once and in order.",
        )
    return stamps


def checked_points(
    xy: ArrayLike, visibility: ArrayLike | None, rows: tuple[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(T, N, 2) pixels, NaN where a point is missing, and (T, N) visibility.

    The visibility of a missing point is 0, and NaN in frames in which all are missing. When none is given it
    is NaN throughout.

    Args:
        xy: (T, N, 2), NaN or infinite where a point is missing.
        visibility: (T, N), 0 or NaN where a point is missing; None when the program tells nothing of it.
        rows: (T, N).

    Raises:
        UsageError: another shape, or a visibility below 0.
    """
    places = _shaped(_numbers(xy, "xy"), (*rows, 2), "xy")
    missing = np.asarray(~np.isfinite(places).all(axis=2))
    sight = np.full(rows, np.nan)
    if visibility is not None:
        sight = _shaped(_numbers(visibility, "visibility"), rows, "visibility")
        if (sight < 0).any():
            raise UsageError(
                "The visibility is below 0 in some points", "Give numbers from 0 (not seen) to 1."
            )
        missing |= ~(sight > 0)
        sight = np.where(missing, 0.0, np.minimum(sight, 1.0))
        sight[missing.all(axis=1)] = np.nan
    return np.where(missing[:, :, None], np.nan, places), sight


def checked_size(size: Sequence[int], places: NDArray[np.float64]) -> tuple[int, int]:
    """(width, height) in pixels, for points (T, N, 2) that should be in pixels of such a frame.

    Raises:
        UsageError: not two whole numbers above 0, or points that are shares of the frame.
    """
    numbers = _shaped(_numbers(size, "size"), (2,), "size")
    if not (np.isfinite(numbers).all() and (numbers >= 1).all() and (numbers == np.round(numbers)).all()):
        raise UsageError(
            f"A frame cannot have the size {tuple(numbers.tolist())}", "Give (width, height) in pixels."
        )
    seen = places[np.isfinite(places)]
    if len(seen) and np.abs(seen).max() < SHARES <= numbers.min():
        raise UsageError(
            "The points are shares of the frame, not pixels", "Multiply them by (width, height) first."
        )
    return int(numbers[0]), int(numbers[1])


def spread(
    values: NDArray[np.float64], points: Sequence[int], missing: float | NDArray[np.float64]
) -> NDArray[np.float32]:
    """(T, 33, ...) of the values (T, N, ...) of some landmarks; the others are `missing`."""
    table = np.empty((len(values), LANDMARK_COUNT, *values.shape[2:]), np.float32)
    table[...] = missing
    table[:, list(points)] = values
    return table


def _numbers(values: ArrayLike, what: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{what} is no table of numbers ({error})", "Give an array of numbers.") from error


def _shaped(array: NDArray[np.float64], shape: tuple[int, ...], what: str) -> NDArray[np.float64]:
    if array.shape != shape:
        raise UsageError(f"{what} has the shape {array.shape}", f"Its shape has to be {shape}.")
    return array
