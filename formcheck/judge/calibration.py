"""A personal reference from the first steady seconds of good posture, unless it cannot be believed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

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


Doubt = Literal["low", "high", "drift"]
"""Why a value is not believed: below or above what people's good form reads, or it changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that was not taken as a reference; times are NaN for one that was given beforehand."""

    row: int
    doubt: Doubt
    value: float
    start_s: float
    end_s: float


class Believable(NamedTuple):
    """What a reference may read, and by how much it may change while it is taken, in the quantity's unit.

    See `formcheck.judge.config.BelievableReference`.
    """

    low: float = -math.inf
    high: float = math.inf
    drift: float = math.inf

    def doubt(self, value: float, drift: float) -> Doubt | None:
        """What speaks against a value; nothing against one that is not known (NaN)."""
        if value < self.low:
            return "low"
        if value > self.high:
            return "high"
        return "drift" if abs(drift) > self.drift else None


ANYTHING = Believable()
"""No doubt."""


class CalibrationState(NamedTuple):
    """State: how long it has been "good and steady", the chunks that may still count, and the reference.

    Until there is a reference the last frame is always among the chunks. `refused` holds the latest refusal
    of each quantity, in the order of the quantities.
    """

    debounce: DebounceState
    past: tuple[tuple[Floats, Floats], ...]
    reference: Reference | None
    refused: tuple[Refusal, ...] = ()


