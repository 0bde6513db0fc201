"""A towel or blanket over part of a body."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.picture.noise import value_noise
from tools.synth.picture.piece import Piece, grid_triangles, piece
from tools.synth.pose.posture import MAT_M
from tools.synth.variety.colours import Random, any_colour

Floats = NDArray[np.float64]

CELL_M = 0.02
LEAST_M = 0.07
"""Height over the mat from which a part of the body holds the cloth up."""
OFF_M = 0.015
STEEPEST = 0.8
"""A trunk higher than this share of its length along the floor is upright, and nothing lies on it."""


def draw_cloth(random: Random, points: Floats, is_trunk: NDArray[np.bool_]) -> Piece | None:
    """Cloth laid over a lying, kneeling or propped-up body; None where it would not stay."""
    trunk = points[is_trunk]
    if np.ptp(trunk[:, 1]) > STEEPEST * float(np.linalg.norm(np.ptp(trunk[:, [0, 2]], axis=0))):
        return None
    size = random.uniform([0.25, 0.25], [0.9, 1.3])
    middle = trunk.mean(axis=0)[[0, 2]] + random.normal(0, [0.25, 0.10])
    # Along the body or across it, not quite square to it.
    angle = float(random.normal(0, 0.25)) + float(random.choice([0, np.pi / 2]))
    axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    local = (points[:, [0, 2]] - middle) @ axes.T
    rows, columns = (int(v) for v in np.ceil(size / CELL_M))
    top, held = _heights(local, points[:, 1], rows, columns)
    if not held.any():
        return None
    height, place = _hung(top, held)
    y, x = np.mgrid[0:rows, 0:columns]
    across = (place[..., 1] + 0.5 - rows / 2) * CELL_M, (place[..., 0] + 0.5 - columns / 2) * CELL_M
    flat = np.stack([across[0].ravel(), across[1].ravel()], axis=1) @ axes + middle
    vertices = np.stack([flat[:, 0], height.ravel(), flat[:, 1]], axis=1)
    vertices[:, 1] += 0.02 * value_noise(vertices * [13, 5, 13])
    colour = np.array(any_colour(random))
    if random.random() < 0.35:
        stripe = (
            ((y if random.random() < 0.5 else x) * CELL_M / random.uniform(0.05, 0.2)) % 1 < 0.5
        ).ravel()
        colour = np.where(stripe[:, None], colour, np.array(any_colour(random)))
    shade = 0.8 + 0.35 * value_noise(vertices * 25)
    triangles = grid_triangles(rows, columns)
    return piece("cloth", vertices, triangles, colour * shade[:, None], sheet=True)


def _heights(local: Floats, y: Floats, rows: int, columns: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Height of the body's top in each cell, and where it holds the cloth."""
    row = np.floor(local[:, 0] / CELL_M + rows / 2).astype(np.int64)
    column = np.floor(local[:, 1] / CELL_M + columns / 2).astype(np.int64)
    inside = (row >= 0) & (column >= 0) & (row < rows) & (column < columns)
    top = np.full(rows * columns, MAT_M)
    np.maximum.at(top, (row * columns + column)[inside], y[inside])
    closed = cv2.morphologyEx(top.reshape(rows, columns), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    held = closed > MAT_M + LEAST_M
    smooth = np.maximum(cv2.GaussianBlur(closed, (0, 0), 1.5), closed)
    return smooth + OFF_M, held


def _hung(top: Floats, held: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Heights, and the cells (column, row) above which the cloth's cells end up.

    Beside what holds it the cloth hangs straight down, as far as it is long, and then lies on the floor.
    """
    rows, columns = top.shape
    free = np.where(held, 0, 255).astype(np.uint8)
    distance, label = cv2.distanceTransformWithLabels(free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float64)
    ys, xs = np.nonzero(held)
    by_label = np.zeros((int(label.max()) + 1, 2))
    by_label[label[ys, xs]] = np.stack([xs, ys], axis=1)
    nearest = by_label[label]
    edge = top[nearest[..., 1].astype(int), nearest[..., 0].astype(int)]
    fallen = edge - distance * CELL_M
    height = np.where(held, top, np.maximum(fallen, MAT_M + OFF_M))
    # What is left over after reaching the floor lies outwards.
    left = np.clip(MAT_M + OFF_M - fallen, 0, None) / CELL_M
    own = np.stack([x, y], axis=2)
    out = (own - nearest) / np.maximum(distance, 1e-6)[..., None]
    spread = np.minimum(distance, 0.8 + 0.15 * distance + left)
    return height, nearest + out * spread[..., None]
