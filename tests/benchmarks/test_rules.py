"""The benchmark itself: it must see what is missed, invented, late or wrong, else it means nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy import faults, signals
from benchmarks.accuracy.matching import pair_events
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.true_clip import TrueEvent, TrueFault, Truth

FPS = 15
SAG = TrueFault("sag", 10.0, 15.0, 14, "deg", ("sag",), True)
BAND = {"fault": "sag", "signal": "hip_offset_change", "green": [None, 0.025], "calibrated": True}


def found(kind: str, start_s: float, end_s: float, side: str | None = None, **more: Any) -> dict[str, Any]:
    event = {"kind": kind, "start_s": start_s, "end_s": end_s, "side": side}
    return {**event, "verdict": "good", "faults": [], **more}


def span(kind: str, start_s: float, end_s: float) -> dict[str, Any]:
    return {"kind": kind, "start_s": start_s, "end_s": end_s, "peak": 0.06, "unit": "fraction", "major": True}


@pytest.fixture
def truth() -> Truth:
    """A hold of 17 s that sags by 6 % from 10 to 15 s, with half a second to get there."""
    time = np.arange(20 * FPS) / FPS
    offset = 0.06 * np.clip((time - 10.0) / 0.5, 0, 1) * (time < 15)
    arrays = {"time_s": time, "hip_offset_fraction": offset}
    hold = TrueEvent("hold", 3.0, 20.0, None, (3.0, 20.0), (SAG,))
    return Truth("made", "plank", "side", (hold,), neutral={"hip_offset_fraction": 0.0}, arrays=arrays)


def outcome(truth: Truth, named_from_s: float, *spans: dict[str, Any], bias: float = 0.0) -> Outcome:
    time = truth.time_s
    names = np.where((time >= named_from_s) & (time < 15), "sag", "").astype(object)
    frames = {
        "time_s": time,
        "faults": names,
        "verdict": np.where(names == "sag", "fault", "good").astype(object),
        "reason": np.full(len(time), "", object),
        "hip_offset_change": truth.arrays["hip_offset_fraction"] + bias,
    }
    result = {
        "calibration": {"kind": "personal", "start_s": 3.0, "end_s": 5.5},
        "near_side": "left",
        "thresholds": {"bands": [BAND]},
        "events": [found("hold", 3.0, 20.0, verdict="fault", faults=list(spans))],
    }
    return Outcome(0, "", result, frames, Path("unused"))


def test_missed_invented_and_found_events_are_told_apart() -> None:
    true = [TrueEvent("rep", s, s + 4, "right_arm_left_leg", (s + 1, s + 3)) for s in (3.0, 8.0)]
    pairs = pair_events(true, [found("rep", 8.2, 12.5, "left_arm_right_leg"), found("rep", 15.0, 18.0)])
    assert [p.state for p in pairs] == ["missed", "found", "invented"]
    assert pairs[1].boundary_errors_s == pytest.approx((0.2, 0.5))
    assert pairs[1].side_right is False


def test_two_halves_of_one_hold_are_one_found_and_one_invented() -> None:
    hold = [TrueEvent("hold", 3.0, 20.0, None, (3.0, 20.0))]
    pairs = pair_events(hold, [found("hold", 3.0, 12.0), found("hold", 13.0, 20.0)])
    assert sorted(p.state for p in pairs) == ["found", "invented"]


def test_a_repetition_called_a_hold_is_the_wrong_kind() -> None:
    rep = [TrueEvent("rep", 3.0, 7.0, None, (4.0, 6.0))]
    assert [p.state for p in pair_events(rep, [found("hold", 3.0, 7.0)])] == ["wrong kind"]
    low = [replace(rep[0], faults=(replace(SAG, kind="not_lifted", accepted=("not_lifted",)),))]
    assert [p.state for p in pair_events(low, [found("attempt", 3.0, 7.0)])] == ["found"]


def test_latency_counts_from_where_the_truth_leaves_green(truth: Truth) -> None:
    report = faults.labelled(truth, outcome(truth, 10.9, span("sag", 10.3, 15.0)))[0]
    crossing = 10.0 + 0.5 * 0.025 / 0.06
    assert report.begins_s == pytest.approx(crossing, abs=1 / FPS)
    assert report.latency_s == pytest.approx(10.9 - crossing, abs=2 / FPS)
    assert report.start_error_s == pytest.approx(10.3 - crossing, abs=1 / FPS)
    assert report.counts


def test_a_fault_under_another_name_is_missed_and_invented(truth: Truth) -> None:
    told = outcome(truth, 99.0, span("pike", 10.5, 14.0))
    assert faults.labelled(truth, told)[0].found == ()
    assert [(u.kind, u.standing) for u in faults.unlabelled(truth, told)] == [("pike", "no truth for it")]


def test_an_unlabelled_fault_is_invented_unless_the_truth_bears_it_out(truth: Truth) -> None:
    bare = replace(truth, events=(replace(truth.events[0], faults=()),))
    told = outcome(bare, 10.9, span("sag", 6.0, 8.0), span("sag", 10.3, 14.0))
    assert [u.standing for u in faults.unlabelled(bare, told)] == ["invented", "true, not labelled"]


def test_fault_frames_outside_events_are_counted(truth: Truth) -> None:
    short = replace(truth, events=(replace(truth.events[0], end_s=12.0),))
    assert faults.false_fault_s(short, outcome(truth, 10.9)) == pytest.approx(15.0 - 12.5, abs=2 / FPS)


def test_a_constant_difference_is_bias_and_nothing_else(truth: Truth) -> None:
    (agreed,) = signals.by_column(signals.compared(truth, outcome(truth, 10.9, bias=0.01)))
    assert agreed.column.signal == "hip_offset_change"
    assert (agreed.bias, agreed.mae) == pytest.approx((1.0, 1.0))
    assert (agreed.sd, agreed.mae_less_bias) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert (agreed.slope, agreed.r) == pytest.approx((1.0, 1.0))
