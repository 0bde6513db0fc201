"""Estimators that are made while the program is still importing the rest. Nothing large is imported here.

A network loads without holding up Python, so that on two processors it costs no time at all.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from formcheck.pose.estimator import PoseEstimator


class Choice(NamedTuple):
    """What an estimator is to be; see `formcheck.pose.factory.create_estimator`."""

    backend: str = "onnx"
    model: str = "full"
    threads: int = 2
    outline_hz: float = 10.0


_begun: dict[Choice, Future[PoseEstimator]] = {}
_pressed: list[int] = []


@contextmanager
def begun(choice: Choice) -> Iterator[None]:
    """Begin to make an estimator: inside the block the first to ask `create_estimator` for the same gets it.

    One that nobody asked for is thrown away at the end of the block.
    """
    with ThreadPoolExecutor(1, "formcheck-networks") as maker:
        _begun[choice] = making = maker.submit(_make, choice)
        with _ctrl_c_after(making):
            try:
                yield
            finally:
                _begun.pop(choice, None)


def taken(choice: Choice) -> Future[PoseEstimator] | None:
    """The one that was begun, with the errors that making it meets; None when none was. It is given once."""
    return _begun.pop(choice, None)


def let_go() -> None:
    """Let a Ctrl-C come that was held back while an estimator was begun; for the main thread."""
    if _pressed:
        _pressed.clear()
        raise KeyboardInterrupt


@contextmanager
def _ctrl_c_after(making: Future[PoseEstimator]) -> Iterator[None]:
    """Hold Ctrl-C back while the other thread imports: amid an import of this one, it would leave locked for
    ever what the other waits for.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return

    def pressed(number: int, frame: FrameType | None) -> None:
        if making.done():
            before(number, frame)
        else:
            _pressed.append(number)

    signal.signal(signal.SIGINT, pressed)
    try:
        yield
    finally:
        making.cancel()
        wait([making])
        signal.signal(signal.SIGINT, before)
        held = bool(_pressed)
        _pressed.clear()  # also where the block ends by an error, which is the end that was asked for
    if held:
        raise KeyboardInterrupt


def _make(choice: Choice) -> PoseEstimator:
    from formcheck.pose.factory import make_estimator

    return make_estimator(choice)
