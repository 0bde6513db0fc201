"""What drives the virtual book: a causal 2 Hz low-pass on each driver, exact for any frame spacing.

The filter is the second-order Butterworth y'' + 2 a y' + 2 a^2 y = 2 a^2 u with a = 2 pi f / sqrt 2, and the
input u taken as straight between two measured samples. Its two states, w = y - u and v = y', fit in one
complex number z = v / a + w + i w, because the poles are conjugate: z' = (-a + i a) z - (1 + i) u'. Over a
step h in which u rises by d that integrates without error to

    z <- p z + q d,    p = exp((-a + i a) h),    q = i (p - 1) / (a h).

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
    """Measured samples that still wait in the running median, the filter behind it, the last acceleration."""

    times: list[float]
    values: list[float]
    filter: FilterState | None
    acceleration: float


class Clock(NamedTuple):
    """Media times of the frames of a chunk in s, not decreasing; `rising` when none is repeated."""

    times: list[float]
    rising: bool


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
        self._gain = 1j / corner

    def __missing__(self, step: float) -> tuple[complex, complex]:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        p = cmath.exp(self._pole * step)
        response = self[step] = (p, self._gain * (p - 1.0) / step) if step else (p, 0j)
        return response


class LowPass:
    """Second-order Butterworth low-pass, causal; lags a steady movement by sqrt(2) / (2 pi cutoff)."""

    def __init__(self, cutoff_hz: float) -> None:
        self.corner = math.sqrt(2.0) * math.pi * cutoff_hz
        self._responses = _Responses(self.corner)

    def run(
        self, times: list[float], values: list[float], state: FilterState | None
    ) -> tuple[list[complex], FilterState | None]:
        """Filter measured samples.

        Args:
            times: strictly increasing and later than the state's, s.
            values: finite, as many.
            state: None starts at rest at the first sample.

        Returns:
            The complex state z after each sample, and the state to go on with. The output is the sample plus
            the imaginary part of z, its velocity is a (Re z - Im z).
        """
        if not times:
            return [], state
        last = state or FilterState(times[0], values[0], 0j)
        steps = map(sub, times, chain((last.time,), times))
        rises = map(sub, values, chain((last.value,), values))
        responses = map(self._responses.__getitem__, steps)
        z = last.z
        path = [z := z * p + d * q for d, (p, q) in zip(rises, responses, strict=True)]
        return path, FilterState(times[-1], values[-1], z)

    def follow_one(self, time: float, value: float, last: FilterState) -> tuple[float, FilterState] | None:
        """One more measured sample: the output and the new state; None where it is missing or not later."""
        if not time > last.time or not math.isfinite(value):
            return None
        p, q = self._responses[time - last.time]
        z = last.z * p + (value - last.value) * q
        return value + z.imag, FilterState(time, value, z)

    def output(self, state: FilterState | None) -> float:
        """The filtered value now; 0 before anything was measured."""
        return state.value + state.z.imag if state else 0.0

    def follow_angle(
        self, clock: Clock, angle: Floats, state: FilterState | None
    ) -> tuple[Driver | None, FilterState | None]:
        """Low-pass an angle; hold the last output in gaps, 0 before the first measurement.

        Args:
            clock: the frames' times.
            angle: (T,) degrees, NaN where not measured.
            state: None before the first measurement.

        Returns:
            The driver (None while nothing has been measured) and the state to go on with.
        """
        values = angle.tolist()
        if state is None and not any(map(math.isfinite, values)):
            return None, None
        rows = _new_samples(clock, values, state.time if state else -math.inf)
        if rows is None:
            path, after = self.run(clock.times, values, state)
            return Driver(angle + _offsets(path), None), after
        path, after = self.run([clock.times[k] for k in rows], [values[k] for k in rows], state)
        filtered = angle[rows] + _offsets(path)
        return _spread(filtered, self.output(state), rows, angle, state is not None), after

    def follow_shift(
        self, clock: Clock, shift: Floats, state: ShiftState, window: int, limit: float
    ) -> tuple[Driver | None, ShiftState]:
        """Acceleration of a sideways shift: running median, low-pass, mean over the step, clamp; 0 in gaps.

        The median is centred, so the acceleration comes window // 2 samples late: movement in one direction
        passes unchanged, a jump of up to window // 2 samples is taken out. The mean over the step (change of
        the filtered velocity over the time it took) adds up to the true change of velocity and is less noisy
        than the filter's own second derivative.

        Args:
            clock: the frames' times.
            shift: (T,) metres, NaN where not measured.
            state: samples that wait in the median, and the filter behind it.
            window: length of the median in measured samples, odd, at least 3.
            limit: the acceleration is clamped to plus or minus this, m/s^2.

        Returns:
            The driver in m/s^2 (None while nothing has been measured) and the state to go on with.
        """
        values = shift.tolist()
        if not (state.times or any(map(math.isfinite, values))):
            return None, state
        rows = _new_samples(clock, values, state.times[-1] if state.times else -math.inf)
        new = clock.times if rows is None else [clock.times[k] for k in rows]
        times = state.times + new
        samples = state.values + (values if rows is None else [values[k] for k in rows])
        windows = zip(*(samples[k:] for k in range(window)), strict=False)
        medians = [ordered[window // 2] for ordered in map(sorted, windows)]
        middle = times[window // 2 :][: len(medians)]
        path, after = self.run(middle, medians, state.filter)
        measured = self._acceleration(middle, path, state.filter, limit)
        if len(measured) < len(new):
            measured = np.concatenate((np.zeros(len(new) - len(measured)), measured))
        last = measured.item(-1) if new else state.acceleration
        next_state = ShiftState(times[1 - window :], samples[1 - window :], after, last)
        if rows is None:
            return Driver(measured, None), next_state
        driver = _spread(measured, state.acceleration, rows, shift, bool(state.times))
        if driver.gap is not None:
            driver.values[driver.gap] = 0.0
        return driver, next_state

    def _acceleration(
        self, times: list[float], path: list[complex], before: FilterState | None, limit: float
    ) -> Floats:
        """(N,) change of the filtered velocity over each step's time, m/s^2, clamped; 0 at the very first."""
        if not path:
            return np.empty(0)
        first = before or FilterState(times[0], 0.0, 0j)
        velocity = [self.corner * (z.real - z.imag) for z in chain((first.z,), path)]
        # Before the very first sample there is no time and no change of velocity.
        steps = [step or 1.0 for step in map(sub, times, chain((first.time,), times))]
        means = ((now - then) / step for now, then, step in zip(velocity[1:], velocity, steps, strict=False))
        return np.array([limit if mean > limit else max(mean, -limit) for mean in means])


def _offsets(path: list[complex]) -> Floats:
    """(N,) output minus input of the filter."""
    return np.array([z.imag for z in path])


def _new_samples(clock: Clock, values: list[float], after: float) -> list[int] | None:
    """Rows with a finite value and a time later than the sample before; None means all of them."""
    # A finite sum proves that every term is finite: one pass in C for chunks where nothing is missing.
    if clock.rising and clock.times[0] > after and math.isfinite(sum(values)):
        return None
    rows = []
    for row, (time, value) in enumerate(zip(clock.times, values, strict=True)):
        if math.isfinite(value) and time > after:
            rows.append(row)
            after = time
    return rows


def _spread(filtered: Floats, before: float, rows: list[int], raw: Floats, known: bool) -> Driver:
    """Samples back to frames: each frame has the last output up to it, and is a gap if it has no value."""
    latest = np.searchsorted(rows, np.arange(len(raw)), side="right")
    gap = ~np.isfinite(raw)
    if not known:
        gap[: rows[0]] = False
    return Driver(np.concatenate(([before], filtered))[latest], gap if gap.any() else None)
