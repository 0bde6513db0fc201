"""Stick figures that do something else than an exercise, by a quantity that leads from one to the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from tests.support.stick_figures import Figure, Floats, Points, by, figure, script
from tests.support.stick_postures import FOREARM, Bridge, bird_dog, plank, side_plank

LIFTS = ((0.0, 0.0), (1.5, 0.0), (2.5, 1.0), (4.5, 1.0), (5.5, 0.0), (8.0, 0.0))
"""(seconds, share) of a lift of the hips."""


def _up(values: ArrayLike, time: Floats) -> Floats:
    """(T, 2) that much upwards."""
    (height,) = np.broadcast_arrays(np.asarray(values, np.float64) + np.zeros(len(time)))
    return np.stack((np.zeros(len(time)), height), axis=-1)


def _moved(points: Points, names: tuple[str, ...], way: Floats) -> Points:
    return {**points, **{name: points[name] + way for name in names}}


def lift(time: Floats) -> Figure:
    """A good bridge: hips up and down once."""
    body = Bridge()
    return body(time, offset=body.lying * (1 - script(time, *LIFTS)))


def head_hangs(time: Floats, head: ArrayLike) -> Figure:
    """A lift with the ears this far over the shoulders."""
    body = lift(time)
    way = _up(np.asarray(head) - (body.near["ear"] - body.near["shoulder"])[..., 1], time)
    near, far = (_moved(points, ("ear", "nose"), way) for points in (body.near, body.far))
    return replace(body, near=near, far=far)


def arms_carry(time: Floats, arms: ArrayLike) -> Figure:
    """A lift with the shoulders this far over the hands."""
    body = lift(time)
    sides = []
    for points in (body.near, body.far):
        wrist = points["shoulder"] - _up(arms, time)
        sides.append({**points, "wrist": wrist, "elbow": (wrist + points["shoulder"]) / 2})
    return replace(body, near=sides[0], far=sides[1])


def one_leg_lift(time: Floats, ankles: ArrayLike = 1.0) -> Figure:
    """A lift with the far foot this far over the near one."""
    body = lift(time)
    rise = body.near["ankle"] - body.far["ankle"] + _up(ankles, time)
    return replace(body, far=_moved(body.far, ("ankle", "heel", "foot"), rise))


def on_a_step(time: Floats, height: ArrayLike) -> Figure:
    """A lift with the feet this far over the shoulders (-: the shoulders over the feet)."""
    body = lift(time)
    rise = body.near["shoulder"] - body.near["ankle"] + _up(height, time)
    legs = ("ankle", "heel", "foot", "knee", "hip")
    near, far = (_moved(points, legs, rise) for points in (body.near, body.far))
    return replace(body, near=near, far=far)


def wheel(time: Floats) -> Figure:
    """On hands and feet, belly up, the head hanging between the arms."""
    points = {
        "shoulder": by(1.9, 1.0), "elbow": by(2.0, 0.5), "wrist": by(2.1, 0.0), "hip": by(1.05, 1.45),
        "knee": by(0.35, 0.85), "ankle": by(0.2, 0.1), "heel": by(0.25, 0.05), "foot": by(0.0, 0.03),
        "ear": by(2.0, 0.77), "nose": by(2.1, 0.75),
    }  # fmt: skip
    return _still(time, points)


def reverse_table(time: Floats) -> Figure:
    """On hands and feet, belly up, knees at right angles, trunk level."""
    points = {
        "shoulder": by(2.1, 0.95), "elbow": by(2.15, 0.5), "wrist": by(2.1, 0.05), "hip": by(1.1, 0.9),
        "knee": by(0.28, 0.8), "ankle": by(0.25, 0.0), "heel": by(0.3, -0.04), "foot": by(0.05, -0.05),
        "ear": by(2.4, 0.95), "nose": by(2.42, 1.1),
    }  # fmt: skip
    return _still(time, points)


def cobra(time: Floats) -> Figure:
    """Prone, the chest pushed up on the hands, the feet flat."""
    points = {
        "shoulder": by(1.95, 0.85), "elbow": by(1.85, 0.35), "wrist": by(2.1, 0.0), "hip": by(1.2, 0.2),
        "knee": by(0.4, 0.12), "ankle": by(-0.45, 0.12), "heel": by(-0.5, 0.15), "foot": by(-0.7, 0.02),
        "ear": by(2.05, 1.2), "nose": by(2.2, 1.15),
    }  # fmt: skip
    return _still(time, points)


def sphinx(time: Floats) -> Figure:
    """Prone, propped on the forearms, the feet flat."""
    points = {
        "shoulder": by(2.05, 0.6), "elbow": by(2.1, 0.02), "wrist": by(2.6, 0.02), "hip": by(1.15, 0.2),
        "knee": by(0.35, 0.12), "ankle": by(-0.5, 0.12), "heel": by(-0.55, 0.15), "foot": by(-0.75, 0.02),
        "ear": by(2.25, 0.9), "nose": by(2.4, 0.82),
    }  # fmt: skip
    return _still(time, points)


def childs_pose(time: Floats) -> Figure:
    """Sitting on the heels, trunk on the thighs, arms ahead."""
    points = {
        "shoulder": by(1.3, 0.25), "elbow": by(1.7, 0.1), "wrist": by(2.2, 0.02), "hip": by(0.3, 0.4),
        "knee": by(1.0, 0.1), "ankle": by(0.2, 0.12), "heel": by(0.15, 0.2), "foot": by(0.0, 0.02),
        "ear": by(1.55, 0.15), "nose": by(1.55, 0.03),
    }  # fmt: skip
    return _still(time, points)


def crunches(time: Floats) -> Figure:
    """On the back with bent knees, the shoulders lifted by 16 degrees and laid down, again and again."""
    body = Bridge()(time, offset=Bridge().lying)
    angle = np.radians(16.0) * (0.5 - 0.5 * np.cos(2 * np.pi * time / 3.0)).round(3)
    sides = []
    for points in (body.near, body.far):
        hip, turned = points["hip"], dict(points)
        for name in ("shoulder", "elbow", "wrist", "ear", "nose"):
            x, y = (points[name] - hip)[..., 0], (points[name] - hip)[..., 1]
            cosine, sine = np.cos(angle), np.sin(angle)
            turned[name] = hip + np.stack((x * cosine - y * sine, x * sine + y * cosine), axis=-1)
        sides.append(turned)
    return replace(body, near=sides[0], far=sides[1])


def plank_with_an_arm_up(time: Floats, arm: ArrayLike = 0.0) -> Figure:
    """A plank on the hands, the far shoulder this far over its hand."""
    body = plank(time, line_deg=20.0, hand=(0.0, -FOREARM))
    wrist = body.far["shoulder"] + by(0.9, 0.0) - _up(arm, time)
    return replace(body, far={**body.far, "wrist": wrist, "elbow": (body.far["shoulder"] + wrist) / 2})


def downward_dog(time: Floats) -> Figure:
    """Hands and feet on the floor, hips high, the head hanging."""
    points = {
        "shoulder": by(2.0, 0.75), "elbow": by(2.35, 0.37), "wrist": by(2.7, 0.0), "hip": by(1.3, 1.45),
        "knee": by(0.9, 0.75), "ankle": by(0.5, 0.1), "heel": by(0.42, 0.05), "foot": by(0.65, 0.0),
        "ear": by(2.05, 0.5), "nose": by(1.95, 0.42),
    }  # fmt: skip
    return _still(time, points)


def knees_up(time: Floats, shank: ArrayLike = 0.8) -> Figure:
    """Hands and knees with the knees this far over the ankles, as bent over on the feet."""
    body = bird_dog(time)
    sides = [
        {**p, **{n: p[n] - p["ankle"] + p["knee"] - _up(shank, time) for n in ("ankle", "heel", "foot")}}
        for p in (body.near, body.far)
    ]
    return replace(body, near=sides[0], far=sides[1])


def leg_kicks(time: Floats, arm: float = 0.0) -> Figure:
    """On hands and knees, one leg up and down every four seconds, the other side's arm this far along."""
    share = np.clip(1.5 * np.sin(2 * np.pi * (time - 1.0) / 4.0), 0.0, 1.0) * (time > 1.0)
    return bird_dog(time, near_leg=share, far_arm=arm * share)


def side_plank_with_a_leg_up(time: Floats, ankles: ArrayLike = 1.0) -> Figure:
    """A side plank, the upper foot this far over the lower one."""
    body = side_plank(time)
    low, high = body.near, dict(body.far)
    rise = low["ankle"] - high["ankle"] + _up(ankles, time)
    return replace(body, far=_moved(high, ("ankle", "heel", "foot"), rise))


def _still(time: Floats, points: Points) -> Figure:

    return figure(time, points, None, 0.0, 0.0)
