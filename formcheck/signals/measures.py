"""Angles and offsets of the canonical body that several exercises read; (T,) arrays, signs as in the contract."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.signals.body import (
    ELBOW,
    FOREARM,
    HIP,
    NECK,
    SHANK,
    SHOULDER,
    THIGH,
    TRUNK,
    UPPER_ARM,
    Body,
)
from formcheck.signals.vectors import direction_deg, signed_offset, wrap180, wrap360

Floats = NDArray[np.float64]


def trunk_pitch_deg(body: Body) -> Floats:
    """Elevation of mid-hip -> mid-shoulder above the picture's horizontal, + head up.

    The one place where near and far are averaged: lifting one arm moves that shoulder by up to 5 degrees of
    pitch and the other one the opposite way; the mean stays within 1 degree (benchmarks/accuracy).
    """
    dx = (body.x[0, SHOULDER] + body.x[1, SHOULDER]) - (body.x[0, HIP] + body.x[1, HIP])
    dy = (body.y[0, SHOULDER] + body.y[1, SHOULDER]) - (body.y[0, HIP] + body.y[1, HIP])
    return direction_deg(dx, dy)


def line_deg(body: Body, start: int, end: int) -> Floats:
    """Elevation of the line between two near-side points above the horizontal, -180..180."""
    return direction_deg(
        body.x[0, end] - body.x[0, start], body.y[0, end] - body.y[0, start]
    )


def offset_below(body: Body, tail: int, point: int) -> Floats:
    """Signed distance of a near-side point from the line tail -> shoulder over its length, + towards the floor."""
    return -signed_offset(body.point(tail), body.point(SHOULDER), body.point(point))[0]


def hip_angle_deg(body: Body, far: bool = False) -> Floats:
    """Shoulder-hip-knee, 180 straight, below when the hip is flexed."""
    bend = wrap180(body.angle[int(far), THIGH] - body.angle[int(far), TRUNK] - 180.0)
    return wrap360(180.0 - (bend if body.belly_down else -bend))


def knee_angle_deg(body: Body, far: bool = False) -> Floats:
    """Hip-knee-ankle, 180 straight, below when the knee is bent."""
    return body.flexion_deg(THIGH, SHANK, ventral=False, far=far)


def elbow_angle_deg(body: Body, far: bool = False) -> Floats:
    """Shoulder-elbow-wrist, 180 straight, below when the elbow is bent."""
    return body.flexion_deg(UPPER_ARM, FOREARM, ventral=True, far=far)


def upper_arm_deg(body: Body) -> Floats:
    """Upper arm from the vertical, 0 hanging down, + elbow towards the head."""
    return wrap180(body.angle[0, UPPER_ARM] + 90.0)


def head_angle_deg(body: Body) -> Floats:
    """Ear seen from the shoulder against the trunk's direction, 0 in line, + towards the back (chin up)."""
    turn = wrap180(body.angle[0, NECK] - body.angle[0, TRUNK])
    return turn if body.belly_down else -turn


def upper_arm_drop(body: Body) -> tuple[Floats, Floats]:
    """(vertical distance shoulder above elbow, length of the upper arm), both in torso lengths."""
    dx = body.x[0, SHOULDER] - body.x[0, ELBOW]
    dy = body.y[0, SHOULDER] - body.y[0, ELBOW]
    return dy / body.trunk_px, np.sqrt(dx * dx + dy * dy) / body.trunk_px
