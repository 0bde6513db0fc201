"""The pinhole camera; square pixels, principal point in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.synth.rotations import UP, cross, unit

Floats = NDArray[np.float64]

WIDTH, HEIGHT = 854, 480


@dataclass(frozen=True)
class Camera:
    """In metres. `roll_deg` > 0 turns the camera clockwise, so the picture anticlockwise."""

    position: tuple[float, float, float]
    target: tuple[float, float, float]
    vfov_deg: float = 27.0
    roll_deg: float = 0.0
    width: int = WIDTH
    height: int = HEIGHT

    @cached_property
    def axes(self) -> Floats:
        """Rows: the camera's right, up and forward directions in the world."""
        forward = unit(np.subtract(self.target, self.position))
        right = unit(cross(forward, UP))
        up = cross(right, forward)
        c, s = np.cos(np.radians(self.roll_deg)), np.sin(np.radians(self.roll_deg))
        return np.stack([c * right - s * up, c * up + s * right, forward])

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return float(self.height / 2 / np.tan(np.radians(self.vfov_deg) / 2))

    def project(self, points: ArrayLike) -> tuple[Floats, Floats]:
        """Pixels (n, 2), x right and y down, and depths (n,) in m of world points (n, 3)."""
        seen = (np.asarray(points, np.float64) - self.position) @ self.axes.T
        depth = seen[:, 2]
        pixels = seen[:, :2] / depth[:, None] * [self.focal_px, -self.focal_px]
        return pixels + np.array([self.width / 2, self.height / 2]), depth

    def ray(self, pixels: ArrayLike) -> Floats:
        """Unit directions (n, 3) in the world through pixels (n, 2): the way back from `project`."""
        p = (np.asarray(pixels, np.float64) - [self.width / 2, self.height / 2]) / self.focal_px
        seen = np.stack([p[:, 0], -p[:, 1], np.ones(len(p))], axis=1)
        directions = seen @ self.axes
        result: Floats = directions / np.linalg.norm(directions, axis=1, keepdims=True)
        return result

    def as_json(self) -> dict[str, Any]:
        """The camera as the truth file has it."""
        return {
            "position": [round(float(v), 4) for v in self.position],
            "target": [round(float(v), 4) for v in self.target],
            "vfov_deg": self.vfov_deg,
            "roll_deg": self.roll_deg,
        }


def orbit(
    azimuth_deg: float = 0.0,
    distance_m: float = 3.6,
    height_m: float = 0.62,
    target: tuple[float, float, float] = (-0.02, 0.40, 0.0),
    vfov_deg: float = 27.0,
    roll_deg: float = 0.0,
) -> Camera:
    """A camera at a horizontal distance from its target; azimuth 0 = side, 90 = head end."""
    a = np.radians(azimuth_deg)
    x, z = target[0] + distance_m * np.sin(a), target[2] + distance_m * np.cos(a)
    # Rounded as the truth file has it, so that whoever reads that gets the very same camera.
    position = (round(float(x), 4), round(height_m, 4), round(float(z), 4))
    return Camera(position, target, vfov_deg, roll_deg)
