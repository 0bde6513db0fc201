"""Reads the outline of the trunk from a segmentation mask.

From stations along the axis mid-hip -> mid-shoulder a ray goes out square to the axis on both sides; the
first place where it leaves the mask is the outline of the back or of the belly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.region import inverse, transform
from formcheck.pose.track import STATION_COUNT, STATIONS

THRESHOLD = 0.5
STEP = 0.5  # crop pixels
REACH = 0.6  # torso lengths: an outline further away is an arm, a thigh or somebody else
EDGE_GAP = 1.5  # crop pixels: an outline so near the end of the picture is the picture's, not the person's
MIN_TORSO = 16.0  # crop pixels: below that one pixel is more than 6 % of the torso
CONTRAST_GAP = 4.0  # crop pixels on either side of the outline
EDGE_INSET = 2.0  # crop pixels: the mask is read this far inside the picture's edge, where it fades out
EDGE_PLACES = 128  # on each side of the picture


@dataclass(frozen=True, slots=True)
class Outline:
    """The trunk's outline in one frame.

    Attributes:
        dorsal, ventral: (K,) float32, distance from the axis to the outline on the side of the back and of
            the belly in torso lengths, at `STATIONS`; NaN where it cannot be read.
        contrast: 0..1, see `measure_outline`; NaN where no station could be read.
        edge_contact: how much of the picture's edge the mask covers, in torso lengths.
    """

    dorsal: NDArray[np.float32]
    ventral: NDArray[np.float32]
    contrast: float
    edge_contact: float


@dataclass(frozen=True, slots=True)
class Silhouette:
    """A segmentation mask and where it belongs.

    Attributes:
        mask: (S, S) float32 in 0..1, in crop pixels.
        grey: (S, S) uint8, the crop in grey.
        to_frame: (2, 3) map from crop pixels to frame pixels.
        frame_size: (width, height) of the frame in pixels.
    """

    mask: NDArray[np.float32]
    grey: NDArray[np.uint8]
    to_frame: NDArray[np.float64]
    frame_size: tuple[int, int]

    @property
    def scale(self) -> float:
        """Frame pixels in a crop pixel."""
        return float(np.hypot(*self.to_frame[:, 0]))

    def shows(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether crop points (..., 2) lie in crop and frame, clear of the edges of both."""
        gap_in_frame = EDGE_GAP * self.scale
        in_crop = _inside(points, (self.mask.shape[1], self.mask.shape[0]), EDGE_GAP)
        return in_crop & _inside(transform(self.to_frame, points), self.frame_size, gap_in_frame)


def unread() -> Outline:
    """The outline of a frame in which it was not looked for."""
    nothing = np.full(STATION_COUNT, np.nan, np.float32)
    return Outline(nothing, nothing, math.nan, math.nan)


def measure_outline(
    picture: Silhouette, hip: NDArray[np.float64], shoulder: NDArray[np.float64], ventral_side: int
) -> Outline:
    """Distances to the outline on both sides of the trunk.

    A distance is NaN where the axis itself is outside the mask, where the mask does not end within 0.6 torso
    lengths, and where it ends at the edge of the crop or of the frame.

    Contrast is the median absolute step in grey (0..1) between 4 crop pixels outside and 4 inside the
    outline, over all stations of both sides that could be read and whose two samples lie in the crop.

    Args:
        picture: the mask and what belongs to it.
        hip, shoulder: (2,) mid-hip and mid-shoulder in crop pixels.
        ventral_side: +1 if the belly is on the side of the axis' normal (-axis_y, axis_x), which is to the
            right of somebody who walks from hip to shoulder on the picture; -1 if on the other.
    """
    trunk = shoulder - hip
    torso = float(np.hypot(*trunk))
    if not torso >= MIN_TORSO:
        return unread()
    axis = trunk / torso
    normal = np.array([-axis[1], axis[0]]) * ventral_side
    directions = np.stack([-normal, normal])  # back, belly
    starts = hip + STATIONS[:, None] * trunk
    reach = np.arange(0.0, REACH * torso + STEP, STEP)
    steps = directions[:, None, :, None] * reach  # (2, 1, 2, N)
    rays = (starts[:, :, None] + steps).astype(np.float32)  # (2, K, 2, N)
    distance = _first_exit(sample(picture.mask, rays[:, :, 0], rays[:, :, 1]), reach)  # (2, K)
    ends = starts + directions[:, None] * distance[..., None]
    seen = picture.shows(ends)
    distance[~seen] = np.nan
    contrast = _contrast(picture.grey, ends[seen], np.broadcast_to(directions[:, None], ends.shape)[seen])
    dorsal, ventral = (distance / torso).astype(np.float32)
    return Outline(dorsal, ventral, contrast, covered_edge(picture) / (torso * picture.scale))


