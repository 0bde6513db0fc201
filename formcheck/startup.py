"""A quick start and a quick end. Nothing large is imported here."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Import inside this block: it makes objects by the ten thousand and no rubbish, so none is looked for.

    Nor is it ever again among what was imported, which lives as long as the program.
    """
    gc.disable()
    try:
        yield
    finally:
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
