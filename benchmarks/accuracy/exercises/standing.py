"""Posture in standing, from the side and from the front. Nothing shows a pelvis that is not level."""

from __future__ import annotations

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Measured

MEASURED = Measured(
    exercise="standing",
    shown_as={"standing": None},
    columns=(
        Column("lumbar_deg", "events", "deg"),
        Column("head_forward_deg", "events", "deg"),
        Column("weight_shift", "events", "fraction", 100.0, "% of the way to a foot"),
    ),
    true={
        "head_forward_deg": lambda true: true.change(true.truth.arrays["head_forward_deg"]),
        "weight_shift": lambda true: true.truth.arrays["weight_shift"],
    },
    seen_from={"side": ("lumbar_hollow", "lumbar_flat", "head_forward", "weight_aside")},
    # Of the back's outline, mean of 12 looks.
    errors={"lumbar_hollow": 2.0, "lumbar_flat": 2.0},
    held_in="standing",
    figures=("lumbar_deg", "weight_shift"),
    seen={"standing": (101, 102, 103, 104)},
    held_out={"standing": (151, 152)},
)
