"""What carries the body, and which part of it is lower: by this a posture is told from its neighbours.

All are heights in torso lengths, + upwards. A joint that is not seen makes its quantity NaN, which decides
nothing.
"""

from __future__ import annotations

from formcheck.signals.body import ANKLE, EAR, ELBOW, FOOT, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.samples import Samples, divide, fmin, is_nan, magnitude, maximum, minimum, where
from formcheck.signals.vectors import DEG, signed_offset

NEAR_FLOOR = 0.25
"""A knee on the floor may appear this much higher than the arm on it, torso lengths: a camera that is rolled
by 8 degrees, over a line of 1.85."""
TOES_PRESS = -0.17
"""Toes over ankles: below, they press on the floor, see `toes_over_ankles`."""
TOES_COUNT = 0.06
"""Toes that press say that the feet may carry: the knee has to be this much lower to be what does. Of a
plank whose knees bend to 150 degrees it reads 0.12."""
TOES_UNKNOWN = 0.18
"""The same without toes (17 points): the line then begins at the ankle, which pressing toes hold 0.25 up. Of
knees on the floor only those with the shanks in the air are then told from a plank."""


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


def knees_over_floor(body: Body) -> Samples:
    """The near knee over the line from the foot to the lower one of elbow and wrist.

    The lower one of toes and ankle is the foot. On the feet 0.25 and more, with the knee on the floor 0.1 and
    less, below 0 where the shanks are in the air. A knee that is higher than `NEAR_FLOOR` over the arm is off
    the floor, however high its foot is: a leg that is raised. Toes that press on the floor count as
    `TOES_COUNT` more.
    """
    x, y = body.x[0], body.y[0]
    toes = y[FOOT] < y[ANKLE]
    foot = where(toes, x[FOOT], x[ANKLE]), where(toes, y[FOOT], y[ANKLE])
    on_elbow = y[ELBOW] < y[WRIST]
    arm = where(on_elbow, x[ELBOW], x[WRIST]), where(on_elbow, y[ELBOW], y[WRIST])
    share, length = signed_offset(foot, arm, (x[KNEE], y[KNEE]))
    raised = divide(y[KNEE] - arm[1], body.trunk_px) - NEAR_FLOOR
    over = divide(share * length, body.trunk_px)
    press = toes_over_ankles(body)
    over = where(press < TOES_PRESS, over + TOES_COUNT, where(is_nan(press), over + TOES_UNKNOWN, over))
    return maximum(over, raised)


def hips_over_knees(body: Body) -> Samples:
    """The near hip over the line from the knee to the lower one of elbow and wrist.

    In a plank on the knees 0.25 and more, lying on the belly half the depth of the pelvis, 0.1.
    """
    x, y = body.x[0], body.y[0]
    on_elbow = y[ELBOW] < y[WRIST]
    arm = where(on_elbow, x[ELBOW], x[WRIST]), where(on_elbow, y[ELBOW], y[WRIST])
    share, length = signed_offset((x[KNEE], y[KNEE]), arm, (x[HIP], y[HIP]))
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
