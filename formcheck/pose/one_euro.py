"""One-Euro filter on arrays, in mediapipe's variant."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


class OneEuroFilter:
    """Smooths slow movement strongly and fast movement hardly, by media time.

    Casiez, Roussel and Vogel, "1 Euro Filter" (CHI 2012); as in mediapipe the speed that opens the filter is
    measured from the raw values and divided by the object's size.

    Args:
        min_cutoff: Hz, cut-off at rest.
        beta: Hz per (size/s), how fast the cut-off rises with speed.
        derivative_cutoff: Hz, cut-off for the speed itself.
    """

    def __init__(self, min_cutoff: float, beta: float, derivative_cutoff: float) -> None:
        self._min_cutoff, self._beta, self._derivative_cutoff = min_cutoff, beta, derivative_cutoff
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next value passes unchanged."""
        self._time = math.nan
        self._raw = self._smooth = self._speed = np.zeros(0)

    def __call__(self, values: NDArray[np.float64], time_s: float, size: float = 1.0) -> NDArray[np.float64]:
        """Filtered values, of the same shape.

        Args:
            values: any shape, the same at each call since `reset`.
            time_s: media time; a repeated stamp gives the last result again, an earlier one starts anew.
            size: what to divide speeds by, in the unit of `values`, above 0.
        """
        step = time_s - self._time
        if step == 0:
            return self._smooth
        if not step > 0:  # the first value (NaN), or time went back
            self._time, self._raw, self._smooth, self._speed = time_s, values, values, np.zeros_like(values)
            return values
        speed = (values - self._raw) / (size * step)
        weight = _weight(np.asarray(self._derivative_cutoff), step)
        self._speed = weight * speed + (1 - weight) * self._speed
        weight = _weight(self._min_cutoff + self._beta * np.abs(self._speed), step)
        self._smooth = weight * values + (1 - weight) * self._smooth
        self._time, self._raw = time_s, values
        return self._smooth


def _weight(cutoff: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Weight of the new value in a first-order low-pass of this cut-off (Hz) after `step` seconds."""
    weight: NDArray[np.float64] = 1.0 / (1.0 + 1.0 / (2 * math.pi * cutoff * step))
    return weight
