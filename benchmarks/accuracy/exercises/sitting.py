"""Sitting upright on a chair."""

from __future__ import annotations

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Measured

MEASURED = Measured(
    exercise="sitting",
    shown_as={"sitting": None},
    columns=(
        Column("lumbar_deg", "events", "deg"),
        Column("trunk_pitch_change_deg", "events", "deg"),
        Column("head_forward_deg", "events", "deg"),
    ),
    true={
        "trunk_pitch_change_deg": lambda true: -true.change(true.truth.arrays["trunk_lean_deg"]),
        "head_forward_deg": lambda true: true.change(true.truth.arrays["head_forward_deg"]),
    },
    named_as={"slump": ("slump",), "trunk_forward": ("slump",)},
    seen_from={"side": ("slump", "trunk_forward", "head_forward")},
    held_in="sitting",
    figures=("lumbar_deg", "trunk_pitch_change_deg"),
    seen={"sitting": (101, 102, 103, 104)},
    held_out={"sitting": (151, 152)},
)
