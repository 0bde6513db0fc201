"""Estimators that are made while the program is still importing the rest. Nothing large is imported here.

A network loads without holding up Python, so that on two processors it costs no time at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
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


@contextmanager
def begun(choice: Choice) -> Iterator[None]:
    """Begin to make an estimator: inside the block the first to ask `create_estimator` for the same gets it.

    One that nobody asked for is thrown away at the end of the block.
    """
    with ThreadPoolExecutor(1, "formcheck-networks") as maker:
        _begun[choice] = maker.submit(_make, choice)
        try:
            yield
        finally:
            _begun.pop(choice, None)


def taken(choice: Choice) -> Future[PoseEstimator] | None:
    """The one that was begun, with the errors that making it meets; None when none was. It is given once."""
    return _begun.pop(choice, None)


def _make(choice: Choice) -> PoseEstimator:
    from formcheck.pose.factory import make_estimator

    return make_estimator(choice)
