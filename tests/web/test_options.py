"""What the page is told of the programme in force."""

from __future__ import annotations

from datetime import date

from formcheck.coach.programme import Programme, whole_programme
from formcheck.exercises import BASIC, exercise_names
from formcheck.visits.programmes import InForce
from formcheck.web.options import Options, options_of

CONTENT = {
    "title": "Week 2",
    "note": "Take your time.",
    "days": ["mon", "thu"],
    "items": [
        {"exercise": "plank", "hold_s": 20},
        {"exercise": "bridge", "days": ["thu"], "note": "Slow."},
    ],
}
MONDAY, THURSDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 3), date(2026, 12, 4)


def told(day: date) -> Options:
    """Of that day."""
    followed = InForce(Programme.model_validate(CONTENT))
    return options_of(followed, "lite", 30, keeps=True, day=day)


def test_only_what_is_for_the_day_is_for_today() -> None:
    assert [one.today for one in told(MONDAY).exercises] == [True, False]
    assert [one.today for one in told(THURSDAY).exercises] == [True, True]
    assert [one.today for one in told(FRIDAY).exercises] == [True, False]


def test_the_page_is_told_what_the_therapist_wrote() -> None:
    options = told(MONDAY)
    assert options.programme is not None
    assert (options.programme.title, options.programme.note) == ("Week 2", "Take your time.")
    assert options.exercises[0].dose.hold_s == 20
    assert options.exercises[1].item.note == "Slow."
    free = options_of(InForce(whole_programme()), "lite", 30, keeps=True)
    assert free.programme is None, "nobody set one"
    assert tuple(one.name for one in free.exercises) == exercise_names()
    assert tuple(one.name for one in free.exercises if one.today) == BASIC
