"""Estimators that were begun before somebody asked for them."""

from __future__ import annotations

import pytest

from formcheck.errors import UsageError
from formcheck.pose import ahead, factory


def test_it_is_handed_over_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = factory.make_estimator

    def counted(choice: ahead.Choice) -> object:
        made.append(choice)
        return make(choice)

    monkeypatch.setattr(factory, "make_estimator", counted)
    lite = ahead.Choice(model="lite", threads=1)
    with ahead.begun(lite):
        first = factory.create_estimator(model="lite", threads=1)
        assert made == [lite], "what was begun is used"
        second = factory.create_estimator(model="lite", threads=1)
        assert first is not second, "an estimator has memory: each stream has its own"
    assert made == [lite, lite]


def test_another_choice_is_not_taken() -> None:
    with ahead.begun(ahead.Choice(model="lite", threads=1)):
        other = factory.create_estimator(model="lite", threads=2)
        waiting = ahead.taken(ahead.Choice(model="lite", threads=1))
        assert waiting is not None
        assert waiting.result() is not other


def test_what_nobody_asked_for_is_thrown_away() -> None:
    """A later scoring in the same process makes its own, and checks the files anew."""
    lite = ahead.Choice(model="lite", threads=1)
    with ahead.begun(lite):
        pass
    assert ahead.taken(lite) is None


def test_its_error_comes_when_it_is_asked_for() -> None:
    with ahead.begun(ahead.Choice(model="huge")), pytest.raises(UsageError, match="'huge'"):
        factory.create_estimator(model="huge")
