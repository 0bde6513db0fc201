"""The stop rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.coach.pain import Advice, StopRules, advice, checked_answer
from formcheck.errors import UsageError

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
def test_more_pain_never_gives_milder_advice(before: int | None, now: int, legs: bool) -> None:
    less, more = (SEVERITY.index(advice(before, n, legs)) for n in (now, now + 1))
    assert less <= more


def test_the_therapist_edits_the_rules() -> None:
    assert advice(None, 5, False, StopRules(stop_from=5)) is Advice.STOP


@pytest.mark.parametrize("answer", [None, -1, 11, True])
def test_an_invalid_answer_is_refused(answer: object) -> None:
    with pytest.raises(UsageError):
        checked_answer(answer)  # type: ignore[arg-type]
