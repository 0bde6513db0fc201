"""Turns a decoded picture upright, as its file states."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

_IDENTITY = (1, 0, 0, 1)
_WIDEST_PIXEL = 8
"""Ratio of a pixel's sides beyond which the header is taken for broken."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """The operations that make a stored picture upright: first mirror, then turn.

    Attributes:
        mirrored: swap left and right before turning.
        quarter_turns: counter-clockwise quarter turns, 0-3.
    """

    mirrored: bool = False
    quarter_turns: int = 0

    def apply(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The upright picture of a stored one, both (H, W, 3) RGB; C-contiguous, as pose networks need it."""
        if self.mirrored:
            image = image[:, ::-1]
        return np.ascontiguousarray(np.rot90(image, self.quarter_turns))


def orientation_of(frame: av.VideoFrame) -> Orientation:
    """The orientation in the display matrix of a frame; a frame without a matrix is upright.

    The matrix maps a stored point (x right, y down) to (a x + c y, b x + d y), ISO/IEC 14496-12 6.2.2.
    `frame.rotation` is not enough: it gives 180 degrees for a mirrored picture. Angles between quarter turns
    are rounded to the nearest one.
    """
    a, b, c, d = _display_matrix(frame)
    mirrored = a * d - b * c < 0
    if mirrored:  # the matrix is turn x mirror: without the mirror in x the turn remains
        a, b = -a, -b
    # The matrix counts clockwise on the screen (y down) as positive; np.rot90 turns counter-clockwise.
    clockwise_deg = np.degrees(np.arctan2(b - c, a + d))
    return Orientation(mirrored, int(-np.rint(clockwise_deg / 90.0)) % 4)


def _display_matrix(frame: av.VideoFrame) -> tuple[int, int, int, int]:
    try:
        data = frame.side_data.get("DISPLAYMATRIX")
    except (KeyError, ValueError):  # side data of a kind that this PyAV does not know
        data = None
    if data is None or len(matrix := np.frombuffer(cast("bytes", data), np.int32)) < 9:
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
