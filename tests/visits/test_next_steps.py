"""What the visits in the store mean for the next step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from formcheck.coach.programme import Item, Programme
from formcheck.trends.next_step import Direction, Reason
from formcheck.visits.next_steps import next_step_of
from formcheck.visits.schema import Exercise, Visit

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
PLANK = Item(exercise="plank", sets=2, hold_s=20)


def done(item: int, held_s: float, *, items: int = 1, measured: float = 1.0) -> list[tuple[Visit, Exercise]]:
    """The exercise in each of two visits."""
    plan = Programme(items=(PLANK,) * items).content()
    found = []
    for day in range(2):
        visit = Visit(
            id=f"v{day}",
            began_at=NOW - timedelta(days=day),
            pain_before=1,
            pain_after=1,
            exertion=3,
            plan=plan,
        )
        visit.legs = False
        exercise = Exercise(name="plank", item=item, good_s=held_s, almost_s=0.0, different_s=0.0, reps=0)
        exercise.unmeasured_s = 0.0
        exercise.result = {"coverage": {"measured": measured}, "dose": {"counted_hold_s": measured * held_s}}
        found.append((visit, exercise))
    return found


def test_what_was_not_measured_was_not_reached() -> None:
    programme = Programme(items=(PLANK,))
    assert next_step_of(PLANK, programme, done(0, 40)).direction is Direction.MORE
    hidden = next_step_of(PLANK, programme, done(0, 40, measured=0.6))
    assert hidden.reasons == (Reason.UNMEASURED, Reason.NOT_REACHED)


def test_an_exercise_that_is_asked_for_twice_is_reached_when_both_are() -> None:
    programme = Programme(items=(PLANK, PLANK))
    halves = done(0, 20, items=2) + done(1, 20, items=2)
    assert next_step_of(PLANK, programme, halves).reasons == (Reason.NOT_REACHED,)
    both = done(0, 40, items=2) + done(1, 40, items=2)
    assert next_step_of(PLANK, programme, both).direction is Direction.MORE
