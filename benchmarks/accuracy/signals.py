"""Every signal column against the truth's arrays: bias, spread, mean error, slope, correlation, share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.columns import Column
from benchmarks.accuracy.exercises.registry import measured_exercises, true_signal
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.true_clip import Floats, Truth
from benchmarks.accuracy.true_signals import TrueSignals

LEAST_FRAMES = 15
LEAST_SPREAD = {"fraction": 0.005, "deg": 1.0, "trunk lengths": 0.01}
"""Standard deviation of the truth from which a slope and a correlation mean something."""


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
    "side-plank": (
        _length("hip_offset", "events"),
        _length("hip_offset_change", "events"),
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
    "cat-camel": (
        Column("lumbar_deg", "events", "deg"),
        Column("elbow_angle_deg", "events", "deg"),
    ),
    **{name: measured.columns for name, measured in measured_exercises().items()},
}
"""What of each exercise has a truth to be held against; one that is not named here has none."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A column of one clip beside its truth, in the column's shown unit.

    Attributes:
        time_s, expected, seen: (N,) of the frames that were measured and have a truth.
        rows: frames of the compared stretch, measured or not.
    """

    column: Column
    time_s: Floats
    expected: Floats
    seen: Floats
    rows: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Found minus true, in the column's shown unit.

    `mae_less_bias`: mean absolute error when the constant difference is taken out. `slope` and `r` are NaN
    when the truth hardly moves.
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


def compared(truth: Truth, outcome: Outcome) -> list[Compared]:
    """All columns of this exercise that the view gives; those it does not give at all are left out."""
    if not outcome.scored or not len(truth.time_s):
        return []
    true = TrueSignals(truth, outcome.result)
    found = [_compared(column, truth, true, outcome) for column in COLUMNS.get(truth.exercise, ())]
    return [c for c in found if c is not None]


def _compared(column: Column, truth: Truth, true: TrueSignals, outcome: Outcome) -> Compared | None:
    reference = true_signal(true, column.signal)
    if reference is None or column.signal not in outcome.frames:
        return None
    time = outcome.time_s
    rows = _rows(column.where, truth, time)
    expected = np.interp(time, truth.time_s, reference) * column.scale
    seen = np.asarray(outcome.frames[column.signal], np.float64) * column.scale
    measured = rows & (outcome.frames["verdict"] != "unmeasured") & np.isfinite(seen) & np.isfinite(expected)
    if measured.sum() < LEAST_FRAMES:
        return None
    return Compared(column, time[measured], expected[measured], seen[measured], int(rows.sum()))


def agreement(parts: Sequence[Compared]) -> Agreement:
    """The figures of one column over one clip or several, every frame counting the same."""
    column = parts[0].column
    expected = np.concatenate([p.expected for p in parts])
    seen = np.concatenate([p.seen for p in parts])
    error = seen - expected
    slope, r = _regression(expected, seen, LEAST_SPREAD[column.unit] * column.scale)
    return Agreement(
        column,
        len(error),
        len(error) / sum(p.rows for p in parts),
        float(error.mean()),
        float(error.std()),
        float(np.abs(error).mean()),
        float(np.abs(error - error.mean()).mean()),
        slope,
        r,
    )


def by_column(parts: Iterable[Compared]) -> list[Agreement]:
    """One agreement for each column among the parts, in the order they come."""
    columns: dict[Column, list[Compared]] = {}
    for part in parts:
        columns.setdefault(part.column, []).append(part)
    return [agreement(own) for own in columns.values()]


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
