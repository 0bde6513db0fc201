"""Stick figures of the easier planks, on the knees."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tests.support.stick_figures import Figure, Floats, by, figure, polar
from tests.support.stick_postures import FOREARM, SHANK, THIGH, UPPER_ARM, _head, _over

LENGTH = 1.0 + THIGH
HIP_SHARE = THIGH / LENGTH


def kneeling_plank(
    time: Floats, *, offset: ArrayLike = 0.0, upper_arm_deg: ArrayLike = 0.0, head_deg: ArrayLike = 0.0,
    sink: ArrayLike = 0.0, shank_deg: float = 0.0, line_deg: float = 18.0,
) -> Figure:  # fmt: skip
    """A forearm plank on the knees.

    Args:
        time: (T,).
        offset: hip below (+) or above (-) the shoulder-knee line, fraction of its length.
        upper_arm_deg: elbow on the floor in front of (+) or behind the shoulder.
        head_deg: chin up (+) or down against the trunk's direction.
        sink: how far the shoulders have sunk, fraction of the upper arm.
        shank_deg: how far the lower legs are lifted off the floor.
        line_deg: slope of the body.
    """
    offset, sink, lean = _over(time, offset, sink, upper_arm_deg)
    knee = np.broadcast_to([0.85, 0.08], (len(time), 2))
    high = knee + polar(line_deg, LENGTH)
    shoulder = high - np.stack((np.zeros(len(time)), sink * UPPER_ARM), axis=-1)
    elbow = high + UPPER_ARM * np.stack((np.tan(np.radians(lean)), -np.ones(len(time))), axis=-1)
    line = shoulder - knee
    hip = knee + HIP_SHARE * line - offset[:, None] * np.stack((-line[:, 1], line[:, 0]), axis=-1)
    trunk = shoulder - hip
    trunk_deg = np.degrees(np.arctan2(trunk[:, 1], trunk[:, 0]))
    ankle = knee + polar(180.0 - shank_deg, SHANK)
    near = {
        "shoulder": shoulder, "elbow": elbow, "wrist": elbow + by(FOREARM, 0.0), "hip": hip, "knee": knee,
        "ankle": ankle, "heel": ankle + by(-0.05, 0.08), "foot": ankle + polar(200.0 - shank_deg, 0.25),
        **_head(shoulder, trunk_deg + np.asarray(head_deg), -90.0),
    }  # fmt: skip
    return figure(time, near, None, 0.0, 0.0)
