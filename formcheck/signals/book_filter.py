"""What drives the virtual book: a causal 2 Hz low-pass on each driver, exact for any frame spacing.

The filter is the second-order Butterworth y'' + 2 a y' + 2 a^2 y = 2 a^2 u with a = 2 pi f / sqrt 2, and the
input u taken as straight between two measured samples. Its two states, w = y - u and v = y', fit in one
complex number z = v + a w + i a w, because the poles are conjugate: z' = (-a + i a) z - (a + i a) u'. Over a
step h in which u rises by d that integrates without error to

    z <- p z + q d,    p = exp((-a + i a) h),    q = i (p - 1) / h.

Chunk invariance: the recursion runs sample by sample on Python numbers, and all that is done on arrays is
elementwise add, subtract, multiply, divide and compare, which are correctly rounded whatever the length.
"""

from __future__ import annotations

import cmath
import math
from itertools import chain
from operator import sub
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MEMO_SIZE = 4096


class FilterState(NamedTuple):
    """The last measured sample (media time in s, value) and the filter's complex state after it."""

    time: float
    value: float
    z: complex


class ShiftState(NamedTuple):
    """Measured samples that still wait in the running median, and the filter behind it."""

    times: list[float]
    values: list[float]
    filter: FilterState | None


class Driver(NamedTuple):
    """One driver, followed through T frames.

    Attributes:
        values: (T,) filtered angle in degrees, or acceleration in m/s^2.
        gap: (T,) bool, True where it was known before but not measured now; None when nowhere.
    """

    values: Floats
    gap: NDArray[np.bool_] | None


class _Responses(dict[float, tuple[complex, complex]]):
    """(p, q) by step length. Frame spacings repeat, so a look-up replaces the exponential."""

    def __init__(self, corner: float) -> None:
        super().__init__()
        self._pole = complex(-corner, corner)

    def __missing__(self, step: float) -> tuple[complex, complex]:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        p = cmath.exp(self._pole * step)
        response = self[step] = (p, 1j * (p - 1.0) / step) if step else (p, 0j)
        return response


class LowPass:
    """Second-order Butterworth low-pass, causal; lags a steady movement by sqrt(2) / (2 pi cutoff) seconds."""

    def __init__(self, cutoff_hz: float) -> None:
        self.corner = math.sqrt(2.0) * math.pi * cutoff_hz
        self._responses = _Responses(self.corner)

    def run(
        self, times: list[float], values: list[float], state: FilterState | None
    ) -> tuple[NDArray[np.complex128], FilterState | None]:
        """Filter measured samples.

        Args:
            times: strictly increasing and later than the state's, s.
            values: finite, as many.
            state: None starts at rest at the first sample.

        Returns:
            (N,) the complex state after each sample, and the state to go on with.
        """
        if not times:
            return np.empty(0, complex), state
        last = state or FilterState(times[0], values[0], 0j)
        steps = map(sub, times, chain((last.time,), times))
        rises = map(sub, values, chain((last.value,), values))
        z = last.z
        path = [z := z * p + d * q for d, (p, q) in zip(rises, map(self._responses.__getitem__, steps), strict=True)]
        return np.array(path), FilterState(times[-1], values[-1], z)

    def output(self, state: FilterState | None) -> float:
        """The filtered value now; 0 before anything was measured."""
        return state.value + state.z.imag / self.corner if state else 0.0

    def follow_angle(
        self, times: list[float], angle: Floats, state: FilterState | None
    ) -> tuple[Driver | None, FilterState | None]:
        """Low-pass an angle in degrees; hold the last output in gaps, 0 before the first measurement.

        Args:
            times: (T,) media time in s, not decreasing. A frame with a repeated stamp is not a new sample.
            angle: (T,) degrees, NaN where not measured.
            state: None before the first measurement.

        Returns:
            The driver (None while nothing has been measured) and the state to go on with.
        """
        values = angle.tolist()
        rows = _new_samples(times, values, state.time if state else -math.inf)
        if rows is None:
            path, after = self.run(times, values, state)
            return Driver(angle + path.imag / self.corner, None), after
        if not (rows or state):
            return None, None
        path, after = self.run([times[k] for k in rows], [values[k] for k in rows], state)
        filtered = angle[rows] + path.imag / self.corner
        return _spread(filtered, self.output(state), rows, angle, known=state is not None), after

    def follow_shift(
        self, times: list[float], shift: Floats, state: ShiftState, window: int, limit: float
    ) -> tuple[Driver | None, ShiftState]:
        """Acceleration of a sideways shift: running median, low-pass, mean over the step, clamp; 0 in gaps.

        The median is centred, so acceleration comes window // 2 samples late: a movement in one direction
        passes unchanged, a jump of up to window // 2 frames is taken out. The mean acceleration over a step
        (change of the filtered velocity over the time) is used because it adds up to the true change of
        velocity and is less noisy than the filter's own second derivative.

        Args:
            times: (T,) media time in s, not decreasing.
            shift: (T,) metres, NaN where not measured.
            state: samples that wait in the median, and the filter.
            window: length of the median in measured samples, odd.
            limit: the acceleration is clamped to plus or minus this, m/s^2.
        """
        values = shift.tolist()
        rows = _new_samples(times, values, state.times[-1] if state.times else -math.inf)
        if rows is not None:
            if not (rows or state.times):
                return None, state
            new_times, new_values = [times[k] for k in rows], [values[k] for k in rows]
        else:
            new_times, new_values = times, values
        known = bool(state.times)
        waiting_times, waiting = state.times + new_times, state.values + new_values
        half = window // 2
        medians = [sorted(some)[half] for some in zip(*(waiting[k:] for k in range(window)), strict=False)]
        middle = waiting_times[half : half + len(medians)]
        path, after = self.run(middle, medians, state.filter)
        measured = np.zeros(len(new_times))
        if medians:
            measured[-len(medians) :] = _mean_acceleration(middle, path, state.filter, limit)
        keep = 1 - window
        next_state = ShiftState(waiting_times[keep:], waiting[keep:], after) if keep else ShiftState(new_times[-1:], new_values[-1:], after)
        if rows is None:
            return Driver(measured, None), next_state
        driver = _spread(measured, 0.0, rows, shift, known=known)
        if driver.gap is not None:
            driver.values[driver.gap] = 0.0
        return driver, next_state


def _new_samples(times: list[float], values: list[float], after: float) -> list[int] | None:
    """Rows with a finite value and a time later than the one before; None means all of them."""
    rows = []
    # A finite sum proves that every term is: one pass in C for the frames that have nothing missing.
    if times[0] > after and math.isfinite(sum(values)) and times[-1] > times[0]:
        pass
    for row, (time, value) in enumerate(zip(times, values, strict=True)):
        if time > after and math.isfinite(value):
            rows.append(row)
            after = time
    return None if len(rows) == len(times) else rows
