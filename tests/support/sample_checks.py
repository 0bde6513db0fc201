"""What has to come of a sample video, on any processor: every event and fault found, none invented."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.faults import spans
from benchmarks.accuracy.matching import labelled_as, pair_events
from benchmarks.accuracy.product import Outcome
from formcheck.exercises import get_exercise
from tests.support.sample_truth import Sample, too_small

BOUNDARY_S = 0.5
TOLD_S = 0.5


def check_events(sample: Sample, outcome: Outcome) -> None:
    """Every event is found, and none invented."""
    pairs = pair_events(sample.truth.events, outcome.events())
    assert [p.state for p in pairs] == ["found"] * len(sample.truth.events)
    for pair in pairs:
        assert pair.boundary_errors_s is not None
        assert max(map(abs, pair.boundary_errors_s)) <= BOUNDARY_S, pair
        assert pair.side_right in (True, None)


def check_faults(sample: Sample, outcome: Outcome) -> None:
    """Every labelled fault is named, in the event and in its frames."""
    for fault in sample.truth.faults:
        if too_small(fault, outcome.result):
            continue
        named = [s for s in spans(outcome) if s["kind"] in fault.accepted]
        assert any(s["start_s"] < fault.end_s and s["end_s"] > fault.start_s for s in named), fault
        # What only the whole movement shows is told as it ends.
        rows = (outcome.time_s >= fault.start_s) & (outcome.time_s <= fault.end_s + TOLD_S)
        in_frames = {n for names in outcome.frames["faults"][rows] for n in str(names).split("+")}
        assert in_frames & set(fault.accepted), fault


def check_nothing_invented(sample: Sample, outcome: Outcome) -> None:
    """No fault is named that the clip does not show."""
    assert [s for s in spans(outcome) if not labelled_as(sample.truth, s)] == []


def check_sum(sample: Sample, outcome: Outcome) -> None:
    """View, word, coverage, reference and dose are right."""
    result = outcome.result
    assert outcome.exit_status == 0
    assert result["view"] == sample.view
    word = "good" if result["form_scored"] else "not_measured"
    assert (result["word"] == word) == sample.good
    assert result["coverage"]["measured"] > 0.95
    # A rule that measures from the rest in the same recording has no reference to take along.
    taken = get_exercise(sample.exercise).spec.calibrated
    assert result["calibration"]["kind"] == ("personal" if taken else "default")
    kinds = [e.kind for e in sample.truth.events]
    assert result["dose"]["reps"] == kinds.count("rep")
    held = sum(e.end_s - e.start_s for e in sample.truth.events if e.kind == "hold")
    assert result["dose"]["hold_s"] == pytest.approx(held, abs=2 * BOUNDARY_S)
    assert result["dose"]["quality_hold_s"] <= result["dose"]["hold_s"]


def check_all(sample: Sample, outcome: Outcome) -> None:
    """All of the above."""
    check_events(sample, outcome)
    check_faults(sample, outcome)
    check_nothing_invented(sample, outcome)
    check_sum(sample, outcome)
