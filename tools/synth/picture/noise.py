"""Repeatable patterns: value noise in two and three dimensions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CELLS = 64
"""The pattern repeats after so many cells; far enough to go unnoticed."""
_TABLE = np.random.default_rng(20240501).random((CELLS, CELLS, CELLS))


def value_noise(points: Floats) -> Floats:
    """Smooth noise in 0..1 at points (n, 2) or (n, 3), one cell a unit."""
    if points.shape[1] == 2:
        points = np.concatenate([points, np.zeros((len(points), 1))], axis=1)
    cell = np.floor(points)
    share = points - cell
    share = share * share * (3 - 2 * share)
    low = cell.astype(np.int64) % CELLS
    high = (low + 1) % CELLS
    result = np.zeros(len(points))
    for corner in range(8):
        pick = [(corner >> axis) & 1 for axis in range(3)]
        index = [(high if p else low)[:, axis] for axis, p in enumerate(pick)]
        weight = np.prod([share[:, axis] if p else 1 - share[:, axis] for axis, p in enumerate(pick)], axis=0)
        result += weight * _TABLE[index[0], index[1], index[2]]
    return result


def cloudy(points: Floats, octaves: int = 3) -> Floats:
    """Noise in 0..1 with finer and fainter noise added (fractional Brownian motion)."""
    total, size, scale, norm = np.zeros(len(points)), 1.0, 1.0, 0.0
    for _ in range(octaves):
        total += size * value_noise(points * scale)
        norm += size
        size, scale = size / 2, scale * 2.03
    return total / norm


def by_number(number: NDArray[np.int64], seed: int = 0) -> Floats:
    """A random value in 0..1 for each whole number."""
    result: Floats = _TABLE[number % CELLS, (number // CELLS + 7 * seed) % CELLS, (5 + seed) % CELLS]
    return result
