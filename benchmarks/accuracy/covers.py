"""Faces made unknown, and a shadow that passes: what changes a picture and moves no joint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from benchmarks.accuracy.true_clip import Floats
from benchmarks.accuracy.video_edits import Image, encode, frames_of
from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track

COVERED, BLURRED = 0.7, 0.9
"""Sides of the square over a head, in lengths of the trunk: what programs for privacy draw, hair and throat
in it. A disc over the face alone moves the landmarks by no more than other noise does."""
BLACK = (0, 0, 0)
BLUR = 0.2
"""Standard deviation of the blur, in lengths of the trunk: no eye, ear or nose is left."""
SHADE, SHADOW_ACROSS, PASSES_S = 0.4, 0.22, 6.0
"""Light in the shadow; its breadth as a share of the picture's; how long it takes from side to side."""


def with_face_blurred(video: Path, path: Path, poses: Track) -> Path:
    """As programs for privacy make it: a patch over the head, out of focus."""
    return encode(path, _over_heads(video, poses, face_blurred))


def with_face_covered(video: Path, path: Path, poses: Track) -> Path:
    """A black square over the head."""
    return encode(path, _over_heads(video, poses, face_covered))


def with_shadow(video: Path, path: Path) -> Path:
    """The shadow of somebody in front of the window passes to and fro over the room."""
    return encode(path, ((t, shadowed(image, t)) for t, image in frames_of(video)))


def head_of(poses: Track, row: int) -> tuple[Floats, float]:
    """(centre of the head, length of the trunk) in pixels, in one frame; NaN where nobody was seen."""
    xy = poses.xy[row].astype(np.float64)
    trunk = (xy[L.LEFT_SHOULDER] + xy[L.RIGHT_SHOULDER] - xy[L.LEFT_HIP] - xy[L.RIGHT_HIP]) / 2
    return np.mean(xy[[L.LEFT_EAR, L.RIGHT_EAR, L.NOSE]], axis=0), float(np.hypot(*trunk))


def _over_heads(
    video: Path, poses: Track, change: Callable[[Image, Floats, float], Image]
) -> Iterator[tuple[float, Image]]:
    for t, image in frames_of(video):
        head, trunk_px = head_of(poses, int(np.abs(poses.time - t).argmin()))
        yield t, change(image, head, trunk_px) if np.isfinite(trunk_px) else image


def face_blurred(image: Image, head: Floats, trunk_px: float) -> Image:
    """One picture with the head out of focus."""
    part = _square(head, BLURRED * trunk_px)
    changed: Image = image.copy()
    changed[part] = np.asarray(cv2.GaussianBlur(image[part], (0, 0), max(BLUR * trunk_px, 1.0)), np.uint8)
    return changed


def face_covered(image: Image, head: Floats, trunk_px: float) -> Image:
    """One picture with a black square over the head."""
    changed: Image = image.copy()
    changed[_square(head, COVERED * trunk_px)] = BLACK
    return changed


def shadowed(image: Image, time_s: float) -> Image:
    """One picture with the shadow where it is at this time."""
    width = image.shape[1]
    swing = abs(time_s / PASSES_S % 2.0 - 1.0)
    across = (np.arange(width) / width - swing) / SHADOW_ACROSS
    light = 1.0 - (1.0 - SHADE) * np.exp(-2.0 * across * across)
    return np.asarray(np.round(image * light[None, :, None]), np.uint8)


def _square(middle: Floats, side_px: float) -> tuple[slice, slice]:
    """Rows and columns of a square; inside the picture at least one of each."""
    x, y = (max(float(v) - side_px / 2, 0.0) for v in middle)
    return slice(int(y), int(y + side_px) + 1), slice(int(x), int(x + side_px) + 1)
