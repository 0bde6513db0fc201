"""A personal reference from the first steady seconds of good posture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """Carry: the dwell of "good and steady", the chunks that may still count, and the reference."""

    dwell: DwellState
    past: tuple[tuple[Floats, Floats], ...]
    reference: Reference | None


class Calibrator:
    """Waits until a condition has held for `seconds`, then takes the medians of that stretch, once.

    Args:
        rows: how many quantities.
        seconds: how long the condition must hold.
        look_back_s: widens the stretch to before the condition began.
    """

    def __init__(self, rows: int, seconds: float, look_back_s: float = 0.0) -> None:
        self._rows = rows
        self._look_back_s = look_back_s
        self._span_s = seconds + look_back_s
        self._dwell = Dwell((seconds,), (0.0,))

    def start(self, reference: Reference | None = None) -> CalibrationState:
        """Not calibrated, or calibrated beforehand by `reference`."""
        return CalibrationState(self._dwell.start(), (), reference)

    def step(
        self, values: Floats, good: Bools, time: Floats, state: CalibrationState
    ) -> tuple[Floats, Bools, CalibrationState]:
        """Run over a chunk of at least one frame.

        Returns:
            reference (rows, T) or (rows, 1), NaN before it is known; calibrated (T,) bool; the new state.
        """
        if state.reference is not None:
            return state.reference.values[:, None], np.ones(len(time), bool), state
        settled, since, dwell = self._dwell.step(good[None], ~good[None], time, state.dwell)
        past = (*self._needed(state.past, time[0].item()), (time, values))
        calibrated = settled[0]
        if not calibrated.any():
            return np.full((self._rows, 1), np.nan), calibrated, CalibrationState(dwell, past, None)
        first = int(calibrated.argmax())
        reference = self._take(past, float(since[0, first]), float(time[first]))
        known = np.full((self._rows, len(time)), np.nan)
        known[:, first:] = reference.values[:, None]
        return known, np.arange(len(time)) >= first, CalibrationState(dwell, (), reference)

    def _needed(
        self, past: tuple[tuple[Floats, Floats], ...], now: float
    ) -> tuple[tuple[Floats, Floats], ...]:
        first = 0
        while first < len(past) and past[first][0][-1].item() < now - self._span_s - 1.0:
            first += 1
        return past[first:]

    def _take(self, past: tuple[tuple[Floats, Floats], ...], since_s: float, end_s: float) -> Reference:
        time = np.concatenate([chunk[0] for chunk in past])
        start_s = since_s - self._look_back_s
        rows = (time >= start_s) & (time <= end_s)
        part = np.concatenate([chunk[1] for chunk in past], axis=1)[:, rows]
        values = np.array([np.median(v[np.isfinite(v)]) if np.isfinite(v).any() else np.nan for v in part])
        # The first frame used, not the wish: what was kept from before it depends on the chunking.
        return Reference(float(time[rows][0]), end_s, values)
