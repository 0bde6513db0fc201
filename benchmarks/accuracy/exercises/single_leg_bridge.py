"""The bridge on one leg."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.base import Floats, Measured

if TYPE_CHECKING:
    from benchmarks.accuracy.true_signals import TrueSignals


def offset(true: TrueSignals) -> Floats:
    """Hip above the line to the standing knee, less what this body reads standing."""
    truth = true.truth
    return np.asarray(truth.arrays["hip_offset_fraction"] - truth.neutral["hip_offset_fraction_bridge"])


def lumbar(true: TrueSignals) -> Floats:
    """As of the bridge: against the straight back, not the product's window."""
    return true.truth.arrays["lumbar_deg"]


MEASURED = Measured(
    "single-leg-bridge",
    {"single_leg_bridge_left": "left", "single_leg_bridge_right": "right"},
    columns=(
        Column("hip_offset", "tops", "fraction", 100.0, "% of length"),
        Column("lumbar_deg", "tops", "deg"),
        Column("trunk_pitch_deg", "events", "deg"),
    ),
    true={"hip_offset": offset, "lumbar_deg": lumbar},
    named_as={"not_lifted": ("not_lifted", "hold_drop")},
    seen_from={"side": ("hyperextension", "not_lifted")},
    at_the_top=("not_lifted", "hyperextension"),
    top_in="single_leg_bridge_lifted",
    rest_in="single_leg_bridge_lying",
    figures=("lumbar_deg",),
    seen={"single_leg_bridge": (501, 502, 503, 511)},
)
