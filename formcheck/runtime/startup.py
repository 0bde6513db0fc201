"""A quick start and a quick end. Nothing large is imported here."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator

_SETTINGS = {
    # NumPy and OpenCV get small things to do, thousands of times: threads of theirs would only spin beside
    # those of the networks, which takes a twentieth of the time of a scoring.
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    # Pydantic would look through everything that is installed for plugins of its own.
    "PYDANTIC_DISABLE_PLUGINS": "1",
}
_ours: set[str] = set()


def settle_libraries() -> None:
    """Tell the libraries in the environment what they read there; call it before any of them is imported.

    Whoever has set it otherwise has a reason.
    """
    for name, value in _SETTINGS.items():
        if name not in os.environ:
            os.environ[name] = value
            _ours.add(name)


def environment_as_found() -> dict[str, str]:
    """The environment without what `settle_libraries` has added: for programs that are not ours."""
    return {name: value for name, value in os.environ.items() if name not in _ours}


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Import inside this block: it makes objects by the ten thousand and no rubbish, so none is looked for.

    Nor is it later among what was imported, which lives as long as the program.
    """
    known = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > known:
            gc.freeze()
        gc.enable()


def beside(work: Callable[[], object]) -> None:
    """Do something in a thread that somebody will need later; only the end of the program waits for it.

    Its errors are dropped: whoever needs what it was to do will meet them.
    """

    def run() -> None:
        with contextlib.suppress(Exception):
            work()

    threading.Thread(target=run, name="formcheck-beside").start()
