"""Ctrl-C that lets the work come to an orderly end."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

SAME_PRESS_S = 1.0
"""Further Ctrl-C within this time of the first count as the same one: keys bounce, and people press twice."""


def caused_by_ctrl_c(error: BaseException | None) -> bool:
    """Whether an error is a KeyboardInterrupt, or has one among its causes.

    Code that runs while a class is created or a library is imported may wrap the interrupt in an error of its
    own: Python 3.11 does so for ``__set_name__``.
    """
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


class GentleStop:
    """Inside the block the first Ctrl-C only sets `asked`; a second one interrupts as usual.

    Outside the main thread, and where Ctrl-C is ignored, the block changes nothing.
    """

    def __init__(self) -> None:
        self._asked_at: float | None = None
        self._before: Callable[[int, FrameType | None], object] | None = None

    @property
    def asked(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._asked_at is not None

    def __enter__(self) -> Self:
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler) and threading.current_thread() is threading.main_thread():
            self._before = handler
            signal.signal(signal.SIGINT, self._pressed)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _pressed(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        elif now - self._asked_at > SAME_PRESS_S and self._before is not None:
            self._before(number, frame)
