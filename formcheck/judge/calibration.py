"""A personal reference from the first steady seconds of good posture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from formcheck.signals.gates import LONGEST_GAP_S
from formcheck.signals.latches import Debounce, DebounceState
from formcheck.signals.samples import Bools, Flags, Floats, Rows, Samples, columns, negated


@dataclass(frozen=True, slots=True)
class Reference:
    """Median of each calibrated quantity over a stretch of time; NaN where it was not measured."""

    start_s: float
    end_s: float
    values: Floats


class CalibrationState(NamedTuple):
    """State: how long it has been "good and steady", the chunks that may still count, and the reference.

    Until there is a reference the last frame is always among the chunks.
    """

    debounce: DebounceState
    past: tuple[tuple[Floats, Floats], ...]
    reference: Reference | None


class Calibrator:
    """Waits until a condition has held for `seconds`, then takes the medians of that stretch, once.

    Nobody knows whether the condition held in a gap between two frames: after a gap the waiting begins anew.

    Args:
        rows: how many quantities.
        seconds: how long the condition must hold.
        look_back_s: widens the stretch to before the condition began.
    """

    def __init__(self, rows: int, seconds: float, look_back_s: float = 0.0) -> None:
        self._unknown = (np.nan,) * rows
        self._look_back_s = look_back_s
        self._span_s = seconds + look_back_s
        self._debounce = Debounce((seconds,), (0.0,))

    def start(self, reference: Reference | None = None) -> CalibrationState:
        """Not calibrated, or calibrated beforehand by `reference`."""
        return CalibrationState(self._debounce.start(), (), reference)

    def step(
        self, values: Rows, good: Flags, time: Samples, state: CalibrationState
    ) -> tuple[Rows, Flags, CalibrationState]:
        """Run over a chunk of at least one frame.

        Returns:
            reference of each quantity (of one frame where it is the same throughout), NaN before it is known;
            whether calibrated; the new state.
        """
        if isinstance(time, float):
            return self._step_one(values, good, time, state)
        known, calibrated, state = self._step_many(np.array(values), np.asarray(good), time, state)
        return tuple(known), calibrated, state

    def _step_one(
        self, values: Rows, good: Flags, now: float, state: CalibrationState
    ) -> tuple[Rows, Flags, CalibrationState]:
        if state.reference is not None:
            return tuple(state.reference.values.tolist()), True, state
        if state.past and now - state.past[-1][0].item(-1) > LONGEST_GAP_S:
            state = self.start()
        (calibrated,), (since,), debounce = self._debounce.step(
            (good,), (negated(good),), now, state.debounce
        )
        past = (*self._needed(state.past, now), (np.array([now]), columns(values)))
        if not calibrated:
            return self._unknown, calibrated, CalibrationState(debounce, past, None)
        reference = self._take(past, float(since), now)
        return tuple(reference.values.tolist()), True, CalibrationState(debounce, (), reference)

    def _step_many(
        self, values: Floats, good: Bools, time: Floats, state: CalibrationState
    ) -> tuple[Floats, Bools, CalibrationState]:
        """`step` over (R, T) values, in parts where there are gaps between the frames."""
        gaps = _gaps(time, state) if state.reference is None else []
        if not gaps:
            return self._unbroken(values, good, time, state)
        known, calibrated = np.empty((len(self._unknown), len(time))), np.empty(len(time), bool)
        for first, last in pairwise(sorted({0, *gaps, len(time)})):
            part = slice(first, last)
            if first in gaps and state.reference is None:
                state = self.start()
            rows, settled, state = self._unbroken(values[:, part], good[part], time[part], state)
            known[:, part], calibrated[part] = rows, settled
        return known, calibrated, state

    def _unbroken(
        self, values: Floats, good: Bools, time: Floats, state: CalibrationState
    ) -> tuple[Floats, Bools, CalibrationState]:
        """`step` over frames without a gap before or between them, unless there is a reference."""
        if state.reference is not None:
            return state.reference.values[:, None], np.ones(len(time), bool), state
        settled, since, debounce = self._debounce.step_rows(
            [0], good[None], ~good[None], time, state.debounce
        )
        past = (*self._needed(state.past, time[0].item()), (time, values))
        calibrated = settled[0]
        if not calibrated.any():
            return np.array(self._unknown)[:, None], calibrated, CalibrationState(debounce, past, None)
        first = int(calibrated.argmax())
        reference = self._take(past, float(since[0, first]), float(time[first]))
        known = np.full((len(self._unknown), len(time)), np.nan)
        known[:, first:] = reference.values[:, None]
        return known, np.arange(len(time)) >= first, CalibrationState(debounce, (), reference)

    def _needed(
        self, past: tuple[tuple[Floats, Floats], ...], now: float
    ) -> tuple[tuple[Floats, Floats], ...]:
        first = 0
        while first < len(past) and past[first][0][-1].item() < now - self._span_s - 1.0:
            first += 1
        return past[first:]

    def _take(self, past: tuple[tuple[Floats, Floats], ...], since_s: float, end_s: float) -> Reference:
        time = np.concatenate([chunk[0] for chunk in past])
        # Frames seldom come at the very end of the stretch; no more than the stretch is taken.
        start_s = max(since_s - self._look_back_s, end_s - self._span_s)
        rows = (time >= start_s) & (time <= end_s)
        part = np.concatenate([chunk[1] for chunk in past], axis=1)[:, rows]
        values = np.array([np.median(v[np.isfinite(v)]) if np.isfinite(v).any() else np.nan for v in part])
        # The time of the first frame used: how much was kept from before it depends on the chunking.
        return Reference(float(time[rows][0]), end_s, values)


def _gaps(time: Floats, state: CalibrationState) -> list[int]:
    """The frames of a chunk before which nothing was seen for too long."""
    last_s = state.past[-1][0].item(-1) if state.past else time[0].item()
    found: list[int] = np.flatnonzero(np.diff(time, prepend=last_s) > LONGEST_GAP_S).tolist()
    return found
