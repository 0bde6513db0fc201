"""Lifting from the floor."""

from __future__ import annotations

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Measured

MEASURED = Measured(
    exercise="lifting",
    shown_as={"lifting": None},
    columns=(
        Column("lumbar_deg", "events", "deg"),
        Column("trunk_pitch_deg", "events", "deg"),
        Column("hip_angle_deg", "events", "deg"),
    ),
    seen_from={"side": ("lumbar_round", "hands_far", "legs_straight", "too_fast")},
    whole=("legs_straight", "lumbar_round"),
    kin=("standing",),
    top_in="reaching_down",
    rest_in="standing",
    figures=("lumbar_deg", "trunk_pitch_deg"),
    seen={"lifting": (664, 672, 684, 696)},
    held_out={"lifting": (667, 673, 689, 697, 704, 705)},
)
