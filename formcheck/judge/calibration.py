"""A personal reference from the first steady seconds of good posture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.signals.gates import LONGEST_GAP_S
from formcheck.signals.lanes import Lane, Rows, column, negated, stacked
from formcheck.signals.latches import Dwell, DwellState

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reference:
    """Median of each calibrated quantity over a stretch of time; NaN where it was not measured."""

    start_s: float
    end_s: float
    values: Floats


class CalibrationState(NamedTuple):
    """Carry: the dwell of "good and steady", the chunks that may still count (until there is a reference the
    last frame is always among them), and the reference.
    """

    dwell: DwellState
    past: tuple[tuple[Floats, Floats], ...]
    reference: Reference | None


class Calibrator:
    """Waits until a condition has held for `seconds`, then takes the medians of that stretch, once.

    Of a gap between two frames nobody knows whether the condition held: after it the waiting begins anew.

    Args:
        rows: how many quantities.
        seconds: how long the condition must hold.
        look_back_s: widens the stretch to before the condition began.
    """

    def __init__(self, rows: int, seconds: float, look_back_s: float = 0.0) -> None:
        self._unknown = [np.nan] * rows
        self._look_back_s = look_back_s
        self._span_s = seconds + look_back_s
        self._dwell = Dwell((seconds,), (0.0,))

    def start(self, reference: Reference | None = None) -> CalibrationState:
        """Not calibrated, or calibrated beforehand by `reference`."""
        return CalibrationState(self._dwell.start(), (), reference)

    def step(
        self, values: Rows, good: Lane, time: Lane, state: CalibrationState
    ) -> tuple[Rows, Lane, CalibrationState]:
        """Run over a chunk of at least one frame.

        Returns:
            reference rows (of one column where it is the same throughout), NaN before it is known; whether
            calibrated; the new state.
        """
        if state.reference is None:
            if type(time) is not float:
                gaps = _gaps(time, state)
                if gaps:
                    return self._apart(gaps, values, good, time, state)
            elif state.past and time - state.past[-1][0].item(-1) > LONGEST_GAP_S:
                state = self.start()
        return self._unbroken(values, good, time, state)

    def _apart(
        self, gaps: list[int], values: Rows, good: Lane, time: Floats, state: CalibrationState
    ) -> tuple[Rows, Lane, CalibrationState]:
        """A chunk in parts: `gaps` are the frames before which there is one."""
        known, calibrated = np.empty((len(self._unknown), len(time))), np.empty(len(time), bool)
        for first, last in pairwise(sorted({0, *gaps, len(time)})):
            part = slice(first, last)
            if first in gaps and state.reference is None:
                state = self.start()
            rows, settled, state = self._unbroken(values[:, part], good[part], time[part], state)
            known[:, part], calibrated[part] = rows, settled
        return known, calibrated, state

    def _unbroken(
        self, values: Rows, good: Lane, time: Lane, state: CalibrationState
    ) -> tuple[Rows, Lane, CalibrationState]:
        """`step` over frames without a gap before or between them, unless there is a reference."""
        single = type(time) is float
        if state.reference is not None:
            known = state.reference.values
            if single:
                return known.tolist(), True, state
            return known[:, None], np.ones(len(time), bool), state
        settled, since, dwell = self._dwell.step(stacked([good]), stacked([negated(good)]), time, state.dwell)
        stamps = np.array([time]) if single else time
        past = (*self._needed(state.past, stamps[0].item()), (stamps, column(values)))
        calibrated = settled[0]
        if not np.any(calibrated):
            after = CalibrationState(dwell, past, None)
            return (self._unknown if single else np.array(self._unknown)[:, None]), calibrated, after
        if single:
            reference = self._take(past, since[0], time)
            return reference.values.tolist(), True, CalibrationState(dwell, (), reference)
        first = int(calibrated.argmax())
        reference = self._take(past, float(since[0, first]), float(time[first]))
        known = np.full((len(self._unknown), len(time)), np.nan)
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
        # Frames seldom come at the very end of what is asked for; no more than that is taken.
        start_s = max(since_s - self._look_back_s, end_s - self._span_s)
        rows = (time >= start_s) & (time <= end_s)
        part = np.concatenate([chunk[1] for chunk in past], axis=1)[:, rows]
        values = np.array([np.median(v[np.isfinite(v)]) if np.isfinite(v).any() else np.nan for v in part])
        # The first frame used, not the wish: what was kept from before it depends on the chunking.
        return Reference(float(time[rows][0]), end_s, values)


def _gaps(time: Floats, state: CalibrationState) -> list[int]:
    """The frames of a chunk before which nothing was seen for too long."""
    last_s = state.past[-1][0].item(-1) if state.past else time[0].item()
    found: list[int] = np.flatnonzero(np.diff(time, prepend=last_s) > LONGEST_GAP_S).tolist()
    return found
