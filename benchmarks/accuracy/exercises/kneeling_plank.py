"""The plank on the knees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Floats, Measured

if TYPE_CHECKING:
    from benchmarks.accuracy.true_signals import TrueSignals


def knee_line_offset(true: TrueSignals) -> Floats:
    """Hip below the line from shoulder to knee, less what this body reads standing."""
    truth = true.truth
    return truth.arrays["hip_offset_fraction"] - truth.neutral["hip_offset_fraction_bridge"]


MEASURED = Measured(
    "kneeling-plank",
    {"kneeling_plank": None},
    columns=(
        Column("hip_offset", "events", "fraction", 100.0, "% of length"),
        Column("hip_offset_change", "events", "fraction", 100.0, "% of length"),
        Column("lumbar_deg", "events", "deg"),
        Column("trunk_pitch_deg", "events", "deg"),
        Column("hip_angle_deg", "events", "deg"),
    ),
    true={"hip_offset": knee_line_offset},
    seen_from={"side": ("sag", "pike")},
    held_in="kneeling_plank",
    figures=("hip_offset_change", "lumbar_deg"),
    seen={"kneeling_plank": (501, 502, 503, 511)},
)
