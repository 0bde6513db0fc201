"""Settings and helpers for a quick start of the program. Nothing large is imported here."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator

_SETTINGS = {
    # NumPy and OpenCV get thousands of small tasks. Threads of their own would only wait actively beside the
    # threads of the networks, which costs a twentieth of the time of a scoring.
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    # Otherwise Pydantic searches everything that is installed for plugins.
    "PYDANTIC_DISABLE_PLUGINS": "1",
}
_added: set[str] = set()


def configure_libraries() -> None:
    """Set environment variables that libraries read when they are imported; call it before that.

    A variable that the user has set keeps its value.
    """
    for name, value in _SETTINGS.items():
        if name not in os.environ:
            os.environ[name] = value
            _added.add(name)


def original_environment() -> dict[str, str]:
    """The environment without what `configure_libraries` has added: for programs other than formcheck."""
    return {name: value for name, value in os.environ.items() if name not in _added}


@contextlib.contextmanager
def fast_imports() -> Iterator[None]:
    """Import inside this block: garbage collection is off until its end.

    Imports make tens of thousands of objects and hardly any garbage. What was imported lives as long as the
    program, so later collections skip it too.
    """
    known = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > known:
            gc.freeze()
        gc.enable()


def run_in_background(work: Callable[[], object]) -> None:
    """Run `work` in a thread, to prepare what will be needed later. Only the end of the program waits for it.

    Its errors are dropped: the code that needs the result does the work again and meets them.
    """

    def run() -> None:
        with contextlib.suppress(Exception):
            work()

    threading.Thread(target=run, name="formcheck-background").start()
