"""The dead bug: the limbs against the trunk, the lower back against where it lies at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy.columns import Column, SignalTarget
from benchmarks.accuracy.exercises.base import Floats, Measured

if TYPE_CHECKING:
    from benchmarks.accuracy.true_signals import TrueSignals


def _lower(true: TrueSignals, limb: str) -> Floats:
    """Of both sides the limb that is nearer to the floor, against the trunk's line."""
    pitch = true.truth.arrays["trunk_pitch_deg"]
    turn = -pitch if limb == "arm" else pitch
    left, right = (true.truth.arrays[f"{side}_{limb}_deg"] + turn for side in ("left", "right"))
    return np.asarray(np.minimum(left, right))


def _arm(true: TrueSignals) -> Floats:
    return _lower(true, "arm")


def _leg(true: TrueSignals) -> Floats:
    return _lower(true, "thigh")


def _staying(true: TrueSignals) -> Floats:
    """Shoulder-hip-knee of the leg that stays up."""
    pitch = true.truth.arrays["trunk_pitch_deg"]
    thighs = [true.truth.arrays[f"{side}_thigh_deg"] for side in ("left", "right")]
    return np.asarray(180.0 - np.maximum(*thighs) - pitch)


MEASURED = Measured(
    "dead-bug",
    {"dead_bug": None},
    columns=(
        Column("lumbar_deg", "events", "deg"),
        Column("leg_over_trunk_deg", "tops", "deg"),
        Column("arm_over_trunk_deg", "tops", "deg"),
        Column("hip_angle_deg", "tops", "deg"),
    ),
    true={"leg_over_trunk_deg": _leg, "arm_over_trunk_deg": _arm, "hip_angle_deg": _staying},
    named_as={"hyperextension": ("lumbar_hollow",), "knee_drift": ("knee_angle",)},
    seen_from={"side": ("hyperextension", "knee_drift", "same_side", "too_fast")},
    whole=("too_fast", "same_side"),
    at_the_top=("knee_drift",),
    held_in="dead_bug",
    targets=(SignalTarget("dead-bug", "lumbar_deg", "events", 6.0),),
    figures=("leg_over_trunk_deg", "hip_angle_deg"),
    seen={"dead_bug": (502, 505, 506, 509)},
)
