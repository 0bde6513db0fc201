"""Deletion that really deletes: rows, recordings, the write-ahead log, free pages and copies of the database.

SQLite overwrites deleted rows with zeros (`secure_delete`), VACUUM writes the database anew without what the
deleted rows left behind, and the log is emptied. On PostgreSQL VACUUM writes the tables anew. Both wait for
programs that are reading: what cannot be cleaned is told, noted in the store and done at its next opening
(`finish_deletion`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.store.files import OutputFolder
from formcheck.visits import working_folder
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.open_store import OpenStore
from formcheck.visits.open_visits import hold_visit, open_folder
from formcheck.visits.opening import safety_copies
from formcheck.visits.schema import Exercise, Patient, Recording, Setting, ThresholdSet, Visit

SETTING = "deletion_unfinished"
WAIT_MS = 5_000
"""How long the cleaning waits for other programs that are reading, milliseconds."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted.

    Attributes:
        visits, recordings: how many.
        clean: no byte of it is left in the store's folder; otherwise another program was in the way, and the
            rest is cleaned when the store is next opened.
        left: recordings that another program held.
    """

    visits: int
    recordings: int
    clean: bool
    left: tuple[Path, ...] = ()


def delete_patient(store: OpenStore, patient_id: str) -> Deleted:
    """Delete a patient with all that belongs to them: visits, programmes, notes, marks, recordings.

    Raises:
        LookupError: there is no such patient.
        UsageError: a visit is going on.
        OutputError: the store cannot be written to; nothing was deleted then.
    """
    own = select(Visit.id).where(Visit.patient_id == patient_id)
    return _delete(store, Patient, patient_id, own)


def delete_visit(store: OpenStore, visit_id: str) -> Deleted:
    """Delete one visit with all that belongs to it.

    Raises:
        LookupError: there is no such visit.
        UsageError: a visit is going on.
        OutputError: the store cannot be written to; nothing was deleted then.
    """
    return _delete(store, Visit, visit_id, select(Visit.id).where(Visit.id == visit_id))


def mark_deleted(session: Session) -> None:
    """Note that rows were deleted: what they left behind is cleaned at the next opening, at the latest."""
    session.merge(Setting(name=SETTING, value="1"))


def clean_up(store: OpenStore) -> bool:
    """Take away now what deleted rows left behind; False while others are in the way.

    Raises:
        OutputError: the store cannot be written to.
    """
    return _clean(store, WAIT_MS)[0]


def finish_deletion(store: OpenStore, wait_ms: int = 0) -> bool:
    """Clean what an earlier deletion could not, where there was one; False while others are in the way.

    Raises:
        OutputError: the store cannot be written to.
    """
    with store.reading() as session:
        if session.get(Setting, SETTING) is None:
            return True
    return _clean(store, wait_ms)[0]


def _delete(store: OpenStore, table: type[Patient | Visit], key: str, own: Select[str]) -> Deleted:
    with store.reading() as session:
        visits = list(session.scalars(own))
    with _held(store, visits), store.writing() as session:
        if session.get(table, key) is None:
            raise LookupError(key)
        visits = list(session.scalars(own))
        hashes = set(session.scalars(select(Exercise.recording_hash).where(Exercise.visit_id.in_(own))))
        session.execute(delete(table).where(table.id == key))  # what belongs to it goes with it
        files = _delete_unused(session, hashes - {None})
        mark_deleted(session)
    clean, left = _clean(store, WAIT_MS)
    return Deleted(len(visits), files, clean, left)


@contextlib.contextmanager
def _held(store: OpenStore, visits: Iterable[str]) -> Iterator[None]:
    """Keep programs away from visits that were going on; their journals go when the block ends well.

    Raises:
        UsageError: a program is writing one of them.
    """
    with contextlib.ExitStack() as stack:
        held = []
        for visit in visits:
            if not open_folder(store.folder, visit).exists():
                continue
            one = hold_visit(store.folder, visit)
            if one is None:
                raise UsageError("A visit of this patient is going on", "End it first; nothing was deleted")
            stack.callback(one.let_go)
            held.append(one)
        yield
        for one in held:
            one.release()


def _delete_unused(session: Session, hashes: Iterable[str | None]) -> int:
    """Delete recordings that no exercise uses any more, and thresholds; how many recordings with a file."""
    files = 0
    for digest in hashes:
        if session.scalar(select(Exercise.id).where(Exercise.recording_hash == digest).limit(1)) is None:
            row = session.get_one(Recording, digest)
            files += row.removed_at is None
            session.delete(row)
    used = select(Exercise.threshold_digest).where(Exercise.threshold_digest.is_not(None))
    session.execute(delete(ThresholdSet).where(ThresholdSet.digest.not_in(used)))
    return files


def _clean(store: OpenStore, wait_ms: int) -> tuple[bool, tuple[Path, ...]]:
    """Take away what deleted rows left behind: whether all is gone, and recordings that stay."""
    with store.writing() as session:
        left = tuple(store.recordings.sweep(session))
    with store.backend.reported(writes=True):
        OutputFolder(store.folder, CHOSEN)  # takes away what killed programs left there, and in the next
        working_folder.sweep(store.folder / working_folder.FOLDER)
        for copy in safety_copies(store.folder):
            copy.unlink(missing_ok=True)
        clean = not left and store.backend.rewrite(wait_ms)
    if clean:
        with store.writing() as session:
            session.execute(delete(Setting).where(Setting.name == SETTING))
    return clean, left
