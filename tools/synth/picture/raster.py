"""Which triangle is seen at which pixel: a z-buffer in numpy.

Triangles are handled in batches of like size, each as a small square of pixels tested all at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]

SIZES = (2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256)
"""Sides in pixels of the squares; a triangle goes into the smallest that holds it."""
MOST_AT_ONCE = 1 << 21
"""Pixels tested at a time, to bound memory."""
DEPTH_STEPS = 1 << 24
NUMBER_BITS = 24
NOTHING = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Visible:
    """The pixels that show a triangle.

    `pixel` (n,) = row * width + column, rows from the top; `triangle` (n,); `weights` (n, 3) of its corners.
    """

    pixel: Ints
    triangle: Ints
    weights: Singles


def rasterise(
    points: Floats, depth: Floats, triangles: Ints, width: int, height: int, *, both_sides: bool = False
) -> Visible:
    """Draw triangles.

    Args:
        points: (n, 2) pixel positions, x right, y down; the centre of the first pixel is (0.5, 0.5).
        depth: (n,) distance; the least is seen.
        triangles: (t, 3) corners, anticlockwise as seen from outside.
        width: of the picture in pixels.
        height: of the picture in pixels.
        both_sides: draw those that look away as well.
    """
    corners = points.astype(np.float32)[triangles]
    # Column by column: numpy is slow at the least of three.
    p, q, r = corners[:, 0], corners[:, 1], corners[:, 2]
    a, b = q - p, r - p
    area = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    facing = np.abs(area) > 1e-9 if both_sides else area < -1e-9
    low, high = np.minimum(np.minimum(p, q), r), np.maximum(np.maximum(p, q), r)
    inside = (high[:, 0] > 0) & (high[:, 1] > 0) & (low[:, 0] < width) & (low[:, 1] < height)
    first = np.floor(low).astype(np.int64)
    reach = np.ceil(high) - first
    span = np.maximum(reach[:, 0], reach[:, 1])
    near, far = (float(depth.min()), float(depth.max())) if len(depth) else (0.0, 1.0)
    steps = ((depth - near) / max(far - near, 1e-9) * (DEPTH_STEPS - 1)).astype(np.float32)
    buffer = np.full(width * height, NOTHING)
    previous = 0
    for size in SIZES:
        chosen = np.flatnonzero(facing & inside & (span > previous) & (span <= size))
        previous = size
        batch = max(1, MOST_AT_ONCE // size**2)
        for start in range(0, len(chosen), batch):
            part = chosen[start : start + batch]
            _test(
                buffer,
                part,
                corners[part],
                steps[triangles[part]],
                area[part],
                first[part],
                size,
                width,
                height,
            )
    pixel = np.flatnonzero(buffer != NOTHING)
    triangle = buffer[pixel] & ((1 << NUMBER_BITS) - 1)
    centre = np.stack([pixel % width, pixel // width], axis=1).astype(np.float32) + np.float32(0.5)
    return Visible(pixel, triangle, _weights(corners[triangle], area[triangle], centre))


def _weights(corners: Singles, area: Singles, point: Singles) -> Singles:
    """Barycentric coordinates of points (n, 2)."""
    p = corners - point[:, None]
    first = p[:, 1, 0] * p[:, 2, 1] - p[:, 1, 1] * p[:, 2, 0]
    second = p[:, 2, 0] * p[:, 0, 1] - p[:, 2, 1] * p[:, 0, 0]
    w = np.stack([first, second], axis=1) / area[:, None]
    return np.concatenate([w, 1 - w.sum(axis=1, keepdims=True)], axis=1)


def _test(
    buffer: Ints,
    numbers: Ints,
    corners: Singles,
    steps: Singles,
    area: Singles,
    first: Ints,
    size: int,
    width: int,
    height: int,
) -> None:
    """Enter the pixels of one batch into the buffer: depth in the high bits, the number in the low."""
    offset = np.arange(size, dtype=np.float32) + np.float32(0.5)
    local = corners - first[:, None].astype(np.float32)
    covered = np.ones((len(numbers), size, size), bool)
    depth = np.zeros((len(numbers), size, size), np.float32)
    for k in range(3):
        p, q = local[:, (k + 1) % 3], local[:, (k + 2) % 3]
        # Affine in the pixel: the weight of corner k, from the edge opposite to it.
        constant = (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]) / area
        by_x, by_y = (p[:, 1] - q[:, 1]) / area, (q[:, 0] - p[:, 0]) / area
        weight = (constant[:, None] + by_y[:, None] * offset)[:, :, None] + (by_x[:, None] * offset)[
            :, None, :
        ]
        covered &= weight >= 0
        depth += weight * steps[:, k, None, None]
    triangle, row, column = np.nonzero(covered)
    y, x = row + first[triangle, 1], column + first[triangle, 0]
    kept = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    triangle, row, column, x, y = triangle[kept], row[kept], column[kept], x[kept], y[kept]
    distance = np.clip(depth[triangle, row, column], 0, DEPTH_STEPS - 1).astype(np.int64)
    np.minimum.at(buffer, y * width + x, (distance << NUMBER_BITS) | numbers[triangle])
