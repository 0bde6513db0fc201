"""Moves a store to another place, from a file to a database server or back: all of it, or nothing.

Recordings go first, each once: a move that was broken off goes on where it was. The rows go in one
transaction, which holds only when each table has the same number of rows and the same digest as where they
came from. The store that is left stays as it is.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from formcheck.errors import OutputError, UsageError
from formcheck.visits.engine import BUSY_MS
from formcheck.visits.open_visits import FOLDER, HeldVisit, hold_visit, open_folder
from formcheck.visits.opening import make_folder
from formcheck.visits.place import StorePlace
from formcheck.visits.restoring import holds_something
from formcheck.visits.schema import Recording
from formcheck.visits.store import VisitStore
from formcheck.visits.table_copy import TableSum, all_tables, copy_rows, empty_tables, table_sums

Progress = Callable[[str, int, int], None]
"""Is told what is moved ("recordings", or the name of a table), how many were, and of how many."""
RECORDINGS = "recordings"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved.

    Attributes:
        tables: by name what is in each, there as here.
        recordings: files that are there now.
        missing: recordings that the store names and that were not there, or damaged.
    """

    tables: dict[str, TableSum]
    recordings: int
    missing: tuple[str, ...]


def move_store(source: VisitStore, place: StorePlace, progress: Progress | None = None) -> Moved:
    """Move a store; nobody should work with it meanwhile, since what comes later stays behind.

    Args:
        source: the store; it stays as it is.
        place: where to; a store there holds no visits.
        progress: is called now and then.

    Raises:
        UsageError: the other place holds visits, is the same, or a visit is going on here.
        InputError, OutputError: one of both cannot be read or written to; nothing was moved then, but for
            recordings, which the next try finds.
    """
    told = progress or (lambda *_: None)
    if source.folder.absolute() == place.folder.absolute():
        raise UsageError("Both stores have the same folder", "Give the other one a folder of its own")
    with VisitStore(place) as target, _resting(source) as held:
        if holds_something(target):
            raise UsageError(
                f"The store of visits in {target.place} holds visits already; nothing was changed",
                "Move to an empty one",
            )
        _move_recordings(source, target, told)
        with (
            source.backend.reported(writes=False),
            target.backend.reported(writes=True),
            source.backend.reading() as here,
            target.backend.writing(BUSY_MS) as there,
        ):
            tables = all_tables(here)
            empty_tables(there, tables)
            copied = copy_rows(here, there, tables, told)
            if copied != table_sums(there, tables):
                raise OutputError("What was written is not what was read; nothing was moved", "Try again")
            done, missing = _move_recordings(source, target, told)  # nobody sweeps meanwhile
            for visit in held:
                _copy_journals(visit, target)
    return Moved(copied, done, missing)


def _move_recordings(source: VisitStore, target: VisitStore, told: Progress) -> tuple[int, tuple[str, ...]]:
    """Copy the recordings that are not there yet; how many are, and which are not here."""
    with source.reading() as session:
        kept = select(Recording.hash).where(Recording.removed_at.is_(None)).order_by(Recording.hash)
        hashes = list(session.scalars(kept))
    missing = []
    for number, digest in enumerate(hashes, 1):
        if not target.recordings.bring(digest, source.recordings.path(digest)):
            missing.append(digest)
        told(RECORDINGS, number, len(hashes))
    return len(hashes) - len(missing), tuple(missing)


@contextlib.contextmanager
def _resting(store: VisitStore) -> Iterator[list[HeldVisit]]:
    """Hold what killed programs left of visits, so that none goes on meanwhile.

    Raises:
        UsageError: one is going on.
    """
    root = store.folder / FOLDER
    with contextlib.ExitStack() as stack:
        held = []
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            one = hold_visit(store.folder, folder.name)
            if one is None:
                raise UsageError("A visit is going on in this store", "End it first; nothing was moved")
            stack.callback(one.let_go)
            held.append(one)
        yield held


def _copy_journals(visit: HeldVisit, target: VisitStore) -> None:
    """What the next start makes a result of."""
    folder = open_folder(target.folder, visit.folder.name)
    make_folder(folder)
    for path in visit.folder.iterdir():
        shutil.copyfile(path, folder / path.name)
