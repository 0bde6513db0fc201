"""Region of interest: the turned square of the frame that the landmark network looks at."""

from __future__ import annotations

import math
from typing import NamedTuple, Self

import cv2
import numpy as np
from numpy.typing import NDArray

CROP = 256
"""Side in pixels of the picture that the landmark network takes."""

MARGIN = 1.25
"""Half side of the region over the distance centre -> scale point (mediapipe: pose_landmarks_to_roi)."""


class Region(NamedTuple):
    """A square in the frame.

    Attributes:
        x, y: its centre in frame pixels.
        side: its side in frame pixels.
        rotation: rad, clockwise as seen (y points down); 0 is upright.
    """

    x: float
    y: float
    side: float
    rotation: float

    @classmethod
    def around(cls, centre: NDArray[np.floating], tip: NDArray[np.floating]) -> Self:
        """The region round a body: centred on `centre` (2,), its upward direction towards `tip` (2,)."""
        dx, dy = float(tip[0] - centre[0]), float(tip[1] - centre[1])
        rotation = math.atan2(dx, -dy)
        return cls(float(centre[0]), float(centre[1]), 2 * MARGIN * math.hypot(dx, dy), rotation)

    @property
    def plausible(self) -> bool:
        """Whether the numbers are finite and the square is at least two pixels wide."""
        return all(map(math.isfinite, self)) and self.side >= 2

    def to_frame(self, size: int = CROP) -> NDArray[np.float64]:
        """(2, 3) affine map from pixels of a `size` x `size` crop to pixels of the frame.

        No half-pixel shift, as in mediapipe's own cropping.
        """
        scale = self.side / size
        cos, sin = math.cos(self.rotation) * scale, math.sin(self.rotation) * scale
        half = size / 2
        return np.array(
            [
                [cos, -sin, self.x - (cos - sin) * half],
                [sin, cos, self.y - (sin + cos) * half],
            ]
        )

    def crop(self, image: NDArray[np.uint8], size: int = CROP) -> NDArray[np.uint8]:
        """(size, size, channels) uint8 crop; beyond the frame its border is repeated."""
        crop: NDArray[np.uint8] = cv2.warpAffine(
            image,
            self.to_frame(size),
            (size, size),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return crop


def transform(matrix: NDArray[np.float64], points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Points (..., 2) under a (2, 3) affine map."""
    moved: NDArray[np.float64] = points @ matrix[:, :2].T + matrix[:, 2]
    return moved


def inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The (2, 3) affine map that undoes this one."""
    linear = np.linalg.inv(matrix[:, :2])
    return np.column_stack([linear, -linear @ matrix[:, 2]])
