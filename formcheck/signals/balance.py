"""Somebody who stands, seen from the front or from behind: the weight on both feet.

+ is to the person's own left, whichever way they face: left and right are those of the landmarks.
"""

from __future__ import annotations

from formcheck.signals.body import ANKLE, HIP, SHOULDER, Body
from formcheck.signals.samples import Samples, divide, magnitude, where


def weight_shift(body: Body, trunk_share: float) -> Samples:
    """Where the body's weight is between the feet: 0 in the middle, +1 over the left ankle, -1 over the
    right.

    Args:
        body: canonical geometry.
        trunk_share: how far the centre of the body lies up the line from the hips to the shoulders.
    """
    x = body.x
    hips, shoulders = x[0][HIP] + x[1][HIP], x[0][SHOULDER] + x[1][SHOULDER]
    centre = (hips + trunk_share * (shoulders - hips)) / 2
    near, far = x[0][ANKLE], x[1][ANKLE]
    way = (near - far) / 2
    return where(body.left_near, 1.0, -1.0) * divide(centre - (near + far) / 2, way)


def ankles_apart(body: Body) -> Samples:
    """One ankle over the other, torso lengths, unsigned."""
    return divide(magnitude(body.y[0][ANKLE] - body.y[1][ANKLE]), body.trunk_px)
