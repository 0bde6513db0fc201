"""Stretch of the hamstrings."""

from __future__ import annotations

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Measured

MEASURED = Measured(
    exercise="hamstring-stretch",
    shown_as={"hamstring_stretch": None},
    columns=(
        Column("trunk_pitch_deg", "events", "deg"),
        Column("trunk_pitch_change_deg", "events", "deg"),
    ),
    seen_from={"side": ("pelvis_back", "knees_bent", "leg_off_mat")},
    held_in="leg_raised",
    figures=("trunk_pitch_change_deg",),
    seen={"hamstring_stretch": (521, 522, 529, 534)},
    held_out={"hamstring_stretch": (571, 572)},
)
