"""Bands over whole chunks: hysteresis, debouncing, two grades, with a state between chunks.

Every edge of every band is one row of a matrix, so that all faults of an exercise cost one pass.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.band_checks import centre_of
from formcheck.judge.config import Band, Strictness, Timing
from formcheck.judge.vocabulary import FAULT_BIT, PHASE_CODE, PHASES, SIGNAL_ROW
from formcheck.signals.latches import Debounce, DebounceState
from formcheck.signals.samples import Bools, Codes, Flags, FlagTable, Floats, Samples, Table

_BOTH = (False, True)
BLIND_S = 0.35
"""A violation that is not seen for longer than this is over: time that passes without a value confirms
nothing. As long as a reading of the outline is held (`signals.outline.MAX_AGE_S`)."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of one band, turned so that larger is worse: `sign * signal > green` is a fault."""

    band: int
    fault: str
    row: int
    sign: float
    green: float
    amber: float
    hysteresis: float
    calibrated: bool | None
    """True: only with a personal reference; False: only without; None: always."""
    phases: int
    unit: str
    dwell_s: float = 0.0
    """The least that a violation lasts; the exercise's own dwell holds where that is longer."""

    def excess(self, signals: Floats, phase: NDArray[np.int8], calibrated: Bools) -> Floats:
        """(T,) the signal (of (S, T) signals), signed so that larger is worse; NaN where not judged."""
        judged = (self.phases >> phase.astype(np.int64) & 1).astype(np.bool_)
        if self.calibrated is not None:
            judged &= calibrated == self.calibrated
        return np.where(judged, signals[self.row] * self.sign, np.nan)


def edges_of(bands: tuple[Band, ...], strictness: Strictness) -> tuple[Edge, ...]:
    """All edges of the bands that are not open."""
    found: list[Edge] = []
    for number, band in enumerate(bands):
        phases = sum(1 << PHASE_CODE[name] for name in band.phases)
        for calibrated in (False, True):
            judged = band.judged(calibrated)
            if judged is None:
                continue
            if judged == band.judged(not calibrated):
                if calibrated:
                    continue
                when: bool | None = None
            else:
                when = calibrated
            signal, green, amber = judged
            centre, noise = centre_of(green, band.neutral), band.noise_of(calibrated)
            for sign, end in ((-1.0, 0), (1.0, 1)):
                if np.isfinite(green[end]):
                    moved, beyond = strictness.scale(green[end], amber[end], centre, noise)
                    found.append(
                        Edge(
                            number,
                            band.fault,
                            SIGNAL_ROW[signal],
                            sign,
                            sign * moved,
                            sign * beyond,
                            band.hysteresis / strictness.value,
                            when,
                            phases,
                            band.unit,
                            band.dwell_s or 0.0,
                        )
                    )
    return tuple(found)


class Judged(NamedTuple):
    """Faults of a chunk.

    Attributes:
        faults, major: bits, int64.
        violated: of each edge, whether it is violated and settled.
        since: of each edge, when its present violation (or absence) began, seconds.
    """

    faults: Codes
    major: Codes
    violated: FlagTable
    since: Table


class BandState(NamedTuple):
    """State of the edges, and when the signal of each awake edge last had a value, seconds."""

    debounce: DebounceState
    seen: tuple[float, ...]

    def awake(self) -> set[int]:
        """Numbers of the conditions that hold."""
        return self.debounce.awake()


