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
    ahead.begin(lite)
    ahead.begin(lite)
    with factory.create_estimator(model="lite", threads=1) as first:
        assert made == [lite], "begun once, and used"
        with factory.create_estimator(model="lite", threads=1) as second:
            assert first is not second, "an estimator has memory: each stream has its own"
    assert made == [lite, lite]


def test_another_choice_is_not_taken() -> None:
    ahead.begin(ahead.Choice(model="lite", threads=1))
    with factory.create_estimator(model="lite", threads=2) as other:
        assert other.model.name == "lite"
    waiting = ahead.taken(ahead.Choice(model="lite", threads=1))
    assert waiting is not None
    assert waiting.result() is not other


def test_its_error_comes_when_it_is_asked_for() -> None:
    ahead.begin(ahead.Choice(model="huge"))
    with pytest.raises(UsageError, match="'huge'"):
        factory.create_estimator(model="huge")
