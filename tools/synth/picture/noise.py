"""Repeatable patterns: value noise in three dimensions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CELLS = 64
"""The pattern repeats after so many cells, a power of two; far enough to go unnoticed."""
_TABLE = np.random.default_rng(20240501).random((CELLS, CELLS, CELLS))
_FLAT = _TABLE.ravel()


def value_noise(points: Floats) -> Floats:
    """Smooth noise in 0..1 at points (n, 3), one cell a unit."""
    low, high, share = [], [], []
    for axis, stride in enumerate((CELLS * CELLS, CELLS, 1)):
        cell = np.floor(points[:, axis])
        rest = points[:, axis] - cell
        share.append(rest * rest * (3 - 2 * rest))
        number = cell.astype(np.int32) & (CELLS - 1)
        low.append(number * stride)
        high.append(((number + 1) & (CELLS - 1)) * stride)
    edges = []
    for x in (low[0], high[0]):
        sides = []
        for y in (low[1], high[1]):
            near, far = _FLAT[x + y + low[2]], _FLAT[x + y + high[2]]
            sides.append(near + (far - near) * share[2])
        edges.append(sides[0] + (sides[1] - sides[0]) * share[1])
    result: Floats = edges[0] + (edges[1] - edges[0]) * share[0]
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