class Calibrator:
    """Waits until a condition has held for `seconds`, then takes the medians of that stretch, once.

    Nobody knows whether the condition held in a gap between two frames: after a gap the waiting begins anew.
    So it does where the first quantity cannot be believed: it decides. Of another one only that is left out.

    Args:
        rows: how many quantities.
        seconds: how long the condition must hold.
        look_back_s: widens the stretch to before the condition began.
        believable: of each quantity; none of them are doubted without it.
    """

    def __init__(
        self,
        rows: int,
        seconds: float,
        look_back_s: float = 0.0,
        believable: Sequence[Believable] = (),
    ) -> None:
        self._unknown = (np.nan,) * rows
        self._look_back_s = look_back_s
        self._span_s = seconds + look_back_s
        self._debounce = Debounce((seconds,), (0.0,))
        self._believable = believable

    def start(self, reference: Reference | None = None) -> CalibrationState:
        """Not calibrated, or calibrated beforehand by `reference` as far as it can be believed."""
        empty = CalibrationState(self._debounce.start(), (), None)
        return empty if reference is None else self._vetted(reference, (), empty)

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
            state = self._anew(state.refused)
        (calibrated,), (since,), debounce = self._debounce.step(
            (good,), (negated(good),), now, state.debounce
        )
        past = (*self._needed(state.past, now), (np.array([now]), columns(values)))
        state = CalibrationState(debounce, past, None, state.refused)
        if calibrated:
            state = self._take(past, float(since), now, state)
        if state.reference is None:
            return self._unknown, False, state
        return tuple(state.reference.values.tolist()), True, state

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
                state = self._anew(state.refused)
            rows, settled, state = self._unbroken(values[:, part], good[part], time[part], state)
            known[:, part], calibrated[part] = rows, settled
        return known, calibrated, state

    def _unbroken(
        self, values: Floats, good: Bools, time: Floats, state: CalibrationState
    ) -> tuple[Floats, Bools, CalibrationState]:
        """`step` over frames without a gap before or between them, unless there is a reference."""
        if state.reference is not None:
            return state.reference.values[:, None], np.ones(len(time), bool), state
        at = 0
        while state.reference is None and at < len(time):
            taken, state = self._first(values[:, at:], good[at:], time[at:], state)
            if taken is None:
                break
            at += taken if state.reference is not None else taken + 1
        if state.reference is None:
            return np.array(self._unknown)[:, None], np.zeros(len(time), bool), state
        known = np.full((len(self._unknown), len(time)), np.nan)
        known[:, at:] = state.reference.values[:, None]
        return known, np.arange(len(time)) >= at, state

    def _first(
        self, values: Floats, good: Bools, time: Floats, state: CalibrationState
    ) -> tuple[int | None, CalibrationState]:
        """The first frame with a stretch that was good for long enough, or None; the state after it."""
        settled, since, debounce = self._debounce.step_rows(
            [0], good[None], ~good[None], time, state.debounce
        )
        past = (*self._needed(state.past, time[0].item()), (time, values))
        state = CalibrationState(debounce, past, None, state.refused)
        if not settled[0].any():
            return None, state
        first = int(settled[0].argmax())
        return first, self._take(past, float(since[0, first]), float(time[first]), state)

    def _anew(self, refused: tuple[Refusal, ...]) -> CalibrationState:
        return CalibrationState(self._debounce.start(), (), None, refused)

    def _needed(
        self, past: tuple[tuple[Floats, Floats], ...], now: float
    ) -> tuple[tuple[Floats, Floats], ...]:
        first = 0
        while first < len(past) and past[first][0][-1].item() < now - self._span_s - 1.0:
            first += 1
        return past[first:]

    def _take(
        self, past: tuple[tuple[Floats, Floats], ...], since_s: float, end_s: float, state: CalibrationState
    ) -> CalibrationState:
        """The state with the reference of the stretch that ends now, or without one that is not believed."""
        time = np.concatenate([chunk[0] for chunk in past])
        # Frames seldom come at the very end of the stretch; no more than the stretch is taken.
        start_s = max(since_s - self._look_back_s, end_s - self._span_s)
        rows = (time >= start_s) & (time <= end_s)
        part = np.concatenate([chunk[1] for chunk in past], axis=1)[:, rows]
        values = np.array([_median(row) for row in part])
        # The time of the first frame used: how much was kept from before it depends on the chunking.
        reference = Reference(float(time[rows][0]), end_s, values)
        drifts = [_drift(row, time[rows]) for row in part]
        return self._vetted(reference, drifts, state)

    def _vetted(
        self, reference: Reference, drifts: Sequence[float], state: CalibrationState
    ) -> CalibrationState:
        """The state with a reference in force as far as it is believed.

        Args:
            reference: what was read.
            drifts: how far each quantity changed meanwhile; nothing where that is not known.
            state: before.
        """
        span_s, found = (reference.start_s, reference.end_s), []
        for row, believable in enumerate(self._believable):
            value = float(reference.values[row])
            doubt = believable.doubt(value, drifts[row] if drifts else 0.0)
            if doubt is not None:
                found.append(Refusal(row, doubt, value, *span_s))
        refused = latest_of(state.refused, found)
        if any(refusal.row == 0 for refusal in found):
            return self._anew(refused)
        values = reference.values.copy()
        values[[refusal.row for refusal in found]] = np.nan
        kept = reference if not found else Reference(*span_s, values)
        return CalibrationState(state.debounce, (), kept, refused)


def latest_of(before: Iterable[Refusal], found: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """The latest refusal of each quantity, in the order of the quantities."""
    latest = {refusal.row: refusal for refusal in (*before, *found)}
    return tuple(latest[row] for row in sorted(latest))


def _median(values: Floats) -> float:
    """Median of the values that are known, NaN of none."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan


def _drift(values: Floats, time: Floats) -> float:
    """How far the values changed from the first to the last third of their time, NaN where one has none."""
    third_s = (time[-1] - time[0]) / 3
    return _median(values[time >= time[-1] - third_s]) - _median(values[time <= time[0] + third_s])


def _gaps(time: Floats, state: CalibrationState) -> list[int]:
    """The frames of a chunk before which nothing was seen for too long."""
    last_s = state.past[-1][0].item(-1) if state.past else time[0].item()
    found: list[int] = np.flatnonzero(np.diff(time, prepend=last_s) > LONGEST_GAP_S).tolist()
    return found
