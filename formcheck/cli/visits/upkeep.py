"""What `formcheck serve` does for the store before it begins, and while it runs."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from formcheck.cli.visits.answers import counted
from formcheck.cli.visits.taking_over import say_taken_over, with_progress
from formcheck.errors import FormcheckError, InputError, OutputError
from formcheck.runtime.error_lines import print_error
from formcheck.visits.place import Place
from formcheck.visits.retention import remove_expired
from formcheck.visits.store import VisitStore

EVERY_S = 6 * 3600.0
"""A page may stay open for weeks: so often recordings whose time is over are looked for, seconds."""


def look_after(store: VisitStore, lines: Console, root: Path | None) -> None:
    """Before the program begins: take old visits over, remove recordings whose time is over.

    Args:
        store: the store.
        lines: takes what there is to say.
        root: folder of visits of formcheck 0.1; None leaves it.
    """
    try:
        if root is not None and root.is_dir():
            say_taken_over(lines, with_progress(store, root), root)
        removed = remove_expired(store)
    except (InputError, OutputError) as error:  # the page works without that; it is tried at the next start
        print_error(str(error), error)
        return
    if removed.recordings:
        days = store.keep_days
        lines.print(
            f"{counted(removed.recordings, 'recording')} of more than {days} days ago removed; results stay"
        )


@contextlib.contextmanager
def looked_after(place: Place, every_s: float = EVERY_S) -> Iterator[None]:
    """While the block runs, a thread removes recordings whose time is over.

    Args:
        place: of the store.
        every_s: how often it looks, seconds.
    """
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(every_s):
            with contextlib.suppress(FormcheckError), VisitStore(place) as store:  # the next time will do
                remove_expired(store)

    thread = threading.Thread(target=go_on, name="formcheck-upkeep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(1.0)
