"""Estimators that are made before somebody asks for them."""

from __future__ import annotations

import signal
import threading

import pytest

from formcheck.errors import UsageError
from formcheck.pose import backends, factory, preload
from formcheck.pose.backends import BackendChoice


def test_it_is_handed_over_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    make = backends.make_estimator

    def counted(choice: BackendChoice) -> object:
        made.append(choice)
        return make(choice)

    monkeypatch.setattr(backends, "make_estimator", counted)
    monkeypatch.setattr(factory, "make_estimator", counted)
    lite = BackendChoice(model="lite", threads=1)
    with preload.preloading(lite):
        first = factory.create_estimator(model="lite", threads=1)
        assert made == [lite], "what was begun is used"
        second = factory.create_estimator(model="lite", threads=1)
        assert first is not second, "an estimator has memory: each stream has its own"
    assert made == [lite, lite]


def test_another_choice_is_not_taken() -> None:
    with preload.preloading(BackendChoice(model="lite", threads=1)):
        other = factory.create_estimator(model="lite", threads=2)
        waiting = preload.take(BackendChoice(model="lite", threads=1))
        assert waiting is not None
        assert waiting.result() is not other


def test_what_nobody_asked_for_is_thrown_away() -> None:
    """A later scoring in the same process makes its own, and checks the files anew."""
    lite = BackendChoice(model="lite", threads=1)
    with preload.preloading(lite):
        pass
    assert preload.take(lite) is None


def test_its_error_comes_when_it_is_asked_for() -> None:
    with preload.preloading(BackendChoice(model="huge")), pytest.raises(UsageError, match="'huge'"):
        factory.create_estimator(model="huge")


def test_a_ctrl_c_is_over_with_the_block_that_it_came_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where that ends by another error: the next to make an estimator is not interrupted for it."""
    going_on = threading.Event()

    def slow(_: BackendChoice) -> None:
        going_on.wait(30)

    monkeypatch.setattr(preload, "_make", slow)

    def interrupted() -> None:
        signal.raise_signal(signal.SIGINT)  # held back: the other thread is still importing
        going_on.set()
        raise ValueError("of the block")

    with pytest.raises(ValueError, match="of the block"), preload.preloading(BackendChoice()):
        interrupted()
    preload.raise_held_interrupt()


def test_a_ctrl_c_that_was_held_back_comes_after_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    going_on = threading.Event()
    monkeypatch.setattr(preload, "_make", lambda _: going_on.wait(30))
    reached = False
    with pytest.raises(KeyboardInterrupt), preload.preloading(BackendChoice()):  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        reached = True
        going_on.set()
    assert reached
    preload.raise_held_interrupt()
