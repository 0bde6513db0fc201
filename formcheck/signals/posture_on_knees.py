"""What tells postures on the knees: the line from shoulder to knee, the knees on the floor, the shanks."""

from __future__ import annotations

import numpy as np

from formcheck.signals.posture_geometry import (
    ANKLE,
    ELBOW,
    FOOT,
    HIP,
    KNEE,
    SHOULDER,
    WRIST,
    Floats,
    Heights,
    length,
)
from formcheck.signals.posture_ramps import Ramp, ramp, weakest
from formcheck.signals.stance import NEAR_FLOOR, TOES_COUNT, TOES_PRESS, TOES_UNKNOWN

KNEES_REST: Ramp = (0.23, 0.15)
"""Knee over the line from the foot to the arm: on the feet 0.30 and more on real people, 0.26 with a clear
sag (rendered); on the knees 0.09 (rendered) and 0.07 (one real), below 0 with the shanks in the air."""
HIPS_OVER_KNEES: Ramp = (0.09, 0.15)
"""Hip over the line from the knee to the arm, middle of both: 0.14 to 0.29 in a plank on the knees, 0.09
to 0.11 lying on the belly, propped on the forearms."""
SHANK_AWAY: Ramp = (0.75, 0.55)
"""Apparent shank over thigh: 0.9 to 1.1 of long legs; of knees bent to the back, away from the camera or
towards it, 0.13 to 0.17 is left (rendered)."""
PELVIS_OFF_KNEES: Ramp = (0.12, 0.18)
"""Lower hip over the line elbow-knee: resting on the side 0.08 to 0.14, lifted 0.21 to 0.26, dropped 0.16."""
KNEE_LEVEL: Ramp = (0.75, 0.6)
"""Rise of the line shoulder-knee over its length: 17 degrees on the forearms, 35 on the hands."""
HIP_OPEN: Ramp = (0.64, 0.82)
"""Cosine of a turn of 50 and of 35 degrees at the hip: on hands and knees it is 60 and more."""
HANGS: Ramp = (-0.28, -0.2)
"""Hip over the line from knee to shoulder: -0.12 with a sag of 14 degrees, -0.33 in a cobra (one real)."""
KNEE_TRUNK: Ramp = (0.66, 0.58)
"""Trunk at 41 and at 35 degrees: a plank on hands and knees rises by 35, a cobra (one real) by 46."""
SHANK_LEVEL: Ramp = (0.5, 0.3)
"""Ankle over knee: with the shank in the air the toes say nothing of where the belly is."""


def level(body: Heights) -> Floats:
    """(T,) the line from shoulder to knee is not steep."""
    dx, dy = body.x[:, KNEE] - body.x[:, SHOULDER], body.y[:, KNEE] - body.y[:, SHOULDER]
    return ramp(np.abs(dy / length(dx, dy)).min(axis=0), KNEE_LEVEL)


def line_to_knees(body: Heights) -> Floats:
    """(T,) shoulder, hip and knee are one line, off the floor and not steep."""
    elbow = body.y[:, ELBOW] < body.y[:, WRIST]
    over = np.where(elbow, body.floor_line(KNEE, ELBOW, HIP), body.floor_line(KNEE, WRIST, HIP))
    return weakest(
        level(body),
        ramp(body.hip_line.min(axis=0), HIP_OPEN),
        ramp((over[0] + over[1]) / 2, HIPS_OVER_KNEES),
        ramp(body.floor_line(KNEE, SHOULDER, HIP).mean(axis=0), HANGS),
        ramp(body.trunk_rise, KNEE_TRUNK),
    )


def shanks_level(body: Heights) -> Floats:
    """(T,) the shanks lie, so that the toes tell where the belly is."""
    return ramp(body.over(ANKLE, KNEE).min(axis=0), SHANK_LEVEL)


def shanks_away(body: Heights) -> Floats:
    """(T,) both shanks point away from the camera, or towards it."""
    return ramp(body.shank_share.max(axis=0), SHANK_AWAY)


def pelvis_off(body: Heights) -> Floats:
    """(T,) of somebody on the side, the lower hip is off the floor."""
    pelvis = ramp(body.floor_line(ELBOW, KNEE, HIP), PELVIS_OFF_KNEES)
    lower: Floats = np.where(body.y[0, SHOULDER] < body.y[1, SHOULDER], pelvis[0], pelvis[1])
    return lower


def knees_rest(body: Heights, toes: Floats) -> Floats:
    """(T,) both knees rest on the floor, as `stance.knees_over_floor` tells of the near one.

    Args:
        body: (T,) frames.
        toes: (T,) toes over ankles.
    """
    low = body.y[:, FOOT] < body.y[:, ANKLE]
    elbow = body.y[:, ELBOW] < body.y[:, WRIST]
    lines = [
        np.where(elbow, body.floor_line(foot, ELBOW, KNEE), body.floor_line(foot, WRIST, KNEE))
        for foot in (FOOT, ANKLE)
    ]
    over = np.where(low, *lines)
    over = over + np.where(toes < TOES_PRESS, TOES_COUNT, np.where(np.isnan(toes), TOES_UNKNOWN, 0.0))
    hand = np.minimum(body.y[:, ELBOW], body.y[:, WRIST])
    return ramp(np.maximum(over, body.y[:, KNEE] - hand - NEAR_FLOOR).max(axis=0), KNEES_REST)
