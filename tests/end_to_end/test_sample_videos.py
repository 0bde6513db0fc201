"""The committed sample videos: every hold, repetition and fault found, none invented."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.cases import Case, other_exercises
from benchmarks.accuracy.measure import wrong_exercises
from benchmarks.accuracy.product import Outcome
from tests.support.sample_checks import check_events, check_faults, check_nothing_invented, check_sum
from tests.support.sample_truth import Sample, Score, samples

SAMPLES = samples()


@pytest.fixture(scope="module", params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> Sample:
    return SAMPLES[request.param]


@pytest.fixture(scope="module")
def outcome(sample: Sample, score_once: Score) -> Outcome:
    return score_once(sample.video, sample.exercise)


def test_every_event_is_found_and_none_invented(sample: Sample, outcome: Outcome) -> None:
    check_events(sample, outcome)


def test_every_labelled_fault_is_named_in_the_event_and_in_its_frames(
    sample: Sample, outcome: Outcome
) -> None:
    check_faults(sample, outcome)


def test_no_fault_is_invented(sample: Sample, outcome: Outcome) -> None:
    check_nothing_invented(sample, outcome)


def test_the_whole_is_summed_up_rightly(sample: Sample, outcome: Outcome) -> None:
    check_sum(sample, outcome)


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
