"""Stick figures that lie: the prone back extension and the dead bug. Lengths in torso lengths."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from formcheck.signals.back_on_mat import DEG_PER_TORSO
from tests.support.stick_figures import FAR, Figure, Floats, Points, by, figure, joint, polar
from tests.support.stick_postures import FOREARM, NECK, SHANK, THIGH, UPPER_ARM

HIP = by(1.6, 0.2)
ARM = 0.98 * (UPPER_ARM + FOREARM)
RISE = 0.111
"""Of the figures' parabola between buttock and ribs, where its slope at the ends is 1 (see `parabola`)."""


def _of(time: Floats, *values: ArrayLike) -> list[Floats]:
    return [np.broadcast_to(np.asarray(value, np.float64), time.shape) for value in values]


def prone_lift(
    time: Floats, *, chest_deg: ArrayLike = 0.0, near_leg_deg: ArrayLike = 0.0, far_leg_deg: ArrayLike = 0.0,
    head_deg: ArrayLike = 0.0, knee_deg: ArrayLike = 180.0, hips: ArrayLike = 0.0, arms_by: bool = False,
) -> Figure:  # fmt: skip
    """Flat on the belly with the arms beside the head (or the body), chest and legs lifted.

    Args:
        time: (T,).
        chest_deg, near_leg_deg, far_leg_deg: how far the trunk's line and either leg are above where they
            rest.
        head_deg: thrown back (+) against the trunk.
        knee_deg: of both knees, 180 straight; the shin goes up.
        hips: how far the hips are off the mat.
    """
    chest, head, knee, up = _of(time, chest_deg, head_deg, knee_deg, hips)
    hip = HIP + np.stack((np.zeros(len(time)), up), axis=-1)
    shoulder = hip + polar(2.0 + chest, 1.0)
    ear = shoulder + polar(2.0 + chest - 15.0 + head, NECK)
    arm = polar(176.0, ARM) if arms_by else polar(np.minimum(-6.0 + chest, 4.0), ARM)
    wrist = shoulder + arm
    sides: list[Points] = []
    for leg_deg in _of(time, near_leg_deg, far_leg_deg):
        thigh = 180.0 - leg_deg
        at_knee = hip + polar(thigh, THIGH)
        ankle = at_knee + polar(thigh - (180.0 - knee), SHANK)
        sides.append(
            {
                "hip": hip, "shoulder": shoulder, "elbow": (shoulder + wrist) / 2, "wrist": wrist,
                "ear": ear, "nose": ear + polar(chest + head - 90.0, 0.1), "knee": at_knee, "ankle": ankle,
                "heel": ankle + by(-0.03, 0.08), "foot": ankle + by(-0.22, -0.10),
            }
        )  # fmt: skip
    far = {name: place + FAR for name, place in sides[1].items()}
    return figure(time, sides[0], far, 0.0, 0.0)


def dead_bug(
    time: Floats, *, near_arm: ArrayLike = 0.0, far_arm: ArrayLike = 0.0, near_leg: ArrayLike = 0.0,
    far_leg: ArrayLike = 0.0, hollow_deg: ArrayLike = 0.0, drift_deg: ArrayLike = 0.0,
    leg_low_deg: float = 20.0,
) -> Figure:  # fmt: skip
    """On the back, arms and knees up; limbs that are reached out go towards the floor.

    Args:
        time: (T,).
        near_arm, far_arm, near_leg, far_leg: 0 = up, 1 = reached out.
        hollow_deg: how far the lower back has left the mat, as `BackOnMat` reads it.
        drift_deg: how far the thigh that stays has sunk.
        leg_low_deg: height of the leg over the floor when reached out.
    """
    drift = _of(time, drift_deg)[0]
    hip = np.broadcast_to(HIP, (len(time), 2))
    shoulder = hip + polar(0.0, 1.0)
    ear = shoulder + polar(12.0, NECK)
    sides: list[Points] = []
    for arm, leg in zip(_of(time, near_arm, far_arm), _of(time, near_leg, far_leg), strict=True):
        wrist = shoulder + polar(88.0 - 75.0 * arm, ARM)
        up = 90.0 + (leg_low_deg - 90.0) * leg - drift * (1.0 - leg)
        knee = hip + polar(180.0 - up, THIGH)
        bend = 90.0 + (5.0 - 90.0) * leg
        ankle = knee + polar(180.0 - up + bend, SHANK)
        sides.append(
            {
                "hip": hip, "shoulder": shoulder, "elbow": joint(shoulder, wrist, UPPER_ARM, FOREARM, True),
                "wrist": wrist, "ear": ear, "nose": ear + by(0.02, 0.12), "knee": knee, "ankle": ankle,
                "heel": ankle + by(-0.03, -0.08), "foot": ankle + by(-0.05, 0.2),
            }
        )  # fmt: skip
    far = {name: place + FAR for name, place in sides[1].items()}
    turn = 2 * np.degrees(np.arctan(np.asarray(hollow_deg, np.float64) / DEG_PER_TORSO / RISE))
    return figure(time, sides[0], far, -turn, 0.0)