def covered_edge(picture: Silhouette) -> float:
    """How many pixels of the frame's edge the mask covers; what the crop does not show counts as not covered.

    A network that has to draw a whole body draws a small one on what it sees of somebody who is cut off; the
    mask goes on to the edge of the picture all the same.
    """
    gap = EDGE_INSET * picture.scale
    near, far = np.array([gap, gap]), np.array(picture.frame_size) - 1.0 - gap
    along = np.linspace(near, far, EDGE_PLACES)  # (N, 2): the places along both axes
    sides = np.empty((4, EDGE_PLACES, 2))  # left, right, top, bottom
    sides[:2, :, 0], sides[:2, :, 1] = np.array([[near[0]], [far[0]]]), along[:, 1]
    sides[2:, :, 1], sides[2:, :, 0] = np.array([[near[1]], [far[1]]]), along[:, 0]
    places = transform(inverse(picture.to_frame), sides)
    size = (picture.mask.shape[1], picture.mask.shape[0])
    seen = _inside(places, size, 0)
    covered = seen & (sample(picture.mask, places[..., 0], places[..., 1]) >= THRESHOLD)
    width, height = (far - near) / (EDGE_PLACES - 1)
    return float(covered[:2].sum() * height + covered[2:].sum() * width)


def sample(
    image: NDArray[np.generic], x: NDArray[np.floating], y: NDArray[np.floating]
) -> NDArray[np.float32]:
    """Bilinear values of a (H, W) picture at points of any shape; beyond the edge the edge's values go on."""
    height, width = image.shape
    x = np.minimum(np.maximum(x, 0), width - 1)
    y = np.minimum(np.maximum(y, 0), height - 1)
    left = np.minimum(x, width - 2).astype(np.int32)
    top = np.minimum(y, height - 2).astype(np.int32)
    u, v = x - left.astype(x.dtype), y - top.astype(y.dtype)
    flat = image.reshape(-1)
    corner = top * width + left
    upper, lower = flat.take(corner), flat.take(corner + width)
    upper = upper + u * (flat.take(corner + 1) - upper)
    lower = lower + u * (flat.take(corner + width + 1) - lower)
    return np.asarray(upper + v * (lower - upper), np.float32)


def _first_exit(values: NDArray[np.float32], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where along each ray (..., N) the mask first falls below the threshold; NaN if at once or never."""
    below = values < THRESHOLD
    after = below.argmax(axis=-1)
    usable = below.any(axis=-1) & (after > 0)
    after = np.maximum(after, 1)[..., None]
    inner = np.take_along_axis(values, after - 1, axis=-1)[..., 0]
    outer = np.take_along_axis(values, after, axis=-1)[..., 0]
    drop = np.where(usable, inner - outer, 1)
    exits = reach[after[..., 0] - 1] + STEP * (inner - THRESHOLD) / drop
    return np.where(usable, exits, np.nan)


def _inside(points: NDArray[np.float64], size: tuple[int, int], gap: float) -> NDArray[np.bool_]:
    """Whether points (..., 2) lie in a picture of (width, height), clear of its edge; NaN does not."""
    limit = np.array(size) - 1 - gap
    return np.asarray(((points >= gap) & (points <= limit)).all(axis=-1))


def _contrast(grey: NDArray[np.uint8], ends: NDArray[np.float64], directions: NDArray[np.float64]) -> float:
    """Median absolute step in grey across the outline at the points `ends` (N, 2), 0..1."""
    outer, inner = ends + CONTRAST_GAP * directions, ends - CONTRAST_GAP * directions
    size = (grey.shape[1], grey.shape[0])
    usable = _inside(outer, size, 0) & _inside(inner, size, 0)
    if not usable.any():
        return math.nan
    values = grey.astype(np.float32)
    step = sample(values, *outer[usable].T) - sample(values, *inner[usable].T)
    return float(np.median(np.abs(step))) / 255
