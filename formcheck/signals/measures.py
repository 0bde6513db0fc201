"""Angles and offsets of the canonical body that several exercises read; signs as in the contract."""

from __future__ import annotations

import math

from formcheck.signals.body import (
    ANKLE,
    ARM,
    EAR,
    ELBOW,
    FOREARM,
    HIP,
    KNEE,
    NECK,
    SHANK,
    SHOULDER,
    THIGH,
    TRUNK,
    UPPER_ARM,
    Body,
)
from formcheck.signals.head import short_neck
from formcheck.signals.samples import Samples, divide, magnitude, sqrt, where
from formcheck.signals.vectors import DEG, signed_offset, wrap180, wrap360

ALONG_PER_DEG = 0.018
"""Torso lengths by which the four pairs together appear apart for each degree: planks and bridges turned by
0, 15, 20, 25, 30 and 40 degrees read 4, 10, 16, 22, 30 and 50, towards the feet 20 and 30 read 12 and 30."""
FLAT_DEG = 40.0
"""A forearm this near to the horizontal lies on the floor: it reads up to 20 degrees there (cameras look down
a little), 60 to 90 above a hand."""


def trunk_pitch_deg(body: Body) -> Samples:
    """Elevation of mid-hip -> mid-shoulder above the picture's horizontal, + head up.

    The one place where near and far are averaged: lifting one arm moves that shoulder by up to 5 degrees of
    pitch and the other one the opposite way; the mean stays within 1 degree (benchmarks/accuracy).
    """
    return body.pitch_deg


def line_slope(body: Body, start: int, end: int) -> Samples:
    """Rise over run of the line between two near-side points: the tangent of its elevation, unsigned."""
    dx = body.x[0][end] - body.x[0][start]
    dy = body.y[0][end] - body.y[0][start]
    return magnitude(divide(dy, dx))


def height_above(body: Body, point: int, base: int) -> Samples:
    """How high a near-side point stands above another one, in torso lengths, level camera or not."""
    dx, dy = body.x[0][point] - body.x[0][base], body.y[0][point] - body.y[0][base]
    if isinstance(body.tilt_deg, float) and body.tilt_deg == 0.0:
        return divide(dy, body.trunk_px)
    # Small tilts only: sine and cosine by their first terms, which are the same bits for one frame and many.
    turn = body.tilt_deg / DEG
    return divide(dy * (1.0 - turn * turn / 2.0) - dx * turn, body.trunk_px)


def sine_above(body: Body, point: int, start: int, end: int) -> Samples:
    """Sine of the angle at `start` by which a near-side point rises above the line start -> end.

    The line runs towards the feet. Does not depend on the camera's roll.
    """
    x, y = body.x[0], body.y[0]
    ax, ay, bx, by = x[end] - x[start], y[end] - y[start], x[point] - x[start], y[point] - y[start]
    return divide(ay * bx - ax * by, sqrt((ax * ax + ay * ay) * (bx * bx + by * by)))


def offset_below(body: Body, tail: int, point: int) -> Samples:
    """Signed distance of a near-side point from the line tail -> shoulder over its length, + towards the
    floor.
    """
    return -signed_offset(body.point(tail), body.point(SHOULDER), body.point(point))[0]


def hip_angle_deg(body: Body, side: int = 0) -> Samples:
    """Shoulder-hip-knee, 180 straight, below when the hip is flexed."""
    bend = wrap180(body.angle[side][THIGH] - body.angle[side][TRUNK] - 180.0)
    return wrap360(180.0 - bend if body.belly_down else 180.0 + bend)


def knee_angle_deg(body: Body, side: int = 0) -> Samples:
    """Hip-knee-ankle, 180 straight, below when the knee is bent."""
    return body.flexion_deg(THIGH, SHANK, False, side)


def elbow_angle_deg(body: Body, side: int = 0) -> Samples:
    """Shoulder-elbow-wrist, 180 straight, below when the elbow is bent."""
    return body.flexion_deg(UPPER_ARM, FOREARM, True, side)


def yaw_deg(body: Body) -> Samples:
    """How far the camera is turned towards the head (+) or the feet from straight beside somebody who lies.

    Read from how far the joints of the far side appear from those of the near side along the picture's
    horizontal, added up over shoulders, hips, knees and ankles: meant for legs that are side by side.
    """
    x = body.x
    along: Samples = 0.0
    for point in (SHOULDER, HIP, KNEE, ANKLE):
        along = along + (x[1][point] - x[0][point])
    return divide(along, body.trunk_px) / ALONG_PER_DEG


def support_deg(body: Body) -> Samples:
    """From the shoulder to what carries it, from the vertical: 0 straight below, + towards the head.

    On the forearms the elbow carries; a forearm that stands steep rests on its hand, and then a bent elbow is
    no displaced support.
    """
    on_the_hand = magnitude(magnitude(body.angle[0][FOREARM]) - 90.0) < 90.0 - FLAT_DEG
    return wrap180(where(on_the_hand, body.angle[0][ARM], body.angle[0][UPPER_ARM]) + 90.0)


def head_angle_deg(body: Body) -> Samples:
    """Ear seen from the shoulder against the trunk's direction, 0 in line, + towards the back (chin up); NaN
    where the two are too near to tell.
    """
    x, y = body.x[0], body.y[0]
    near = short_neck(x[EAR] - x[SHOULDER], y[EAR] - y[SHOULDER], body.trunk_px)
    return where(near, math.nan, neck_deg(body))


def neck_deg(body: Body) -> Samples:
    """`head_angle_deg` however near the two are: for the rhythm of a movement, not for its size."""
    turn = wrap180(body.angle[0][NECK] - body.angle[0][TRUNK])
    return turn if body.belly_down else -turn


def upper_arm_drop(body: Body) -> tuple[Samples, Samples]:
    """(vertical distance shoulder above elbow, length of the upper arm), both in torso lengths."""
    dx = body.x[0][SHOULDER] - body.x[0][ELBOW]
    dy = body.y[0][SHOULDER] - body.y[0][ELBOW]
    return height_above(body, SHOULDER, ELBOW), divide(sqrt(dx * dx + dy * dy), body.trunk_px)
