"""Seamless grey patterns of surfaces, made once a process and looked up with OpenCV."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

SIDE = 512
"""Texels of a pattern's side; it repeats after that."""
PATCH_M = {
    "boards": 2.4,
    "parquet": 1.6,
    "tiles": 2.4,
    "carpet": 0.8,
    "grass": 1.0,
    "lawn": 2.0,
    "bricks": 2.0,
}
"""Metres that a pattern spans where it is not `CLOUD_M`."""
CLOUD_M = 2.5
FLOORS = ("boards", "parquet", "tiles", "carpet", "grass", "lawn", "cloud")


def _noise(seed: int, cells_x: int, cells_y: int, octaves: int = 4) -> Singles:
    """Smooth seamless noise about 0, standard deviation 1."""
    random = np.random.default_rng([seed, 401])
    total, weight = np.zeros((SIDE, SIDE), np.float32), 1.0
    for _ in range(octaves):
        cells_x, cells_y = min(cells_x, SIDE), min(cells_y, SIDE)
        cells = random.normal(0, 1, (cells_y, cells_x)).astype(np.float32)
        wide = np.pad(cells, 2, mode="wrap")
        step_x, step_y = SIDE // cells_x, SIDE // cells_y
        grown = cv2.resize(wide, None, fx=step_x, fy=step_y, interpolation=cv2.INTER_CUBIC)
        total += weight * grown[2 * step_y : 2 * step_y + SIDE, 2 * step_x : 2 * step_x + SIDE]
        weight, cells_x, cells_y = weight / 2, cells_x * 2, cells_y * 2
    result: Singles = (total - total.mean()) / total.std()
    return result


def _grid(columns: int, rows: int, stagger: bool, gap: float, seed: int) -> tuple[Singles, Singles]:
    """Tone (-1..1) of each cell, and 0 on the gaps between them, 1 elsewhere."""
    random = np.random.default_rng([seed, 402])
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    row = np.floor(y * rows).astype(int)
    across = x * columns + (random.permutation(rows)[row] / rows if stagger else 0)
    column = np.floor(across).astype(int) % columns
    tone = random.uniform(-1, 1, (rows, columns))[row, column]
    off_x = np.minimum(across % 1, 1 - across % 1) / columns
    off_y = np.minimum((y * rows) % 1, 1 - (y * rows) % 1) / rows
    inside = np.clip(np.minimum(off_x, off_y) / gap, 0, 1)
    return tone.astype(np.float32), inside.astype(np.float32)


def _boards() -> Singles:
    tone, inside = _grid(2, 16, True, 0.003, 1)
    result: Singles = (1 + 0.13 * tone + 0.10 * _noise(1, 4, 128, 3)) * (0.55 + 0.45 * inside)
    return result


def _parquet() -> Singles:
    tone, inside = _grid(8, 24, True, 0.002, 2)
    result: Singles = (1 + 0.22 * tone + 0.08 * _noise(2, 16, 128, 2)) * (0.7 + 0.3 * inside)
    return result


def _tiles() -> Singles:
    tone, inside = _grid(4, 4, False, 0.004, 3)
    result: Singles = (1 + 0.05 * tone + 0.05 * _noise(3, 8, 8)) * (0.6 + 0.4 * inside)
    return result


def _bricks() -> Singles:
    tone, inside = _grid(8, 28, True, 0.004, 4)
    result: Singles = (1 + 0.2 * tone + 0.08 * _noise(4, 32, 32, 3)) * (0.75 + 0.25 * inside)
    return result


PATTERNS: dict[str, Callable[[], Singles]] = {
    "boards": _boards,
    "parquet": _parquet,
    "tiles": _tiles,
    "bricks": _bricks,
    "carpet": lambda: 1 + 0.07 * _noise(5, 128, 128, 3) + 0.03 * _noise(6, 4, 4, 2),
    "grass": lambda: 1 + 0.28 * _noise(7, 64, 32, 4),
    "lawn": lambda: 1 + 0.16 * _noise(8, 16, 16, 6),
    "cloud": lambda: 1 + 0.05 * _noise(9, 4, 4, 6),
}


@cache
def _pattern(kind: str) -> tuple[Singles, Singles]:
    """The pattern sharp, and soft for far away."""
    sharp = np.clip(PATTERNS[kind](), 0.2, 1.9).astype(np.float32)
    soft = cv2.GaussianBlur(np.pad(sharp, 32, mode="wrap"), (0, 0), 5.0)[32:-32, 32:-32]
    return sharp, np.ascontiguousarray(soft)


def tone(kind: str, x: Singles, y: Singles, near: Singles, scale: float = 1.0) -> Singles:
    """Brightness about 1 at surface places x, y (h, w) in m; `near` (h, w): 1 = sharp, 0 = far away."""
    texels = np.float32(SIDE / (PATCH_M.get(kind, CLOUD_M) * scale))
    at = (x * texels) % SIDE, (y * texels) % SIDE
    sharp, soft = (
        cv2.remap(image, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP) for image in _pattern(kind)
    )
    result: Singles = soft + near * (sharp - soft)
    return result
