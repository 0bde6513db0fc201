"""Makes an estimator while the program is still importing the rest. Nothing large is imported here.

The onnx backend loads its networks without holding up Python, so that on two processors it costs no time.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from formcheck.pose import backends
from formcheck.pose.backends import BackendChoice

if TYPE_CHECKING:
    from formcheck.pose.estimator import PoseEstimator

_preloaded: dict[BackendChoice, Future[PoseEstimator]] = {}
_held_signals: list[int] = []


@contextmanager
def preloading(choice: BackendChoice) -> Iterator[None]:
    """Begin to make an estimator in a thread.

    Inside the block the first call of `create_estimator` with the same choice gets it. An estimator that
    nobody asked for is thrown away at the end of the block.

    Raises:
        KeyboardInterrupt: at the end of the block, when Ctrl-C was held back inside it.
    """
    with ThreadPoolExecutor(1, "formcheck-networks") as maker:
        _preloaded[choice] = making = maker.submit(_make, choice)
        with _ctrl_c_after(making):
            try:
                yield
            finally:
                _preloaded.pop(choice, None)


def take(choice: BackendChoice) -> Future[PoseEstimator] | None:
    """The estimator that is being preloaded, given once; its `result` raises what making it raised.

    None when none of this choice was preloaded.
    """
    return _preloaded.pop(choice, None)


def raise_held_interrupt() -> None:
    """Raise the Ctrl-C that was held back while an estimator was preloaded; for the main thread.

    Raises:
        KeyboardInterrupt: when there was one.
    """
    if _held_signals:
        _held_signals.clear()
        raise KeyboardInterrupt


@contextmanager
def _ctrl_c_after(making: Future[PoseEstimator]) -> Iterator[None]:
    """Hold Ctrl-C back while the other thread imports.

    Amid an import of the main thread it would leave a lock taken for which the other thread waits for ever.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return

    def handler(number: int, frame: FrameType | None) -> None:
        if making.done():
            before(number, frame)
        else:
            _held_signals.append(number)

    signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        making.cancel()
        wait([making])
        signal.signal(signal.SIGINT, before)
        held = bool(_held_signals)
        _held_signals.clear()  # also where the block ends by an error, which is the end that was asked for
    if held:
        raise KeyboardInterrupt


def _make(choice: BackendChoice) -> PoseEstimator:
    return backends.make_estimator(choice)
