"""What the body keeps the light from: itself, the floor and whatever stands behind."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.rotations import UP, cross, unit

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

CENTRE = np.array([0.0, 0.3, 0.0])
HALF_M = 1.45
"""The maps reach so far round the mat."""
SUN_PX, SKY_PX = 240, 120
SUN_SOFT_M, SKY_SOFT_M = 0.02, 0.06
SUN_BIAS_M, SKY_BIAS_M = 0.02, 0.05
"""A surface nearer than this below what the light meets first is lit as well: the maps are coarse."""
CONTACT_M = 0.10
"""Height over the floor at which a body's dark patch has faded to a third."""


@dataclass(frozen=True, slots=True)
class DepthMap:
    """The body seen along a direction: distance to its first surface (m, inf where there is none)."""

    axes: Floats
    """Rows: right, up, and away from the light."""
    pixels: int
    depth: Singles

    @classmethod
    def of(cls, points: Floats, towards: Floats, pixels: int) -> DepthMap:
        """Look at a mesh whose vertices lie about as close together as the map's pixels."""
        axes = _axes(towards)
        place, depth = _place(points, axes, pixels)
        column, row = np.floor(place).astype(np.int64).T
        inside = (column >= 0) & (row >= 0) & (column < pixels) & (row < pixels)
        found = np.full(pixels * pixels, np.inf, np.float32)
        np.minimum.at(found, (row * pixels + column)[inside], depth[inside].astype(np.float32))
        grid = found.reshape(pixels, pixels)
        return cls(
            axes,
            pixels,
            np.where(
                np.isfinite(grid),
                grid,
                cv2.erode(grid, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_REPLICATE),
            ),
        )

    def lit(self, points: Floats, bias_m: float, reach: int) -> Floats:
        """Share (n,) of the light that reaches points on the body, looking at a few texels around."""
        place, depth = _place(points, self.axes, self.pixels)
        column, row = np.floor(place).astype(np.int64).T
        result = np.zeros(len(points))
        steps = range(-reach, reach + 1)
        for dy in steps:
            for dx in steps:
                y, x = np.clip(row + dy, 0, self.pixels - 1), np.clip(column + dx, 0, self.pixels - 1)
                result += self.depth[y, x] > depth - bias_m
        return result / len(steps) ** 2

    def cover(self, soft_m: float) -> Singles:
        """Share of the light that the body takes away from what lies behind it, blurred."""
        covered = np.isfinite(self.depth).astype(np.float32)
        blurred: Singles = cv2.GaussianBlur(covered, (0, 0), soft_m * self.pixels / (2 * HALF_M))
        return blurred

    def coordinates(self, points: Floats) -> tuple[Singles, Singles]:
        """Map coordinates of points (n, 3) for cv2.remap."""
        place, _ = _place(points, self.axes, self.pixels)
        return (place[:, 0] - 0.5).astype(np.float32), (place[:, 1] - 0.5).astype(np.float32)


def _axes(towards: Floats) -> Floats:
    away = -unit(towards)
    right = unit(cross(away, UP if abs(away[1]) < 0.99 else np.array([0.0, 0.0, 1.0])))
    return np.stack([right, cross(right, away), away])


def _place(points: Floats, axes: Floats, pixels: int) -> tuple[Floats, Floats]:
    seen = (points - CENTRE) @ axes.T
    return (seen[:, :2] * [1, -1] / HALF_M + 1) * (pixels / 2), seen[:, 2]


def contact(points: Floats) -> tuple[DepthMap, Singles]:
    """The body from below, and how much (0..1) it darkens the floor there by its nearness."""
    below = DepthMap.of(points, -UP, SKY_PX)
    floor = float(-CENTRE @ below.axes[2])
    height = np.where(np.isfinite(below.depth), below.depth - floor, np.inf)
    dark = np.exp(-np.clip(height, 0, None) / CONTACT_M).astype(np.float32)
    return below, cv2.GaussianBlur(dark, (0, 0), SKY_SOFT_M * SKY_PX / (2 * HALF_M)).astype(np.float32)


def coordinates(
    towards: Floats, pixels: int, place: Floats | Singles, quick: bool
) -> tuple[Singles, Singles]:
    """Where places (h, w, 3) lie on a map seen along `towards`, for cv2.remap; `quick`: single precision."""
    if not quick:
        flat = DepthMap.of(np.zeros((0, 3)), towards, pixels).coordinates(
            place.astype(np.float64).reshape(-1, 3)
        )
        return flat[0].reshape(place.shape[:2]), flat[1].reshape(place.shape[:2])
    flip = _axes(towards)[:2] * [[1], [-1]] * (pixels / 2 / HALF_M)
    shift = pixels / 2 - 0.5 - flip @ CENTRE
    both = cv2.transform(place, np.concatenate([flip, shift[:, None]], axis=1))
    return np.ascontiguousarray(both[..., 0]), np.ascontiguousarray(both[..., 1])
