"""The body as heights: what decides a posture, in torso lengths, whichever way the camera stands around it.

A camera that is turned about the vertical squeezes everything that lies along the floor, but leaves heights
as they are. So heights over one another, and how straight the limbs are, decide the posture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.gates import SHOULDERS_PER_TRUNK

Floats = NDArray[np.float64]

LIMB_PER_TRUNK = 0.85
"""Thigh and shank over hip-shoulder length: 0.245 and 0.246 over 0.288 of the stature (Drillis and
Contini)."""

_NAMES = ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "FOOT_INDEX", "EAR")
_POINTS = np.array([[L[f"{side}_{name}"] for name in _NAMES] for side in ("LEFT", "RIGHT")])
SHOULDER, ELBOW, WRIST, HIP, KNEE, ANKLE, FOOT, EAR = range(8)


@dataclass(frozen=True, slots=True)
class Heights:
    """A chunk of T frames in torso lengths; NaN where nobody was seen. Index 0 is the person's left.

    Attributes:
        x, y: (2, 8, T) places, y upwards.
        nose: (T,) height of the nose.
        trunk_rise: (T,) mid-shoulder over mid-hip; the sine of the trunk's elevation when seen square.
        trunk_length: (T,) apparent; near 0 when the camera looks along the trunk.
        knee_line, hip_line: (2, T) cosine of the turn at knee and hip: 1 straight, 0 a right angle.
        shank_share: (2, T) apparent shank over thigh.
    """

    x: Floats
    y: Floats
    nose: Floats
    trunk_rise: Floats
    trunk_length: Floats
    knee_line: Floats
    hip_line: Floats
    shank_share: Floats

    def over(self, upper: int, lower: int) -> Floats:
        """(2, T) height of one point over another of the same side."""
        return self.y[:, upper] - self.y[:, lower]

    def floor_line(self, start: int, end: int, point: int) -> Floats:
        """(2, T) height of a point over the line start -> end, measured square to it, + upwards."""
        dx, dy = self.x[:, end] - self.x[:, start], self.y[:, end] - self.y[:, start]
        px, py = self.x[:, point] - self.x[:, start], self.y[:, point] - self.y[:, start]
        return np.sign(dx) * (dx * py - dy * px) / length(dx, dy)


def length(dx: Floats, dy: Floats) -> Floats:
    """Length of vectors; 0 becomes tiny, so that nothing is divided by it."""
    return np.maximum(np.sqrt(dx * dx + dy * dy), 1e-9)


def heights(track: Track) -> Heights:
    """Heights and straightness of a chunk. Only sums, products and roots: the same bits for any chunk (law
    2).
    """
    places = np.ascontiguousarray(track.xy.astype(np.float64)[:, _POINTS].transpose(3, 1, 2, 0))
    x, y = places[0], -places[1]
    trunk_x = (x[0, SHOULDER] + x[1, SHOULDER] - x[0, HIP] - x[1, HIP]) / 2
    trunk_y = (y[0, SHOULDER] + y[1, SHOULDER] - y[0, HIP] - y[1, HIP]) / 2
    trunk = length(trunk_x, trunk_y)
    thigh_x, thigh_y = x[:, KNEE] - x[:, HIP], y[:, KNEE] - y[:, HIP]
    shank_x, shank_y = x[:, ANKLE] - x[:, KNEE], y[:, ANKLE] - y[:, KNEE]
    thigh, shank = length(thigh_x, thigh_y), length(shank_x, shank_y)
    back_x, back_y = x[:, HIP] - x[:, SHOULDER], y[:, HIP] - y[:, SHOULDER]
    back = length(back_x, back_y)
    shoulders = length(x[0, SHOULDER] - x[1, SHOULDER], y[0, SHOULDER] - y[1, SHOULDER])
    # A projection only shortens: the longest reading of the torso is the nearest to the truth.
    limbs = np.maximum(thigh, shank).max(axis=0) / LIMB_PER_TRUNK
    unit = np.maximum(np.maximum(trunk, limbs), shoulders / SHOULDERS_PER_TRUNK)
    return Heights(
        x / unit,
        y / unit,
        -track.xy[:, L.NOSE, 1].astype(np.float64) / unit,
        trunk_y / unit,
        trunk / unit,
        (thigh_x * shank_x + thigh_y * shank_y) / (thigh * shank),
        (back_x * thigh_x + back_y * thigh_y) / (back * thigh),
        shank / thigh,
    )


def head_height(track: Track) -> Floats:
    """(T,) nose over the middle of the shoulders, in torso lengths; NaN where nobody was seen."""
    body = heights(track)
    middle: Floats = (body.y[0, SHOULDER] + body.y[1, SHOULDER]) / 2
    return np.subtract(body.nose, middle)


def feet_apart(track: Track) -> Floats:
    """(T,) left ankle beyond the right one along the picture, in torso lengths; NaN where nobody was seen."""
    body = heights(track)
    apart: Floats = body.x[0, ANKLE] - body.x[1, ANKLE]
    return apart
