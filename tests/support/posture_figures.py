"""Stick figures in postures that are no exercise, or of which no exercise's own tests have one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from tests.support.knee_postures import kneeling_plank
from tests.support.stick_figures import Figure, Floats, Points, Scene, by, figure
from tests.support.stick_postures import (
    Bridge,
    bird_dog,
    bird_dog_front,
    leg_up,
    plank,
    push_up,
    reverse_plank,
)


def _body(time: Floats, near: dict[str, tuple[float, float]], face: tuple[float, float]) -> Figure:
    points: Points = {name: np.array(place) for name, place in near.items()}
    points["nose"] = points["ear"] + by(*face)
    points["heel"] = points["ankle"] + by(-0.05, 0.0)
    return figure(time, points, None, 0.0, 0.0)


def standing(time: Floats) -> Figure:
    """Upright, arms hanging, looking to the right."""
    return _body(
        time,
        {
            "ear": (1.0, 3.1), "shoulder": (1.0, 2.75), "elbow": (1.0, 2.15), "wrist": (1.05, 1.65),
            "hip": (1.0, 1.75), "knee": (1.0, 0.9), "ankle": (1.0, 0.05), "foot": (1.2, 0.0),
        },
        (0.15, 0.0),
    )  # fmt: skip


def kneeling(time: Floats) -> Figure:
    """Upright on both knees."""
    return _body(
        time,
        {
            "ear": (1.0, 2.25), "shoulder": (1.0, 1.9), "elbow": (1.0, 1.3), "wrist": (1.05, 0.8),
            "hip": (1.0, 0.9), "knee": (1.0, 0.05), "ankle": (0.15, 0.05), "foot": (-0.05, 0.0),
        },
        (0.15, 0.0),
    )  # fmt: skip


def sitting(time: Floats) -> Figure:
    """Upright on a chair, hands on the thighs, looking to the right."""
    return _body(
        time,
        {
            "ear": (1.02, 2.25), "shoulder": (1.0, 1.9), "elbow": (1.05, 1.3), "wrist": (1.5, 1.05),
            "hip": (1.0, 0.9), "knee": (1.85, 0.9), "ankle": (1.8, 0.05), "foot": (2.0, 0.0),
        },
        (0.15, 0.0),
    )  # fmt: skip


def squatting(time: Floats) -> Figure:
    """A deep squat, the trunk bent forwards, the weight over the feet."""
    return _body(
        time,
        {
            "ear": (1.85, 1.8), "shoulder": (1.7, 1.55), "elbow": (2.1, 1.3), "wrist": (2.5, 1.4),
            "hip": (1.0, 0.85), "knee": (1.8, 0.78), "ankle": (1.35, 0.05), "foot": (1.6, 0.0),
        },
        (0.15, -0.02),
    )  # fmt: skip


def prone(time: Floats) -> Figure:
    """Flat on the belly, hands under the forehead."""
    return _body(
        time,
        {
            "ear": (2.5, 0.25), "shoulder": (2.2, 0.18), "elbow": (2.4, 0.05), "wrist": (2.6, 0.08),
            "hip": (1.2, 0.2), "knee": (0.4, 0.12), "ankle": (-0.4, 0.15), "foot": (-0.55, 0.02),
        },
        (0.05, -0.12),
    )  # fmt: skip


def supine(time: Floats) -> Figure:
    """Flat on the back."""
    return Bridge().flat(time)


def side_plank(time: Floats, drop: ArrayLike = 0.0) -> Figure:
    """On one forearm, chest to the camera or away from it; the near side's landmarks are those below.

    Args:
        time: (T,).
        drop: how far the pelvis has come down, torso lengths.
    """
    low = np.stack(np.broadcast_arrays(0.0, -np.asarray(drop, np.float64) * np.ones(len(time))), axis=-1)
    below = {
        "shoulder": by(2.3, 0.62), "elbow": by(2.3, 0.02), "wrist": by(2.6, 0.02),
        "hip": by(1.35, 0.42) + low,
        "knee": by(0.6, 0.25), "ankle": by(-0.2, 0.08), "heel": by(-0.2, 0.0), "foot": by(-0.15, -0.05),
        "ear": by(2.7, 1.05), "nose": by(2.72, 1.0),
    }  # fmt: skip
    above = {
        **below, "shoulder": by(2.2, 1.27), "elbow": by(1.8, 1.1), "wrist": by(1.4, 0.85),
        "hip": by(1.3, 0.76) + low, "knee": by(0.55, 0.4), "ankle": by(-0.2, 0.2), "ear": by(2.7, 1.1),
    }  # fmt: skip
    return figure(time, below, above, 0.0, 0.0)


def cat_camel(time: Floats, period_s: float = 6.0) -> Figure:
    """On hands and knees, the back rounding and hollowing by 30 degrees each way."""
    return bird_dog(time, back_deg=30 * np.sin(2 * np.pi * time / period_s))


def bridge(share: float) -> Callable[[Floats], Figure]:
    """Hook-lying (0) to hips on the line (1)."""
    body = Bridge()
    return lambda time: body(time, offset=body.lying * (1 - share))


SIDE, TALL = Scene(), Scene(unit_px=100.0, origin=(200.0, 420.0))
FRONT = Scene(unit_px=110.0, near="left")

POSED: dict[str, tuple[str, Callable[[Floats], Figure], Scene]] = {
    "standing": ("standing", standing, TALL),
    "sitting on a chair": ("sitting", sitting, TALL),
    "squatting": ("other", squatting, TALL),
    "kneeling": ("kneeling", kneeling, TALL),
    "plank": ("plank", plank, SIDE),
    "sagging plank": ("plank", lambda t: plank(t, offset=0.09), SIDE),
    "high hips": ("plank", lambda t: plank(t, offset=-0.12), SIDE),
    "kneeling plank": ("kneeling_plank", kneeling_plank, SIDE),
    "kneeling plank, feet up": ("kneeling_plank", lambda t: kneeling_plank(t, shank_deg=75.0), SIDE),
    "reverse plank": ("other", reverse_plank, SIDE),
    "bottom of a push-up": ("other", push_up, SIDE),
    "plank with a leg up": ("other", leg_up, SIDE),
    "side plank": ("side_plank", side_plank, SIDE),
    "side plank, pelvis low": ("side_plank", lambda t: side_plank(t, drop=0.1), SIDE),
    "resting on the side": ("other", lambda t: side_plank(t, drop=0.3), SIDE),
    "hook-lying": ("bridge_lying", bridge(0.0), SIDE),
    "bridge": ("bridge_lifted", bridge(1.0), SIDE),
    "low bridge": ("bridge_lifted", bridge(0.7), SIDE),
    "all fours": ("quadruped", bird_dog, SIDE),
    "all fours from front": ("quadruped", bird_dog_front, FRONT),
    "bird-dog": ("bird_dog", lambda t: bird_dog(t, far_arm=1.0, near_leg=1.0), SIDE),
    "bird-dog, leg low": (
        "bird_dog",
        lambda t: bird_dog(t, far_arm=1.0, near_leg=1.0, leg_top_deg=-20),
        SIDE,
    ),
    "bird-dog from front": ("bird_dog", lambda t: bird_dog_front(t, left_arm=1.0, right_leg=1.0), FRONT),
    "supine": ("supine", supine, SIDE),
    "prone": ("prone", prone, SIDE),
}
"""Name -> (posture, figure, scene); a side plank is left or right after the landmarks below."""
