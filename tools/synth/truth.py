"""The exact numbers of a posed frame, with the names and signs of the synthetic clips' README."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Posed
from tools.synth.exercises.registry import drawable_of
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.posture import PRONE, SUPINE
from tools.synth.rotations import UP, unit
from tools.synth.spine import lumbar_deg, trunk_orientation

Floats = NDArray[np.float64]

ON_THE_BACK = ("bridge", "drawing_in")
KNEE_LINE = ON_THE_BACK
"""Exercises whose hip is measured against the line to the knee instead of the ankle."""


def bend(upper: Floats, joint: Floats, lower: Floats, towards: Floats) -> tuple[float, float]:
    """Unfolded angle (deg) at `joint` and its signed distance from the line as a share of the line's length.

    180 and 0 = straight; more when the joint lies to the `towards` side of the line.
    """
    line = lower - upper
    length = float(np.linalg.norm(line))
    along = line / length
    out = unit(towards - along * (towards @ along))
    x, y = float((joint - upper) @ along), float((joint - upper) @ out)
    return 180 + float(np.degrees(np.arctan2(y, x) + np.arctan2(y, length - x))), y / length


def measure(figure: Figure, limbs: Limbs, posed: Posed, exercise: str) -> dict[str, Any]:
    """One value for every array of the truth but time and joints (which are added by the clip)."""
    joints = limbs.joints(posed)
    shoulder, hip, knee, ankle = (limbs.middle(posed, name) for name in ("shoulder", "hip", "knee", "ankle"))
    pelvis = posed.orientation[figure.index["root"]]
    added = drawable_of(exercise)
    on_side = exercise.startswith("side_plank") or (added is not None and added.on_side)
    on_the_back = exercise in ON_THE_BACK or (added is not None and added.on_the_back)
    knee_line = exercise in KNEE_LINE or (added is not None and added.knee_line)
    towards = -UP if on_side else pelvis[:, 2]
    ankle_deg, ankle_offset = bend(shoulder, hip, ankle, towards)
    knee_deg, knee_offset = bend(shoulder, hip, knee, towards)
    trunk = shoulder - hip
    if on_side:
        roll = pelvis_roll = -_elevation(pelvis[:, 2])
    else:
        pelvis_roll = _elevation(unit(joints["left_hip"] - joints["right_hip"]))
        roll = (pelvis_roll + _elevation(unit(joints["left_shoulder"] - joints["right_shoulder"]))) / 2
    left = (SUPINE if on_the_back else PRONE)[:, 0]
    result: dict[str, Any] = {
        "hip_offset_fraction": round(knee_offset if knee_line else ankle_offset, 4),
        "shoulder_hip_ankle_deg": round(ankle_deg, 2),
        "shoulder_hip_knee_deg": round(knee_deg, 2),
        "lumbar_deg": round(lumbar_deg(*trunk_orientation(figure, posed)), 2),
        "trunk_pitch_deg": round(float(np.degrees(np.arctan2(trunk[1], np.hypot(trunk[0], trunk[2])))), 2),
        "trunk_roll_deg": round(roll, 2),
        "pelvis_roll_deg": round(pelvis_roll, 2),
        "lateral_shift_m": None if on_side else round(float(hip @ left), 4),
    }
    if exercise == "drawing_in":
        result["belly_m"] = round(posed.belly_m, 5)
    if added is not None and added.measured is not None:
        result |= added.measured(figure, limbs, posed)
    return result


def neutral_standing(figure: Figure, limbs: Limbs) -> dict[str, float]:
    """What the angles read when this body stands at rest (not exactly 180)."""
    count = len(figure.bones)
    standing = Posed(np.tile(np.eye(3), (count, 1, 1)), figure.heads)
    plank, bridge = (measure(figure, limbs, standing, name) for name in ("plank", "bridge"))
    return {
        "shoulder_hip_ankle_deg": plank["shoulder_hip_ankle_deg"],
        "shoulder_hip_knee_deg": plank["shoulder_hip_knee_deg"],
        "hip_offset_fraction": plank["hip_offset_fraction"],
        "hip_offset_fraction_bridge": bridge["hip_offset_fraction"],
    }


def _elevation(direction: Floats) -> float:
    return float(np.degrees(np.arcsin(np.clip(direction[1], -1, 1))))
