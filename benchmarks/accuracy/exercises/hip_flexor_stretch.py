"""Stretch of the hip flexors."""

from __future__ import annotations

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Measured

MEASURED = Measured(
    exercise="hip-flexor-stretch",
    shown_as={"hip_flexor_stretch": None},
    columns=(
        Column("lumbar_deg", "events", "deg"),
        Column("trunk_pitch_deg", "events", "deg"),
    ),
    seen_from={"side": ("pelvis_forward", "trunk_lean")},
    held_in="half_kneeling",
    figures=("trunk_pitch_deg",),
    seen={"hip_flexor_stretch": (511, 512, 513, 514)},
    held_out={"hip_flexor_stretch": (561, 562)},
)
