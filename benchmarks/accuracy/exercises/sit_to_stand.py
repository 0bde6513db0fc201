"""Sitting down and standing up."""

from __future__ import annotations

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Measured

MEASURED = Measured(
    exercise="sit-to-stand",
    shown_as={"sit_to_stand": None},
    columns=(
        Column("lumbar_deg", "events", "deg"),
        Column("trunk_pitch_deg", "events", "deg"),
        Column("hip_angle_deg", "events", "deg"),
        Column("knee_angle_deg", "events", "deg"),
    ),
    seen_from={"side": ("lumbar_round", "too_fast")},
    # Of the tempo: quick repetitions of 2.17, 2.18, 1.57 and 1.30 s read 2.33, 2.02, 1.51 and 1.78.
    errors={"too_fast": 0.2},
    kin=("standing", "sitting"),
    top_in="sitting",
    rest_in="standing",
    figures=("lumbar_deg",),
    seen={"sit_to_stand": (501, 502, 503, 504)},
    held_out={"sit_to_stand": (551, 552)},
)
