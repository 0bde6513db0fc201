"""`formcheck visits takeover`: the folder of formcheck 0.1 comes into the store."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from formcheck.cli.visits.answers import console, counted
from formcheck.errors import InputError
from formcheck.runtime.printable import printable
from formcheck.visits.folder import default_root
from formcheck.visits.place import Place, default_place
from formcheck.visits.store import VisitStore
from formcheck.visits.takeover import TakenOver, take_over

_MANY = 10
"""From so many visits on, progress is shown."""
_TOLD = 20
"""So many problems are told one by one."""


def take_over_folder(store: Place | None, root: Path | None) -> None:
    """Take a folder of visits over, and say what came of it.

    Args:
        store: folder of the store; None for `default_place`.
        root: the folder of visits; None for `default_root`.

    Raises:
        InputError: there is no such folder.
    """
    root = root or default_root()
    if not root.is_dir():
        raise InputError(f"There is no folder {printable(root)}", "Name the folder of your visits")
    with VisitStore(store or default_place()) as kept:
        found = with_progress(kept, root)
    say_taken_over(console(), found, root, always=True)


def say_taken_over(lines: Console, found: TakenOver, root: Path, *, always: bool = False) -> None:
    """Say what came of a takeover; nothing when nothing was new, unless `always`."""
    new = bool(found.visits or found.exercises or always)
    problems = (*(found.strangers if new else ()), *found.problems)
    for problem in problems[:_TOLD]:
        lines.print(problem)
    if len(problems) > _TOLD:
        lines.print(f"... and {counted(len(problems) - _TOLD, 'other thing')} that could not be read")
    if new:
        parts = (
            counted(found.visits, "visit"),
            counted(found.exercises, "exercise"),
            counted(found.recordings, "recording"),
        )
        known = f"; {found.known} known before" if found.known else ""
        lines.print(
            f"Taken over from {printable(root)}: {', '.join(parts)}{known}. The folder stays as it is."
        )


def with_progress(store: VisitStore, root: Path) -> TakenOver:
    """Take a folder over; of many visits a terminal shows how far it is."""
    shown = sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shown and total >= _MANY:
            sys.stderr.write(f"\rTaking visits over: {done} of {total}{'' if done < total else chr(10)}")
            sys.stderr.flush()

    return take_over(store, root, progress)
