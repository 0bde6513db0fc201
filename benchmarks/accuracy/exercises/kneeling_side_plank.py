"""The side plank on the knees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Floats, Measured

if TYPE_CHECKING:
    from benchmarks.accuracy.true_signals import TrueSignals


def offset(true: TrueSignals) -> Floats:
    """Hip below the line from shoulder to knee; sideways a standing body has none."""
    return true.truth.arrays["hip_offset_fraction"]


MEASURED = Measured(
    "kneeling-side-plank",
    {"kneeling_side_plank_left": "left", "kneeling_side_plank_right": "right"},
    columns=(
        Column("hip_offset", "events", "fraction", 100.0, "% of length"),
        Column("hip_offset_change", "events", "fraction", 100.0, "% of length"),
    ),
    true={"hip_offset": offset},
    named_as={"sag": ("pelvis_drop",)},
    kin=("side-plank",),
    seen_from={"side": ("sag",), "side_from_behind": ("sag",)},
    why={
        "kneeling_side_plank_0501": "a pelvis that drops by 18 degrees lies on the mat in this body: the "
        "drop is named on the way, then the hold ends, as it does for people who rest",
    },
    figures=("hip_offset_change",),
    seen={"kneeling_side_plank": (501, 502, 503, 505)},
)
