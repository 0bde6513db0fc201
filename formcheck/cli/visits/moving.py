"""`formcheck visits move`: a store to another place."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from formcheck.cli.visits.answers import console, counted
from formcheck.runtime.console import PipeSafeConsole
from formcheck.visits.moving import Moved, move_store
from formcheck.visits.place import PLACE_VARIABLE, Place, StorePlace, default_place
from formcheck.visits.store import VisitStore

_DIGITS = 12
"""Digits of a digest that are shown."""


def move_all(store: Place | None, to: StorePlace) -> None:
    """Move a store and print what was moved.

    Args:
        store: the place of the store; None for `default_place`.
        to: where to.

    Raises:
        UsageError, InputError, OutputError: as of `move_store`.
    """
    with VisitStore(store or default_place(), make=False) as source:
        moved = _with_progress(source, to)
        lines = console()
        _print_tables(moved)
        lines.print(f"{counted(moved.recordings, 'recording')} moved to {to}")
        if moved.missing:
            what = counted(len(moved.missing), "recording is", "recordings are")
            lines.print(f"{what} damaged or missing: `formcheck visits check` names them")
        lines.print(f"{source.place} stays as it is: delete it when you trust the new store")
        lines.print(f"Name the new one from now on, with --store or the variable {PLACE_VARIABLE}")


def _with_progress(source: VisitStore, to: StorePlace) -> Moved:
    if not sys.stderr.isatty():
        return move_store(source, to)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        return move_store(
            source,
            to,
            lambda what, done, whole: bar.update(task, description=what, completed=done, total=whole),
        )


def _print_tables(moved: Moved) -> None:
    table = Table("table", "rows", "digest here and there")
    for name, found in moved.tables.items():
        table.add_row(name, str(found.rows), found.digest[:_DIGITS])
    PipeSafeConsole(highlight=False, markup=False).print(table)
