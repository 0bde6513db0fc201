"""The stop rules, and the dose that a therapist edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from formcheck.coach.pain import Advice, StopRules, advice, checked
from formcheck.coach.programme import Item, Programme, easier, whole_programme
from formcheck.errors import UsageError
from formcheck.exercises import exercise_names

ANSWERS = st.one_of(st.none(), st.integers(0, 10))
SEVERITY = list(Advice)


@pytest.mark.parametrize(
    ("before", "now", "legs", "expected"),
    [
        (None, None, False, Advice.GO_ON),
        (3, None, False, Advice.GO_ON),
        (4, None, False, Advice.EASIER),
        (5, 3, False, Advice.GO_ON),
        (6, None, False, Advice.STOP),
        (1, 2, False, Advice.GO_ON),
        (1, 3, False, Advice.EASIER),
        (0, 3, False, Advice.STOP),
        (3, 5, False, Advice.EASIER),
        (None, 5, False, Advice.EASIER),
        (0, 0, True, Advice.STOP),
    ],
)
def test_the_stop_rules(before: int | None, now: int | None, legs: bool, expected: Advice) -> None:
    assert advice(before, now, legs) is expected


@given(ANSWERS, st.integers(0, 9), st.booleans())
def test_more_pain_is_never_answered_with_more(before: int | None, now: int, legs: bool) -> None:
    less, more = (SEVERITY.index(advice(before, n, legs)) for n in (now, now + 1))
    assert less <= more


def test_the_therapist_edits_the_rules() -> None:
    assert advice(None, 5, False, StopRules(stop_from=5)) is Advice.STOP


@pytest.mark.parametrize("answer", [None, -1, 11, True])
def test_an_answer_that_is_none_is_refused(answer: object) -> None:
    with pytest.raises(UsageError):
        checked(answer)  # type: ignore[arg-type]


def test_the_dose_is_the_exercises_own_unless_the_therapist_says_otherwise() -> None:
    dose = Item(exercise="bird-dog").dose()
    assert (dose.sets, dose.reps, dose.per_side, dose.hold_s) == (3, 20, True, 0)
    dose = Item(exercise="plank", sets=1, hold_s=10, rest_s=15).dose()
    assert (dose.sets, dose.hold_s, dose.rest_s) == (1, 10, 15)
    assert Item(exercise="plank", override={"dose": {"sets": 5}}).dose().sets == 5
    assert Item(exercise="bridge", reps=5).dose().hold_s == 0, "repetitions were asked for, not a hold"


def test_easier_is_half() -> None:
    light = easier(Item(exercise="bird-dog", reps=5).dose())
    assert (light.reps, light.sets) == (3, 3)
    assert easier(Item(exercise="plank", hold_s=20).dose()).hold_s == 10


def test_the_whole_programme_has_every_exercise() -> None:
    assert tuple(item.exercise for item in whole_programme().items) == exercise_names()
    programme = Programme(items=(Item(exercise="plank", reps=3),))
    assert Programme.model_validate_json(programme.model_dump_json()) == programme


@pytest.mark.parametrize("field", [{"sets": 0}, {"hold_s": -1}, {"reps": 0}, {"rest_s": 9999}, {"speed": 1}])
def test_a_dose_that_makes_no_sense_is_refused(field: dict) -> None:
    with pytest.raises(ValidationError):
        Item(exercise="plank", **field)
