"""Ctrl-C that lets the work come to a good end."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Any, Self

NERVOUS_S = 1.0
"""Further presses within this time of the first are the same one: a bouncing key, an impatient hand."""


def came_of_ctrl_c(error: BaseException | None) -> bool:
    """Whether Ctrl-C is at the bottom of an error.

    Code that runs while a class is made or a library is imported may wrap it in an error of its own: Python
    3.11 does so for ``__set_name__``.
    """
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


class GentleStop:
    """Inside the block the first Ctrl-C only sets `asked`; a second one stops at once.

    Outside the main thread, and where Ctrl-C is ignored, it changes nothing.
    """

    def __init__(self) -> None:
        self._asked_at: float | None = None
        self._before: Any = None

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
        elif now - self._asked_at > NERVOUS_S:
            self._before(number, frame)
