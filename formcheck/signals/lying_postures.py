"""Two postures of lying: the chest or legs lifted off the mat, prone; arms and knees in the air, supine.

Limits as in `posture`: heights in torso lengths, with the human measure that sets them.
"""

from __future__ import annotations

import numpy as np

from formcheck.signals.posture_geometry import ANKLE, ELBOW, HIP, KNEE, SHOULDER, WRIST, Floats, Heights
from formcheck.signals.posture_ramps import Ramp, ramp, weakest

HANDS_BEHIND: Ramp = (0.35, 0.55)
"""A hand from its shoulder towards the hips: 0.3 under a bent elbow, 1.0 beside the hip, where it carries
none of the chest if the hip lies as low."""
CARRIED: Ramp = (0.45, 0.3)
"""Shoulder over the hand or elbow that may carry it: 0.5 propped on the forearms, 0.2 at most lying."""
BESIDE: Ramp = (0.3, 0.2)
"""The same of hip and hand: 0.15 lying, 0.37 at the bottom of a push-up."""
LEVEL_SHOULDERS: Ramp = (0.45, 0.35)
"""One shoulder over the other: on the belly 0.33 at most, obliquely from above; on the side 0.47 to 0.58
(real people)."""
TRUNK: Ramp = (0.7, 0.55)
"""Shoulders over hips: trunk at 44 and 33 degrees; nobody lifts the chest so far without the arms."""
HIP_LOW: Ramp = (-0.06, -0.10)
"""Hip over the line shoulder-ankle, which a camera's roll leaves as it is: lying flat -0.04 to 0.03, with
chest and legs lifted by 6 degrees -0.2."""
LEGS_LIE: Ramp = (-0.28, -0.18)
"""Knee over hip: on all fours and in a plank below."""
LEGS_NOT_HIGH: Ramp = (0.6, 0.45)
STRAIGHT: Ramp = (0.17, 0.5)
"""Cosine of a turn of 80 and 60 degrees at the hip: trunk and legs that are both lifted far bend it by 55."""
LIES: Ramp = (0.35, 0.22)
"""Shoulders over hips of somebody on the back: trunk at 20 and 13 degrees. A crunch lifts them further."""
ARM_UP: Ramp = (0.5, 0.75)
"""Hand over its shoulder: an arm (1.1) at 27 and at 43 degrees over the floor."""
THIGH_UP: Ramp = (0.45, 0.6)
"""Knee over its hip: a thigh (0.85) at 32 and at 45 degrees."""
FOOT_UP: Ramp = (0.3, 0.5)
"""Ankle over its hip, of that leg: 0.85 with the shin level, 0.0 with the foot on the floor."""


def prone_lifted(body: Heights, belly_up: Floats) -> Floats:
    """(T,) lying on the belly with the chest or a leg off the floor, not carried by the arms.

    Args:
        body: T frames.
        belly_up: (T,) from 0, the front of the body faces the floor, to 1.
    """
    towards_head = np.sign(body.x[0, SHOULDER] + body.x[1, SHOULDER] - body.x[0, HIP] - body.x[1, HIP])
    low = np.minimum(body.y[:, ELBOW], body.y[:, WRIST])
    behind = ramp((body.x[:, SHOULDER] - body.x[:, WRIST]) * towards_head, HANDS_BEHIND)
    beside = np.minimum(ramp(body.y[:, HIP] - low, BESIDE), behind)
    free = np.maximum(ramp(body.y[:, SHOULDER] - low, CARRIED), beside).min(axis=0)
    legs = body.over(KNEE, HIP)
    lifted = ramp(body.floor_line(SHOULDER, ANKLE, HIP).min(axis=0), HIP_LOW)
    return weakest(
        ramp(np.abs(body.trunk_rise), TRUNK),
        1.0 - belly_up,
        ramp(np.abs(body.y[0, SHOULDER] - body.y[1, SHOULDER]), LEVEL_SHOULDERS),
        free,
        ramp(legs.min(axis=0), LEGS_LIE),
        ramp(legs.max(axis=0), LEGS_NOT_HIGH),
        ramp(body.hip_line.min(axis=0), STRAIGHT),
        lifted,
    )


def dead_bug(body: Heights, belly_up: Floats) -> Floats:
    """(T,) lying on the back with an arm and a bent leg in the air; what the others do does not matter.

    Args:
        body: T frames.
        belly_up: as of `prone_lifted`.
    """
    arm = ramp(body.over(WRIST, SHOULDER), ARM_UP).max(axis=0)
    leg = np.minimum(ramp(body.over(KNEE, HIP), THIGH_UP), ramp(body.over(ANKLE, HIP), FOOT_UP)).max(axis=0)
    return weakest(ramp(np.abs(body.trunk_rise), LIES), belly_up, arm, leg)
