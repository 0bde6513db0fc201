"""The committed sample videos: every hold, repetition and fault found, none invented."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.cases import Case, other_exercises
from benchmarks.accuracy.faults import spans
from benchmarks.accuracy.matching import labelled_as, pair_events
from benchmarks.accuracy.measure import wrong_exercises
from benchmarks.accuracy.product import Outcome
from tests.support.sample_truth import Sample, Score, samples, too_small

SAMPLES = samples()
BOUNDARY_S = 0.5
TOLD_S = 0.5


@pytest.fixture(scope="module", params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> Sample:
    return SAMPLES[request.param]


@pytest.fixture(scope="module")
def outcome(sample: Sample, score_once: Score) -> Outcome:
    return score_once(sample.video, sample.exercise)


def test_every_event_is_found_and_none_invented(sample: Sample, outcome: Outcome) -> None:
    pairs = pair_events(sample.truth.events, outcome.events())
    assert [p.state for p in pairs] == ["found"] * len(sample.truth.events)
    for pair in pairs:
        assert pair.boundary_errors_s is not None
        assert max(map(abs, pair.boundary_errors_s)) <= BOUNDARY_S, pair
        assert pair.side_right in (True, None)


def test_every_labelled_fault_is_named_in_the_event_and_in_its_frames(
    sample: Sample, outcome: Outcome
) -> None:
    for fault in sample.truth.faults:
        if too_small(fault, outcome.result):
            continue
        named = [s for s in spans(outcome) if s["kind"] in fault.accepted]
        assert any(s["start_s"] < fault.end_s and s["end_s"] > fault.start_s for s in named), fault
        # What only the whole movement shows is told as it ends.
        rows = (outcome.time_s >= fault.start_s) & (outcome.time_s <= fault.end_s + TOLD_S)
        in_frames = {n for names in outcome.frames["faults"][rows] for n in str(names).split("+")}
        assert in_frames & set(fault.accepted), fault


def test_no_fault_is_invented(sample: Sample, outcome: Outcome) -> None:
    assert [s for s in spans(outcome) if not labelled_as(sample.truth, s)] == []


def test_the_whole_is_summed_up_rightly(sample: Sample, outcome: Outcome) -> None:
    result = outcome.result
    assert outcome.exit_status == 0
    assert result["view"] == sample.view
    assert (result["word"] == "good") == sample.good
    assert result["coverage"]["measured"] > 0.95
    assert result["calibration"]["kind"] == "personal"
    kinds = [e.kind for e in sample.truth.events]
    assert result["dose"]["reps"] == kinds.count("rep")
    held = sum(e.end_s - e.start_s for e in sample.truth.events if e.kind == "hold")
    assert result["dose"]["hold_s"] == pytest.approx(held, abs=2 * BOUNDARY_S)
    assert result["dose"]["quality_hold_s"] <= result["dose"]["hold_s"]


def test_judged_as_another_exercise_nothing_comes_out_of_it(sample: Sample, outcome: Outcome) -> None:
    """The poses do not depend on the exercise, so their recording serves for all."""
    name, exercise = sample.video.stem, sample.exercise
    case = Case(name, sample.video, None, exercise, "exercise", exercise)
    judged = wrong_exercises([case], {name: outcome})
    assert len(judged) == len(list(other_exercises(case)))
    assert [wrong for wrong in judged if wrong.claims] == []


def test_a_fault_costs_quality_time_and_nothing_else_does(score_once: Score) -> None:
    doses = {}
    for name in ("plank_good", "plank_sag"):
        doses[name] = score_once(SAMPLES[name].video, "plank").result["dose"]
    assert doses["plank_good"]["quality_hold_s"] >= 0.95 * doses["plank_good"]["hold_s"]
    # Ten seconds of a sag of 14 degrees, of which the way down and up is still good.
    lost = doses["plank_sag"]["hold_s"] - doses["plank_sag"]["quality_hold_s"]
    assert 5.0 <= lost <= 10.0
