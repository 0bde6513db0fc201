"""Every signal column against the truth's arrays: bias, spread, mean error, slope, correlation, share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.true_signals import TrueSignals
from benchmarks.accuracy.truth import Floats, Truth

LEAST_FRAMES = 15
LEAST_SPREAD = {"fraction": 0.005, "deg": 1.0, "trunk lengths": 0.01}
"""Standard deviation of the truth from which a slope and a correlation mean something."""


@dataclass(frozen=True, slots=True)
class Column:
    """A signal column, where it is compared, and how its figures are shown (`scale` units of `shown_in`)."""

    signal: str
    where: str
    unit: str
    scale: float = 1.0
    shown_in: str = "deg"


def _length(signal: str, where: str) -> Column:
    return Column(signal, where, "fraction", 100.0, "% of length")


COLUMNS: dict[str, tuple[Column, ...]] = {
    "plank": (
        _length("hip_offset", "events"),
        _length("hip_offset_change", "events"),
        Column("lumbar_deg", "events", "deg"),
        Column("trunk_pitch_deg", "events", "deg"),
        Column("hip_angle_deg", "events", "deg"),
        Column("knee_angle_deg", "events", "deg"),
        Column("elbow_angle_deg", "events", "deg"),
    ),
    "bridge": (
        _length("hip_offset", "events"),
        _length("hip_offset", "tops"),
        _length("hip_offset_change", "tops"),
        Column("lumbar_deg", "tops", "deg"),
        Column("trunk_pitch_deg", "events", "deg"),
        Column("hip_angle_deg", "tops", "deg"),
        Column("knee_angle_deg", "tops", "deg"),
    ),
    "bird-dog": (
        Column("trunk_pitch_change_deg", "events", "deg"),
        Column("lumbar_deg", "tops", "deg"),
        Column("leg_over_trunk_deg", "tops", "deg"),
        Column("trunk_roll_deg", "events", "deg"),
        Column("lateral_shift", "events", "trunk lengths", 100.0, "% of trunk"),
    ),
    "cat-camel": (Column("lumbar_deg", "events", "deg"), Column("trunk_pitch_deg", "events", "deg")),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Found minus true over one clip, in the column's shown unit.

    `mae_less_bias`: mean absolute error when the clip's constant difference is taken out. `slope` and `r` are
    NaN when the truth hardly moves.
    """

    column: Column
    frames: int
    share: float
    bias: float
    sd: float
    mae: float
    mae_less_bias: float
    slope: float
    r: float


def agreements(truth: Truth, outcome: Outcome) -> list[Agreement]:
    """All columns of this exercise that the view gives; those it does not give at all are left out."""
    if not outcome.scored or not len(truth.time_s):
        return []
    true = TrueSignals(truth, outcome.result)
    found = [_agreement(column, truth, true, outcome) for column in COLUMNS[truth.exercise]]
    return [a for a in found if a is not None]


def _agreement(column: Column, truth: Truth, true: TrueSignals, outcome: Outcome) -> Agreement | None:
    reference = true.get(column.signal)
    if reference is None:
        return None
    time = outcome.time_s
    rows = _rows(column.where, truth, time)
    expected = np.interp(time, truth.time_s, reference) * column.scale
    seen = np.asarray(outcome.frames[column.signal], np.float64) * column.scale
    measured = rows & (outcome.frames["verdict"] != "unmeasured") & np.isfinite(seen) & np.isfinite(expected)
    if measured.sum() < LEAST_FRAMES:
        return None
    error = (seen - expected)[measured]
    slope, r = _regression(expected[measured], seen[measured], LEAST_SPREAD[column.unit] * column.scale)
    return Agreement(
        column,
        int(measured.sum()),
        float(measured.sum() / rows.sum()),
        float(error.mean()),
        float(error.std()),
        float(np.abs(error).mean()),
        float(np.abs(error - error.mean()).mean()),
        slope,
        r,
    )


def _rows(where: str, truth: Truth, time: Floats) -> NDArray[np.bool_]:
    rows = np.zeros(len(time), bool)
    for event in truth.events:
        start, end = event.top_s if where == "tops" else (event.start_s, event.end_s)
        rows |= (time >= start) & (time <= end)
    return rows


def _regression(x: Floats, y: Floats, least: float) -> tuple[float, float]:
    if x.std() < least:
        return np.nan, np.nan
    return float(np.polyfit(x, y, 1)[0]), float(np.corrcoef(x, y)[0, 1])
