"""What carries the body, and which part of it is lower: by this a posture is told from its neighbours.

All are heights in torso lengths, + upwards. A joint that is not seen makes its quantity NaN, which decides
nothing.
"""

from __future__ import annotations

from formcheck.signals.body import ANKLE, EAR, ELBOW, FOOT, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.samples import Samples, divide, fmin, is_nan, magnitude, maximum, minimum, where
from formcheck.signals.vectors import DEG, signed_offset


def head_over_shoulders(body: Body) -> Samples:
    """Middle of the ears over the middle of the shoulders, with the camera level.

    On the back with the head on the floor 0.02 to 0.17; where the head hangs -0.23 or less.
    """
    x, y = body.x, body.y
    dx = (x[0][EAR] + x[1][EAR] - x[0][SHOULDER] - x[1][SHOULDER]) / 2
    dy = (y[0][EAR] + y[1][EAR] - y[0][SHOULDER] - y[1][SHOULDER]) / 2
    return divide(dy - dx * (body.tilt_deg / DEG), body.trunk_px)


def shoulders_over_hands(body: Body) -> Samples:
    """A shoulder over the lower one of its elbow and wrist: of both sides the smaller one.

    With the shoulders on the floor 0.2 at most; carried by both arms 0.5 (forearms) to 1.1 (hands).
    """
    return fmin(*(y[SHOULDER] - minimum(y[ELBOW], y[WRIST]) for y in body.y)) / body.trunk_px


def ankles_apart(body: Body) -> Samples:
    """One ankle over the other, unsigned."""
    return divide(magnitude(body.y[0][ANKLE] - body.y[1][ANKLE]), body.trunk_px)


def feet_over_shoulders(body: Body) -> Samples:
    """Middle of the ankles over the middle of the shoulders, as the picture has it.

    Not made level: a camera's roll is read from this very line.
    """
    y = body.y
    rise = (y[0][ANKLE] + y[1][ANKLE] - y[0][SHOULDER] - y[1][SHOULDER]) / 2
    return divide(rise, body.trunk_px)


def hips_over_floor(body: Body) -> Samples:
    """The near hip over the floor line from the toes to the lower one of elbow and wrist.

    Prone on the floor half the depth of the pelvis, 0.2. Without toes the ankle takes their place.
    """
    x, y = body.x[0], body.y[0]
    toes = is_nan(y[FOOT])
    foot = where(toes, x[ANKLE], x[FOOT]), where(toes, y[ANKLE], y[FOOT])
    on_elbow = y[ELBOW] < y[WRIST]
    arm = where(on_elbow, x[ELBOW], x[WRIST]), where(on_elbow, y[ELBOW], y[WRIST])
    share, length = signed_offset(foot, arm, (x[HIP], y[HIP]))
    return divide(share * length, body.trunk_px)


def toes_over_ankles(body: Body) -> Samples:
    """Toes over ankles, middle of both feet. Feet that lie -0.05 to -0.13, toes that press -0.22 to -0.35."""
    near, far = body.y
    return divide((near[FOOT] - near[ANKLE] + far[FOOT] - far[ANKLE]) / 2, body.trunk_px)


def shank_rise(body: Body) -> Samples:
    """A knee over its ankle: of both sides the smaller one. 0 kneeling, 0.85 with the foot under the knee."""
    return fmin(*(y[KNEE] - y[ANKLE] for y in body.y)) / body.trunk_px


def upside_down(body: Body) -> Samples:
    """How far head and shoulders hang: the higher one of ears over shoulders and shoulders over hips.

    Both are below 0 in the wheel (-0.23 and -0.34) and in a downward dog; in a plank one of them is not.
    """
    y = body.y
    trunk = (y[0][SHOULDER] + y[1][SHOULDER] - y[0][HIP] - y[1][HIP]) / 2
    return maximum(head_over_shoulders(body), divide(trunk, body.trunk_px))
