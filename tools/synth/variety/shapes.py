"""Simple solids as pieces: boxes, egg shapes, tubes; fine enough a mesh for the shadow maps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.synth.picture.look import Colour
from tools.synth.picture.noise import cloudy
from tools.synth.picture.piece import Piece, grid_triangles, piece
from tools.synth.rotations import unit

Floats = NDArray[np.float64]

STEP_M = 0.03
"""About how far apart vertices are; the shadow maps have 1.2 cm a texel and close gaps of one."""
MOST_STEPS = 24


def mottled(vertices: Floats, colour: Colour, amount: float = 0.25, scale: float = 9.0) -> Floats:
    """Colours (n, 3) a little lighter and darker by place."""
    result: Floats = np.array(colour) * (1 - amount / 2 + amount * cloudy(vertices * scale + 50))[:, None]
    return result


def box(name: str, centre: ArrayLike, size: ArrayLike, colour: Colour, turn: Floats | None = None) -> Piece:
    """A box (m); `turn` (3, 3) rotates it about its centre."""
    half = np.asarray(size, np.float64) / 2
    vertices, triangles, count = [], [], 0
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        steps = [min(MOST_STEPS, int(np.ceil(2 * half[k] / STEP_M)) + 1) for k in (u, v)]
        for sign in (-1, 1):
            a, b = np.meshgrid(
                *(np.linspace(-half[k], half[k], n) for k, n in zip((u, v), steps, strict=True))
            )
            face = np.empty((a.size, 3))
            face[:, axis], face[:, u], face[:, v] = sign * half[axis], a.ravel(), b.ravel()
            grid = grid_triangles(steps[1], steps[0])
            triangles.append((grid if sign > 0 else grid[:, ::-1]) + count)
            vertices.append(face)
            count += len(face)
    flat = np.concatenate(vertices)
    placed = (flat if turn is None else flat @ turn.T) + np.asarray(centre)
    return piece(name, placed, np.concatenate(triangles), mottled(placed, colour))


def egg(
    name: str,
    centre: ArrayLike,
    radii: ArrayLike,
    colour: Colour,
    turn: Floats | None = None,
    steps: int = 14,
) -> Piece:
    """An ellipsoid with half-axes `radii` (m)."""
    rows, columns = steps // 2 + 2, steps
    down = np.linspace(-np.pi / 2, np.pi / 2, rows)[:, None]
    # Clockwise from above makes outside anticlockwise, as columns run to the right on its near side.
    around = -np.linspace(0, 2 * np.pi, columns, endpoint=False)[None]
    ball = np.stack(
        [np.cos(down) * np.cos(around), np.sin(down) + 0 * around, np.cos(down) * np.sin(around)], axis=2
    ).reshape(-1, 3) * np.asarray(radii)
    placed = (ball if turn is None else ball @ turn.T) + np.asarray(centre)
    return piece(name, placed, grid_triangles(rows, columns, wrap=True), mottled(placed, colour, 0.35, 14))


def tube(
    name: str, path: ArrayLike, radii: ArrayLike, colour: Colour, *, hides: bool = True, sides: int = 8
) -> Piece:
    """A tube along points (n, 3) with a radius at each, closed by drawing it thin at the ends."""
    points = np.asarray(path, np.float64)
    radius = np.broadcast_to(np.asarray(radii, np.float64), len(points))
    points = np.concatenate([points[:1], points, points[-1:]])
    radius = np.concatenate([[1e-4], radius, [1e-4]])
    along = np.gradient(points[1:-1], axis=0)
    along = np.concatenate([along[:1], along, along[-1:]])
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-12
    side = np.array([1.0, 0.0, 0.0]) if abs(along[:, 0].mean()) < 0.7 else np.array([0.0, 0.0, 1.0])
    first = np.cross(along, side)
    first /= np.linalg.norm(first, axis=1, keepdims=True) + 1e-12
    second = np.cross(along, first)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)[None, :, None]
    ring = np.cos(angle) * first[:, None] + np.sin(angle) * second[:, None]
    vertices = (points[:, None] + radius[:, None, None] * ring).reshape(-1, 3)
    return piece(
        name,
        vertices,
        grid_triangles(len(points), sides, wrap=True),
        mottled(vertices, colour, 0.4, 20),
        hides=hides,
    )


def rod(name: str, start: ArrayLike, end: ArrayLike, radius: float, colour: Colour) -> Piece:
    """A straight tube."""
    a, b = np.asarray(start, np.float64), np.asarray(end, np.float64)
    count = int(np.clip(np.ceil(np.linalg.norm(b - a) / STEP_M), 2, 60))
    return tube(name, a + np.linspace(0, 1, count)[:, None] * (b - a), radius, colour)


def towards(direction: ArrayLike, up: ArrayLike = (0.0, 1.0, 0.0)) -> Floats:
    """Rotation (3, 3) that takes x to `direction` and keeps y as near `up` as may be."""
    x = unit(direction)
    z = unit(np.cross(x, np.asarray(up, np.float64)))
    return np.stack([x, np.cross(z, x), z], axis=1)
