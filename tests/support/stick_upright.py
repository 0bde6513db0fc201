"""Stick figures that stand and sit: every angle of back, trunk and head is known.

Lengths in torso lengths; the figures face the side of the picture to which a lying body's head would point.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tests.support.stick_figures import Figure, Floats, Points, Scene, by, figure, polar

UPRIGHT = Scene(unit_px=116.0, origin=(220.0, 445.0), noise_px=0.2, seed=7)
SEATED = Scene(unit_px=120.0, origin=(200.0, 420.0), noise_px=0.2, seed=7)
HALF_STANCE, HALF_HIPS, HALF_SHOULDERS = 0.2, 0.17, 0.35
CENTRE = 0.12
"""Share of the trunk at which the body's centre lies, from the hips."""


def _head(shoulder: Floats, trunk_deg: Floats, head_deg: Floats) -> Points:
    ear = shoulder + polar(trunk_deg - head_deg, 0.3)
    return {"ear": ear, "nose": ear + polar(trunk_deg - head_deg - 90.0, 0.15)}


def _over(time: Floats, *values: ArrayLike) -> list[Floats]:
    return [np.broadcast_to(np.asarray(value, np.float64), time.shape) for value in values]


def standing(time: Floats, *, back_deg: ArrayLike = 0.0, head_deg: ArrayLike = 0.0) -> Figure:
    """Upright from the side, arms hanging a little before the body.

    Args:
        time: (T,).
        back_deg: turn of the back line from hip to shoulder, + rounded.
        head_deg: neck before the trunk's line.
    """
    head_deg, upright = _over(time, head_deg, 88.0)
    hip = np.broadcast_to(by(0.02, 1.72), (len(time), 2))
    shoulder = hip + polar(upright, 1.0)
    near = {
        "shoulder": shoulder, "elbow": shoulder + by(0.05, -0.6), "wrist": shoulder + by(0.2, -1.05),
        "hip": hip, "knee": by(0.03, 0.9), "ankle": by(0.0, 0.06), "heel": by(-0.1, 0.0),
        "foot": by(0.25, 0.0),
        **_head(shoulder, upright, head_deg),
    }  # fmt: skip
    return figure(time, near, None, back_deg, 0.0)


def sitting(
    time: Floats, *, back_deg: ArrayLike = 0.0, lean_deg: ArrayLike = 0.0, head_deg: ArrayLike = 0.0
) -> Figure:
    """On a chair from the side, hands on the thighs.

    Args:
        time: (T,).
        back_deg: as of `standing`.
        lean_deg: trunk forwards from the vertical.
        head_deg: neck before the trunk's line.
    """
    lean_deg, head_deg = _over(time, lean_deg, head_deg)
    hip = np.broadcast_to(by(0.0, 0.95), (len(time), 2))
    shoulder = hip + polar(90.0 - lean_deg, 1.0)
    near = {
        "shoulder": shoulder, "elbow": shoulder + by(0.1, -0.58), "wrist": by(0.5, 1.08),
        "hip": hip, "knee": by(0.85, 0.92), "ankle": by(0.82, 0.07), "heel": by(0.74, 0.0),
        "foot": by(1.07, 0.0),
        **_head(shoulder, 90.0 - lean_deg, head_deg),
    }  # fmt: skip
    return figure(time, near, None, back_deg, 0.0)


def standing_front(time: Floats, *, shift: ArrayLike = 0.0) -> Figure:
    """Upright, facing the camera; the scene's near side is that on the right of a picture that is not
    mirrored.

    Args:
        time: (T,).
        shift: weight towards the near side's foot, 1 over it.
    """
    (shift,) = _over(time, shift)
    aside = np.stack((shift * HALF_STANCE, np.zeros(len(time))), axis=-1)

    def side(sign: float) -> Points:
        shoulder = by(sign * HALF_SHOULDERS, 2.72) + aside
        return {
            "shoulder": shoulder, "elbow": shoulder + by(sign * 0.08, -0.58),
            "wrist": shoulder + by(sign * 0.1, -1.05),
            "hip": by(sign * HALF_HIPS, 1.72) + aside,
            "knee": by(sign * 0.19, 0.9) + aside / 2, "ankle": by(sign * HALF_STANCE, 0.06),
            "heel": by(sign * HALF_STANCE, 0.02), "foot": by(sign * (HALF_STANCE + 0.03), 0.0),
            "ear": by(sign * 0.14, 3.05) + aside, "nose": by(0.0, 3.05) + aside,
        }  # fmt: skip

    return figure(time, side(1.0), side(-1.0), 0.0, 0.0)
