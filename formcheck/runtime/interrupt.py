"""Ctrl-C that lets the work come to an orderly end."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

SAME_PRESS_S = 1.0
"""Further Ctrl-C within this time of the first count as the same one: keys bounce, and people press twice."""
AGAIN_AFTER_S = 0.02
"""A Ctrl-C that Python dropped is delivered again after this time: by then the callback has ended."""


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


@contextmanager
def never_swallowed() -> Iterator[None]:
    """Inside the block a Ctrl-C is delivered again until it arrives.

    Python drops an exception that is raised in a finaliser, a weak reference's callback or a callback from C,
    prints "Exception ignored" and goes on. The import system has such callbacks: a Ctrl-C while libraries are
    loaded would be lost, and the program would run to its end.
    """
    before = sys.unraisablehook

    def hook(dropped: sys.UnraisableHookArgs, /) -> None:
        if not isinstance(dropped.exc_value, KeyboardInterrupt):
            before(dropped)
            return
        # From a thread and later: raised in this hook, it would be dropped once more.
        again = threading.Timer(AGAIN_AFTER_S, _interrupt_main_thread)
        again.daemon = True
        again.start()

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before


def _interrupt_main_thread() -> None:
    """Send Ctrl-C to the main thread; where the system can, also out of a call that waits."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    elif (ident := threading.main_thread().ident) is not None:
        signal.pthread_kill(ident, signal.SIGINT)


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
