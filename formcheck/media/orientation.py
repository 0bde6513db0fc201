"""Turning a decoded picture upright, as the camera meant it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
from numpy.typing import NDArray

_IDENTITY = (1, 0, 0, 1)
_WIDEST_PIXEL = 8
"""A pixel wider or taller than this is a broken header, not a camera."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """What to do to a stored picture so that it stands upright: first mirror, then turn.

    Attributes:
        mirrored: left and right are to be swapped before turning.
        quarter_turns: counter-clockwise quarter turns, 0-3.
    """

    mirrored: bool = False
    quarter_turns: int = 0

    def apply(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 3) stored -> upright, C-contiguous (a pose network would misread anything else)."""
        if self.mirrored:
            image = image[:, ::-1]
        return np.ascontiguousarray(np.rot90(image, self.quarter_turns))


def orientation_of(frame: av.VideoFrame) -> Orientation:
    """Read the display matrix of a frame; a frame without one is upright.

    The matrix maps a stored point (x right, y down) to (a x + c y, b x + d y), ISO/IEC 14496-12 6.2.2.
    `frame.rotation` alone is not enough: it calls a mirrored picture upside down. Angles between quarter
    turns are taken to the nearest one.
    """
    a, b, c, d = _display_matrix(frame)
    mirrored = a * d - b * c < 0
    if mirrored:  # the matrix is turn x mirror: undo the mirror in x to be left with the turn
        a, b = -a, -b
    # Clockwise on screen (y down) is the positive sense of this matrix; np.rot90 turns the other way.
    clockwise_deg = np.degrees(np.arctan2(b - c, a + d))
    return Orientation(mirrored, int(-np.rint(clockwise_deg / 90.0)) % 4)


def _display_matrix(frame: av.VideoFrame) -> tuple[int, int, int, int]:
    try:
        data = frame.side_data.get("DISPLAYMATRIX")
    except (KeyError, ValueError):  # kinds of side data that this PyAV does not know yet
        data = None
    if data is None or len(matrix := np.frombuffer(cast("Any", data), np.int32)) < 9:
        return _IDENTITY
    a, b, c, d = (int(matrix[i]) for i in (0, 1, 3, 4))
    return (a, b, c, d) if a * d != b * c else _IDENTITY


def square_pixel_size(width: int, height: int, pixel_aspect: Fraction | None) -> tuple[int, int]:
    """Size in square pixels of a stored picture whose pixels are `pixel_aspect` times as wide as high.

    Angles and lengths are only true in square pixels, so the shorter side is stretched, never shrunk.
    """
    aspect = pixel_aspect or Fraction(1)
    if aspect == 1 or not Fraction(1, _WIDEST_PIXEL) <= aspect <= _WIDEST_PIXEL:
        return width, height
    if aspect > 1:
        return max(1, round(width * aspect)), height
    return width, max(1, round(height / aspect))
