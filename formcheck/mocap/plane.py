"""Points in metres, laid into a picture of their own: what a camera from beside would have seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.mocap.point_table import MAX_SIDE_PX

Floats = NDArray[np.float64]

PX_PER_M = 500.0
"""Pixels a metre of the picture that is made: a trunk has 250, as in a video in which a person fills it."""
MARGIN_M = 0.5
"""Room around the points: nothing is cut off, since no camera was there."""
FLAT_M = 0.2
"""Points that lie within this depth at all times are of one camera: Sports2D sets the sides 0.1 m apart."""


def in_a_picture(xyz: Floats, shown: str) -> tuple[Floats, tuple[int, int]]:
    """(T, N, 2) pixels of a picture, x right, y down, and its (width, height).

    Points of one camera (depth below `FLAT_M`) keep their x. Others are seen from beside: along the
    horizontal in which the bodies stretch least.

    Args:
        xyz: (T, N, 3) in metres, X right, Y up, Z towards the viewer; NaN where missing.
        shown: the file's name, for the message.

    Raises:
        InputError: nothing is there, or it stretches further than a picture.
    """
    known = np.asarray(np.isfinite(xyz).all(axis=2))
    if not known.any():
        raise InputError(f"{shown} holds no point that is seen", "Look at what was tracked")
    plane = np.stack((_along(xyz, *_right(xyz, known)), -xyz[..., 1]), axis=-1)
    corner, end = plane[known].min(axis=0), plane[known].max(axis=0)
    size = np.ceil((end - corner + 2 * MARGIN_M) * PX_PER_M)
    if size.max() > MAX_SIDE_PX:
        raise InputError(
            f"{shown} stretches over {(end - corner).max():.0f} m: that is no person's exercise",
            "Look at the unit in its header",
        )
    return (plane - corner + MARGIN_M) * PX_PER_M, (int(size[0]), int(size[1]))


def _along(xyz: Floats, cosine: float, sine: float) -> Floats:
    """(T, N) how far to the right of the picture."""
    return np.asarray(xyz[..., 0] * cosine + xyz[..., 2] * sine)


def _right(xyz: Floats, known: NDArray[np.bool_]) -> tuple[float, float]:
    """(share of X, share of Z) of the horizontal direction that goes to the right of the picture."""
    if np.ptp(xyz[..., 2][known]) <= FLAT_M:
        return 1.0, 0.0
    counts = np.maximum(known.sum(axis=1), 1)[:, None, None]
    middle = np.where(known[..., None], xyz, 0.0).sum(axis=1, keepdims=True) / counts
    x, z = (xyz - middle)[known][:, [0, 2]].T
    angle = 0.5 * float(np.arctan2(2 * (x * z).sum(), (x * x).sum() - (z * z).sum()))
    return float(np.cos(angle)), float(np.sin(angle))
