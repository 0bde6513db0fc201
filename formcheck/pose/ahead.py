"""Estimators that are made while the program is still importing the rest. Nothing large is imported here.

A network loads without holding up Python, so that on two processors it costs no time at all.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
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


def begin(choice: Choice) -> None:
    """Begin to make an estimator; `create_estimator` hands it over to the first who asks for the same one."""
    if choice not in _begun:
        maker = ThreadPoolExecutor(1, "formcheck-networks")
        _begun[choice] = maker.submit(_make, choice)
        maker.shutdown(wait=False)


def taken(choice: Choice) -> Future[PoseEstimator] | None:
    """The one that was begun, with the errors that making it meets; None when none was. It is given once."""
    return _begun.pop(choice, None)


def _make(choice: Choice) -> PoseEstimator:
    from formcheck.pose.factory import make_estimator

    return make_estimator(choice)
