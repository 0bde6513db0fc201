"""Somebody who stands, seen from the front or from behind: weight on both feet, level of the pelvis.

+ is to the person's own left, whichever way they face: left and right are those of the landmarks.
"""

from __future__ import annotations

from formcheck.signals.body import ANKLE, HIP, SHOULDER, Body
from formcheck.signals.samples import Samples, divide, magnitude, where
from formcheck.signals.vectors import direction_deg


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


def pelvis_tilt_deg(body: Body) -> Samples:
    """Line of the hips against that of the ankles, degrees, + the left side up.

    Both feet stand on one floor, so a camera's roll turns both lines alike and falls out.
    """
    return _line_deg(body, HIP) - _line_deg(body, ANKLE)


def ankles_apart(body: Body) -> Samples:
    """One ankle over the other, torso lengths, unsigned."""
    return divide(magnitude(body.y[0][ANKLE] - body.y[1][ANKLE]), body.trunk_px)


def _line_deg(body: Body, point: int) -> Samples:
    """Slope of the line between both sides' points, degrees, + the left one higher; 0 level."""
    dx, dy = body.x[0][point] - body.x[1][point], body.y[0][point] - body.y[1][point]
    # From the side that is left in the canonical plane to the other one, so that level is 0 either way.
    along = where(dx >= 0.0, 1.0, -1.0)
    rise = direction_deg(dx * along, dy * along)
    return rise * along * where(body.left_near, 1.0, -1.0)
