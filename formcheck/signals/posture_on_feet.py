"""Bent down on both feet, the hands low: lifting from the floor."""

from __future__ import annotations

import numpy as np

from formcheck.signals.posture_geometry import ANKLE, HIP, KNEE, SHOULDER, WRIST, Floats, Heights
from formcheck.signals.posture_ramps import Ramp, ramp
from formcheck.signals.posture_ramps import weakest as _all

BELOW_KNEES: Ramp = (0.25, 0.05)
"""The higher wrist over the knees: the middle of the hand is 0.16 (8 cm) lower, so that it is below them from
0.1 on; hands on the thighs or hanging are 0.2 and more over them."""
BY_FEET: Ramp = (1.3, 1.05)
"""Between hands and ankles along the floor: 0.5 at a box before the toes, 0.95 at one far away; on all fours
and in a downward dog 1.5."""
HIPS_UP: Ramp = (0.3, 0.45)
"""Hip over ankle: 0.6 in a deep squat, 0.1 sitting on the heels."""
OVER_FEET: Ramp = (0.7, 0.5)
"""Middle of the trunk from the ankles: up to 0.35 before them in a stoop, 0.6 behind them on a chair."""
NOT_UNDER: Ramp = (-0.45, -0.2)
"""Shoulders over hips: level in a stoop; further down the head hangs to the floor, as in a forward bend."""


def reaches_down(body: Heights, shank_lies: Floats) -> Floats:
    """(T,) on both feet, the hands below the knees, the weight over the feet.

    Somebody who gets up from a chair or down to the floor passes through it; what is a lift and what is not,
    `formcheck.scoring.passages` tells by what comes before and after.

    Args:
        body: heights of T frames.
        shank_lies: (2, T) how far each shank lies on the floor.
    """
    ankle_x = body.x[:, ANKLE].sum(axis=0) / 2
    hand = (body.y[:, WRIST] - body.y[:, KNEE]).max(axis=0)
    apart = np.abs(body.x[:, WRIST].sum(axis=0) / 2 - ankle_x)
    trunk = np.abs((body.x[:, SHOULDER] + body.x[:, HIP]).sum(axis=0) / 4 - ankle_x)
    return _all(
        1.0 - shank_lies.max(axis=0),
        ramp(hand, BELOW_KNEES),
        ramp(apart, BY_FEET),
        ramp(body.over(HIP, ANKLE).min(axis=0), HIPS_UP),
        ramp(body.trunk_rise, NOT_UNDER),
        ramp(trunk, OVER_FEET),
    )
