"""Bands over whole chunks: hysteresis, dwell, two grades, with a carry between chunks.

Every edge of every band is one row of a matrix, so that all faults of an exercise cost one pass.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.config import Band, Strictness, Timing
from formcheck.judge.vocabulary import FAULT_BIT, PHASE_CODE, PHASES, SIGNAL_ROW
from formcheck.signals.lanes import Lane, Rows
from formcheck.signals.latches import Dwell, DwellState

Bools = NDArray[np.bool_]


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
            centre = _centre(green, band.neutral)
            for sign, end in ((-1.0, 0), (1.0, 1)):
                if np.isfinite(green[end]):
                    edge = sign * strictness.scale(green, centre)[end]
                    beyond = sign * strictness.scale(amber, centre)[end]
                    found.append(
                        Edge(
                            number,
                            band.fault,
                            SIGNAL_ROW[signal],
                            sign,
                            edge,
                            beyond,
                            band.hysteresis / strictness.value,
                            when,
                            phases,
                            band.unit,
                        )
                    )
    return tuple(found)


def _centre(green: tuple[float, float], neutral: float) -> float:
    if np.isfinite(green[0]) and np.isfinite(green[1]):
        return (green[0] + green[1]) / 2
    return neutral


@dataclass(frozen=True, slots=True)
class Judged:
    """Faults of a chunk, lanes and rows of E edges.

    Attributes:
        faults, major: bits, int64.
        violated: edge is violated and settled.
        since: seconds, when the present violation (or its absence) began.
        excess: signed so that larger is worse; NaN where not measured or not in its phase.
    """

    faults: Lane
    major: Lane
    violated: Rows
    since: Rows
    excess: Rows


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
        count = len(edges)
        self._dwell = Dwell(
            (timing.amber_dwell_s,) * count + (timing.red_dwell_s,) * count, (timing.release_s,) * (2 * count)
        )
        self._fault_bits = [FAULT_BIT[e.fault] for e in edges]
        self._bits = np.array(self._fault_bits, np.int64)[:, None]
        self._readings = [(e.row, e.sign) for e in edges]
        # (edge, phase, calibrated) -> judged
        self._awake = np.array(
            [
                [
                    [bool(e.phases >> p & 1) and e.calibrated in (None, c) for c in (False, True)]
                    for p in range(len(PHASES))
                ]
                for e in edges
            ]
        )
        self._awake_lists = self._awake.transpose(1, 2, 0).tolist()

    def start(self) -> DwellState:
        """Nothing violated."""
        return self._dwell.start()

    def step(
        self, signals: Rows, time: Lane, phase: Lane, calibrated: Lane, state: DwellState
    ) -> tuple[Judged, DwellState]:
        """Judge a chunk of at least one frame. A frame without a value keeps what was."""
        if type(time) is float:
            return self._step_one(signals, time, phase, calibrated, state)
        excess = signals[self._rows] * self._sign
        active = self._awake[:, phase, calibrated.astype(np.int8)]
        excess[~active] = np.nan
        both, asleep = np.concatenate((excess, excess)), ~active
        off = (both < self._leave) | np.concatenate((asleep, asleep))
        settled, since, state = self._dwell.step(both > self._enter, off, time, state)
        count = len(self.edges)
        # A fault does not outlive its phase by the release time.
        violated = settled[:count] & active
        faults = _bits(violated, self._bits)
        major = _bits(settled[count:] & violated, self._bits)
        return Judged(faults, major, violated, since[:count], excess), state

    def _step_one(
        self, signals: list[float], now: float, phase: int, calibrated: bool, state: DwellState
    ) -> tuple[Judged, DwellState]:
        active = self._awake_lists[phase][calibrated]
        excess = [
            sign * signals[row] if judged else math.nan
            for judged, (row, sign) in zip(active, self._readings, strict=True)
        ]
        both = excess + excess
        on = [value > enter for value, (enter, _) in zip(both, self._levels, strict=True)]
        off = [
            value < leave or not judged
            for value, judged, (_, leave) in zip(both, active + active, self._levels, strict=True)
        ]
        settled, since, state = self._dwell.step(on, off, now, state)
        count = len(self.edges)
        violated = [held and judged for held, judged in zip(settled, active, strict=False)]
        faults = major = 0
        for row, held in enumerate(violated):
            if held:
                faults |= self._fault_bits[row]
                if settled[count + row]:
                    major |= self._fault_bits[row]
        return Judged(faults, major, violated, since[:count], excess), state


def _bits(rows: Bools, bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """(T,) the bits of the rows that hold, together."""
    if not rows.any():
        return np.zeros(rows.shape[1], np.int64)
    return np.asarray(np.bitwise_or.reduce(np.where(rows, bits, 0), axis=0))
