"""The prone back extension: everything against where the body lies before the first lift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy.columns import Column, SignalTarget
from benchmarks.accuracy.exercises.base import Floats, Measured

if TYPE_CHECKING:
    from benchmarks.accuracy.true_signals import TrueSignals


def _above_rest(true: TrueSignals, values: Floats) -> Floats:
    """Less their median before the first lift."""
    first_s = min(event.start_s for event in true.truth.events)
    return np.asarray(values - np.median(values[true.truth.time_s < first_s]))


def _chest(true: TrueSignals) -> Floats:
    return _above_rest(true, true.truth.arrays["trunk_pitch_deg"])


def _leg(true: TrueSignals) -> Floats:
    legs = [_above_rest(true, true.truth.arrays[f"{side}_leg_deg"]) for side in ("left", "right")]
    return np.maximum(*legs)


def _head(true: TrueSignals) -> Floats:
    return _above_rest(true, true.truth.arrays["head_deg"])


def _hips(true: TrueSignals) -> Floats:
    trunk_m = 0.288 * true.truth.stature_m
    return -_above_rest(true, true.truth.arrays["hip_height_m"]) / trunk_m


def _knee(true: TrueSignals) -> Floats:
    return true.truth.arrays[f"{true.side}_knee_deg"]


MEASURED = Measured(
    "back-extension",
    {"back_extension": None},
    columns=(
        Column("trunk_pitch_change_deg", "events", "deg"),
        Column("leg_over_trunk_deg", "tops", "deg"),
        Column("head_angle_deg", "tops", "deg"),
        Column("hip_offset_change", "events", "trunk lengths", 100.0, "% of trunk"),
        Column("knee_angle_deg", "events", "deg"),
    ),
    true={
        "trunk_pitch_change_deg": _chest,
        "leg_over_trunk_deg": _leg,
        "head_angle_deg": _head,
        "hip_offset_change": _hips,
        "knee_angle_deg": _knee,
    },
    named_as={
        "hyperextension": ("over_lift",),
        "head_back": ("head_position",),
        "hips_up": ("pike",),
        "jerk": ("too_fast",),
    },
    seen_from={"side": ("hyperextension", "head_back", "hips_up", "jerk", "knees_bent", "uneven")},
    whole=("jerk",),
    top_in="prone_lifted",
    rest_in="prone",
    targets=(SignalTarget("back-extension", "trunk_pitch_change_deg", "events", 2.0),),
    why={
        "back_extension_0511": "pose networks draw a head between arms half as far back as it is: one thrown "
        "back by 26 degrees reads 12, and heads that go with the chest up to 13",
    },
    figures=("leg_over_trunk_deg", "head_angle_deg"),
    seen={"back_extension": (504, 506, 511, 549)},
)
