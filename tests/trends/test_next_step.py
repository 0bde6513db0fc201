"""The rule of the next step: more only when everything says so, less or a word first when pain says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.coach.programme import Item
from formcheck.exercises.steps import FIRST_S, easier_than, first_dose, harder_steps, harder_than
from formcheck.judge.config import DOSE_KINDS, DoseTarget
from formcheck.trends.next_step import Direction, NextStep, Reason, Session, next_step

DAY = datetime(2026, 11, 1, tzinfo=UTC)
FULL = DoseTarget(sets=3, hold_s=60)
HOLD = DoseTarget(sets=3, hold_s=20)
WELL = Session(DAY, 60, 60, 0.9, 1.0, pain_before=2, pain_after=2, exertion=4)


def step(*sessions: Session, dose: DoseTarget = HOLD, exercise: str = "plank") -> NextStep:
    dated = [replace(one, at=DAY + timedelta(days=2 * n)) for n, one in enumerate(sessions)]
    return next_step(exercise, dose, dated, full=FULL)


def test_two_good_sessions_ask_for_five_seconds_more() -> None:
    found = step(WELL, WELL)
    assert (found.direction, found.dose.hold_s, found.dose.sets) == (Direction.MORE, 25, 3)
    assert found.reasons == (Reason.REACHED,)


def test_two_good_sessions_ask_for_two_repetitions_more() -> None:
    reps = DoseTarget(sets=3, reps=8, per_side=True)
    found = next_step("bird-dog", reps, [WELL, WELL], full=DoseTarget(sets=3, reps=20, per_side=True))
    assert (found.direction, found.dose.reps) == (Direction.MORE, 10)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (replace(WELL, done=50), Reason.NOT_REACHED),
        (replace(WELL, seen_well=0.79), Reason.FORM),
        (replace(WELL, measured=0.5), Reason.UNMEASURED),
        (replace(WELL, seen_well=None), Reason.UNMEASURED),
        (replace(WELL, exertion=6), Reason.EXERTION),
        (replace(WELL, exertion=None), Reason.EXERTION_UNKNOWN),
        (replace(WELL, pain_after=None), Reason.PAIN_UNKNOWN),
    ],
)
def test_one_no_keeps_the_dose(one: Session, reason: Reason) -> None:
    for sessions in ((WELL, one), (one, WELL)):
        found = step(*sessions)
        assert (found.direction, found.dose) == (Direction.SAME, HOLD)
        assert reason in found.reasons
    assert step(one, WELL, WELL).direction is Direction.MORE, "what lies further back does not decide"


def test_a_single_session_decides_nothing() -> None:
    assert step(WELL).reasons == (Reason.TOO_FEW,)
    assert step().reasons == (Reason.TOO_FEW,)


@pytest.mark.parametrize(
    ("one", "direction", "reason"),
    [
        (replace(WELL, pain_before=1, pain_after=3), Direction.LESS, Reason.PAIN_ROSE),
        (replace(WELL, pain_before=4, pain_after=4), Direction.LESS, Reason.PAIN_HIGH),
        (replace(WELL, pain_next=3), Direction.LESS, Reason.PAIN_STAYED),
        (replace(WELL, pain_before=2, pain_after=6), Direction.ASK, Reason.STOP_PAIN),
        (replace(WELL, pain_before=1, pain_after=4), Direction.ASK, Reason.STOP_PAIN),
        (replace(WELL, legs=True), Direction.ASK, Reason.LEGS),
    ],
)
def test_pain_of_the_last_session_decides(one: Session, direction: Direction, reason: Reason) -> None:
    found = step(WELL, one)
    assert found.direction is direction
    assert reason in found.reasons
    assert found.dose.hold_s == (15 if direction is Direction.LESS else 20)


def test_the_full_dose_on_the_knees_goes_to_the_feet_and_then_no_further() -> None:
    done = replace(WELL, asked=180, done=180)
    found = step(done, done, dose=FULL, exercise="kneeling-plank")
    assert (found.direction, found.exercise) == (Direction.MORE, "plank")
    assert (found.dose.hold_s, found.dose.sets) == (FIRST_S, 3), "another exercise begins small"
    found = step(done, done, dose=FULL)
    assert (found.direction, found.exercise) == (Direction.SAME, None)
    assert Reason.FULL_DOSE in found.reasons


def test_the_smallest_dose_goes_to_the_easier_exercise_and_then_to_a_word() -> None:
    least, sore = DoseTarget(sets=1, hold_s=5), replace(WELL, pain_after=4, pain_before=4)
    assert step(WELL, sore, dose=least).exercise == "kneeling-plank"
    assert step(WELL, sore, dose=least, exercise="kneeling-plank").direction is Direction.ASK


def test_form_that_was_lost_twice_goes_a_step_back() -> None:
    lost = replace(WELL, seen_well=0.4)
    found = step(lost, lost)
    assert (found.direction, found.dose.hold_s) == (Direction.LESS, 15)
    assert Reason.FORM_LOST in found.reasons
    assert step(WELL, lost).direction is Direction.SAME, "once is no reason"
    assert step(lost, replace(lost, measured=0.5)).direction is Direction.SAME, "nor what was not seen"


def test_easier_and_harder_name_each_other() -> None:
    for easier, harder in harder_steps().items():
        assert (harder_than(easier), easier_than(harder)) == (harder, easier)
        for name in (easier, harder):
            dose = first_dose(name, HOLD)
            asked = {kind: amount for kind in DOSE_KINDS if (amount := getattr(dose, kind))}
            assert Item(exercise=name, sets=3, **asked).dose() == dose
    assert len(set(harder_steps().values())) == len(harder_steps()), "one easier variant each"


pain = st.none() | st.integers(0, 10)
some_session = st.builds(
    Session,
    at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    asked=st.just(60.0),
    done=st.floats(0, 80),
    seen_well=st.none() | st.floats(0, 1),
    measured=st.floats(0, 1),
    pain_before=pain,
    pain_after=pain,
    pain_next=pain,
    exertion=pain,
    legs=st.booleans(),
)


@given(st.lists(some_session, max_size=4), st.integers(1, 60), st.randoms())
def test_a_step_is_one_step_and_does_not_depend_on_the_order(
    sessions: list[Session], hold_s: int, lot: object
) -> None:
    dose = DoseTarget(sets=2, hold_s=hold_s)
    found = next_step("plank", dose, sessions, full=FULL)
    assert found.exercise or abs(found.dose.hold_s - hold_s) <= 5
    assert found.reasons
    if found.exercise is None:
        assert (found.dose.hold_s > hold_s) == (found.direction is Direction.MORE)
    if len({one.at for one in sessions}) == len(sessions):
        assert found == next_step("plank", dose, sessions[::-1], full=FULL)


@given(st.lists(some_session, min_size=2, max_size=4, unique_by=lambda one: one.at))
def test_pain_that_rose_never_asks_for_more(sessions: list[Session]) -> None:
    found = next_step("plank", HOLD, sessions, full=FULL)
    last = max(sessions, key=lambda one: one.at)
    rose = (
        last.pain_before is not None
        and last.pain_after is not None
        and last.pain_after >= last.pain_before + 2
    )
    if rose or last.legs:
        assert found.direction in (Direction.LESS, Direction.ASK)
