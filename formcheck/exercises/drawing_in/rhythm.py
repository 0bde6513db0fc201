"""A rhythm in a stretch of evenly spaced heights: its rate, its size, and how much of the motion it explains.

For every rate of a grid a sine and a cosine of that rate are fitted by least squares, after a parabola (slow
drift) was taken off. Fast breathing is seldom in step for more than a few breaths: above `FAST_PER_MIN` the
two halves of the stretch are fitted separately, each with its own phase.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_CYCLES = 1.9
"""A rhythm of less than two breaths in the stretch cannot be distinguished from drift."""
FAST_PER_MIN = 12.0
RATES_PER_MIN: Floats = np.arange(4.0, 40.25, 0.5)
"""Rates that are tried: well beyond 6-20 on both sides, so that fast breathing does not read as calm."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The best rhythm of a stretch.

    Attributes:
        rate_per_min: its rate.
        quality: share of the detrended variance it explains, 0-1.
        swing: from trough to crest of the fitted wave, in the unit of the heights.
        evenness: of the waves fitted to the first and to the second half the smaller over the larger, 0-1;
            somebody who stops breathing half-way leaves little in the second.
    """

    rate_per_min: float
    quality: float
    swing: float
    evenness: float


@cache
def _waves(length: int, step_s: float) -> tuple[Floats, Floats, Floats]:
    """(rates, drift (3, N), waves (R, 4, N)): orthonormal rows, waves square to the drift."""
    time = np.arange(length) * step_s
    drift = np.linalg.qr(np.vander(np.linspace(-1, 1, length), 3))[0].T
    first = np.arange(length) < length // 2
    rates = RATES_PER_MIN[RATES_PER_MIN / 60 * time[-1] >= LEAST_CYCLES]
    waves = np.zeros((len(rates), 4, length))
    for row, rate in enumerate(rates.tolist()):
        turn = 2 * np.pi * rate / 60 * time
        whole = np.stack((np.cos(turn), np.sin(turn)))
        parts = np.concatenate((whole * first, whole * ~first)) if rate > FAST_PER_MIN else whole
        parts = parts - (parts @ drift.T) @ drift
        waves[row, : len(parts)] = np.linalg.qr(parts.T)[0].T
    return rates, drift, waves


@cache
def _half_waves(length: int, step_s: float, rate_per_min: float) -> Floats:
    """(2, 2, N): orthonormal sine and cosine of each half alone, square to a level."""
    turn = 2 * np.pi * rate_per_min / 60 * np.arange(length) * step_s
    halves = np.zeros((2, 2, length))
    for number, part in enumerate((slice(0, length // 2), slice(length // 2, length))):
        columns = np.stack((np.ones(length), np.cos(turn), np.sin(turn)), axis=1)[part]
        halves[number, :, part] = np.linalg.qr(columns)[0].T[1:]
    return halves


def find_rhythm(heights: Floats, step_s: float, lag: int = 0) -> Rhythm:
    """The rhythm that explains most of `heights` (N,), taken every `step_s` seconds.

    With `lag` they are the way gone within so many steps; the swing is that of the heights themselves, by the
    gain 2 sin(pi f lag) of such a difference.
    """
    rates, drift, waves = _waves(len(heights), step_s)
    # Sums, not BLAS: the same bits wherever the arrays lie in memory.
    level = np.add.reduce(drift * heights, axis=1)
    rest = heights - np.add.reduce(drift * level[:, None], axis=0)
    total = float(np.add.reduce(rest * rest))
    if not total > 0:
        return Rhythm(float("nan"), 0.0, 0.0, 0.0)
    fitted = np.add.reduce(waves * rest, axis=2)
    power = np.add.reduce(fitted * fitted, axis=1)
    best = int(power.argmax())
    gain = 2.0 * float(np.sin(np.pi * rates[best] / 60 * lag * step_s)) if lag else 1.0
    parts = np.add.reduce(_half_waves(len(heights), step_s, float(rates[best])) * rest, axis=2)
    less, more = sorted(np.sqrt(np.add.reduce(parts * parts, axis=1)).tolist())
    return Rhythm(
        _summit(rates, power, best),
        float(power[best]) / total,
        2.0 * float(np.sqrt(2.0 * power[best] / len(heights))) / gain,
        less / more if more > 0 else 0.0,
    )


def _summit(rates: Floats, power: Floats, best: int) -> float:
    """Where the parabola through the best rate and its neighbours is highest."""
    if not 0 < best < len(rates) - 1:
        return float(rates[best])
    before, at, after = power[best - 1 : best + 2].tolist()
    bend = before - 2 * at + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(rates[best]) + shift * float(rates[1] - rates[0])
