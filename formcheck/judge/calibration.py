"""A personal reference from the first steady seconds of good posture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.signals.history import History, Past
from formcheck.signals.latches import Dwell, DwellState

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reference:
    """Median of each calibrated quantity over a stretch of time; NaN where it was not measured."""

    start_s: float
    end_s: float
    values: Floats


@dataclass(frozen=True, slots=True)
class CalibrationState:
    """Carry: the dwell of "good and steady", the past, and the reference once there is one."""

    dwell: DwellState
    past: Past
    reference: Reference | None


class Calibrator:
    """Waits until a condition has held for `seconds`, then takes the medians of that stretch, once."""

    def __init__(self, rows: int, seconds: float, look_back_s: float = 0.0) -> None:
        """`look_back_s` widens the stretch to before the condition began."""
        self._rows = rows
        self._look_back_s = look_back_s
        self._seconds = seconds
        self._dwell = Dwell(np.array([seconds]), np.array([0.0]))
        self._history = History(seconds + look_back_s + 0.5)

    def start(self, reference: Reference | None = None) -> CalibrationState:
        """Not calibrated, or calibrated beforehand by `reference`."""
        return CalibrationState(self._dwell.start(), Past.empty(self._rows), reference)

    def step(
        self, values: Floats, good: Bools, time: Floats, state: CalibrationState
    ) -> tuple[Floats, Bools, CalibrationState]:
        """Run over a chunk of at least one frame.

        Returns:
            reference (rows, T), NaN before it is known; calibrated (T,) bool; the new state.
        """
        if state.reference is not None:
            known = np.repeat(state.reference.values[:, None], len(time), axis=1)
            return known, np.ones(len(time), bool), state
        settled, since, dwell = self._dwell.step(good[None], ~good[None], time, state.dwell)
        joined = self._history.join(time, values, state.past)
        reference, calibrated = None, settled[0]
        known = np.full((self._rows, len(time)), np.nan)
        if calibrated.any():
            first = int(calibrated.argmax())
            reference = self._take(joined, float(since[0, first]) - self._look_back_s, float(time[first]))
            calibrated = np.arange(len(time)) >= first
            known[:, first:] = reference.values[:, None]
        return known, calibrated, CalibrationState(dwell, self._history.keep(joined), reference)

    @staticmethod
    def _take(joined: Past, start_s: float, end_s: float) -> Reference:
        rows = (joined.time >= start_s) & (joined.time <= end_s)
        part = joined.values[:, rows]
        values = np.array([np.median(v[np.isfinite(v)]) if np.isfinite(v).any() else np.nan for v in part])
        return Reference(max(start_s, float(joined.time[0])), end_s, values)