class BandBank:
    """All edges of an exercise, stepped together."""

    def __init__(self, edges: tuple[Edge, ...], timing: Timing) -> None:
        self.edges = edges
        self._rows = np.array([e.row for e in edges])
        self._sign = np.array([e.sign for e in edges])[:, None]
        self._enter = np.array([e.green for e in edges] + [e.amber for e in edges])[:, None]
        back = np.array([e.hysteresis for e in edges])[:, None]
        self._leave = self._enter - np.concatenate((back, back))
        self._levels = list(zip(self._enter[:, 0].tolist(), self._leave[:, 0].tolist(), strict=True))
        self._none = [False] * len(edges)
        count = len(edges)
        least_s = [
            max(least, e.dwell_s) for least in (timing.amber_dwell_s, timing.red_dwell_s) for e in edges
        ]
        self._debounce = Debounce(tuple(least_s), (timing.release_s,) * (2 * count))
        self._fault_bits = [FAULT_BIT[e.fault] for e in edges]
        self._bits = np.array(self._fault_bits, np.int64)[:, None]
        self._readings = [(e.row, e.sign) for e in edges]
        # (edge, 2 phase + calibrated) -> judged
        self._judged = np.array(
            [
                [
                    bool(e.phases >> p & 1) and e.calibrated in (None, c)
                    for p in range(len(PHASES))
                    for c in _BOTH
                ]
                for e in edges
            ],
            np.bool_,
        ).reshape(count, 2 * len(PHASES))
        self._judged_lists = self._judged.T.tolist()
        # (edge, row, sign, level) of the judged edges: a single frame below all levels needs no further look.
        self._lowest = np.array([min(e.green, e.amber) for e in edges])
        watched = [(i, e.row, e.sign, min(e.green, e.amber)) for i, e in enumerate(edges)]
        self._watched = [list(compress(watched, judged)) for judged in self._judged_lists]

    def start(self) -> BandState:
        """Nothing violated."""
        return BandState(self._debounce.start(), (-math.inf,) * len(self.edges))

    def step(
        self, signals: Table, time: Samples, phase: Codes, calibrated: Flags, state: BandState
    ) -> tuple[Judged, BandState]:
        """Judge a chunk of at least one frame. A frame without a value keeps what was, for `BLIND_S`."""
        if isinstance(time, float):
            return self._step_one(signals, time, int(phase), bool(calibrated), state)
        return self._step_many(np.asarray(signals), time, np.asarray(phase), np.asarray(calibrated), state)

    def _step_many(
        self, signals: Floats, time: Floats, phase: NDArray[np.integer], calibrated: Bools, state: BandState
    ) -> tuple[Judged, BandState]:
        count, length = len(self.edges), len(time)
        # Most edges are never passed in a chunk: only those that may be are worked out.
        awake = {at % count for at in state.awake()}
        with np.errstate(invalid="ignore"):
            highest, lowest = np.fmax.reduce(signals, axis=1), np.fmin.reduce(signals, axis=1)
        worst = np.where(self._sign[:, 0] > 0, highest[self._rows], -lowest[self._rows])
        touched = sorted(awake.union(np.flatnonzero(worst > self._lowest).tolist()))
        violated = np.zeros((count, length), np.bool_)
        since = np.repeat(np.array(state.debounce.since[:count])[:, None], length, axis=1)
        if not touched:
            nothing = np.zeros(length, np.int64)
            return Judged(nothing, nothing, violated, since), state
        judged = self._judged[touched].take(phase.astype(np.intp) * 2 + calibrated, axis=1)
        excess = np.where(judged, signals[self._rows[touched]] * self._sign[touched], np.nan)
        blind, last = _blind(excess, time, np.array(state.seen)[touched])
        both, asleep = np.concatenate((excess, excess)), blind | ~judged
        at = touched + [count + number for number in touched]
        on = both > self._enter[at]
        off = (both < self._leave[at]) | np.concatenate((asleep, asleep))
        settled, began, debounce = self._debounce.step_rows(at, on, off, time, state.debounce)
        seen = list(state.seen)
        for number, value in zip(touched, last, strict=True):
            seen[number] = value
        state = BandState(debounce, tuple(seen))
        # A fault does not outlive its phase by the release time.
        held = settled[: len(touched)] & judged
        violated[touched], since[touched] = held, began[: len(touched)]
        bits = self._bits[touched]
        return Judged(_bits(held, bits), _bits(settled[len(touched) :] & held, bits), violated, since), state

    def _step_one(
        self, signals: Table, now: float, phase: int, calibrated: bool, state: BandState
    ) -> tuple[Judged, BandState]:
        count = len(self.edges)
        active = self._judged_lists[2 * phase + calibrated]
        touched = state.awake()
        for number, row, sign, level in self._watched[2 * phase + calibrated]:
            if sign * signals[row] > level:
                touched.update((number, count + number))
        if not touched:
            return Judged(0, 0, self._none, state.debounce.since[:count]), state
        conditions: dict[int, tuple[Flags, Flags]] = {}
        seen = list(state.seen)
        for at in touched:
            row, sign = self._readings[at % count]
            excess = sign * signals[row] if active[at % count] else math.nan
            enter, leave = self._levels[at]
            if excess == excess:
                seen[at % count] = now
            blind = now - seen[at % count] > BLIND_S
            conditions[at] = (excess > enter, excess < leave or blind or not active[at % count])
        debounce = self._debounce.step_some(conditions, now, state.debounce)
        violated = self._none.copy()
        faults = major = 0
        for at in touched:
            if at < count and debounce.settled[at] and active[at]:
                violated[at] = True
                faults |= self._fault_bits[at]
                if debounce.settled[count + at]:
                    major |= self._fault_bits[at]
        return Judged(faults, major, violated, debounce.since[:count]), BandState(debounce, tuple(seen))


def _blind(excess: Floats, time: Floats, before: Floats) -> tuple[Bools, list[float]]:
    """Where the rows of (E, T) have had no value for longer than `BLIND_S`; when each last had one."""
    last = np.where(np.isnan(excess), -np.inf, time)
    last[:, 0] = np.maximum(last[:, 0], before)
    np.maximum.accumulate(last, axis=1, out=last)
    return time - last > BLIND_S, last[:, -1].tolist()


def _bits(rows: Bools, bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """(T,) the bits of the rows that hold, together."""
    if not rows.any():
        return np.zeros(rows.shape[1], np.int64)
    return np.asarray(np.bitwise_or.reduce(np.where(rows, bits, 0), axis=0))
