"""Brings a backup back, into a store that holds nothing yet."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import zipfile
from pathlib import Path

from sqlalchemy import select

from formcheck.errors import InputError, UsageError
from formcheck.runtime.disk_errors import full_disk_error
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder
from formcheck.visits.backup import BackupSummary, check_backup, recording_of
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.opening import OWNER_ONLY, hangs_together, make_folder, revision_of
from formcheck.visits.opinion_schema import Note
from formcheck.visits.place import Place
from formcheck.visits.practice_schema import EARLIER_TRIGGERS, SQLITE_TRIGGERS, Account
from formcheck.visits.schema import Patient, ProgrammeVersion, Visit
from formcheck.visits.store import VisitStore


def restore(file: Path, place: Place) -> BackupSummary:
    """Bring a backup back. When it fails, the store holds nothing, as before.

    Args:
        file: stays as it is.
        place: of the store; it need not exist.

    Raises:
        UsageError: the store holds patients or visits.
        InputError: the file is no backup, is damaged, or was made by a newer formcheck.
        OutputError: the store cannot be written to.
    """
    manifest = check_backup(file)
    with VisitStore(place) as store:
        folder = store.folder
        if holds_something(store):
            raise UsageError(
                f"The store of visits in {store.place} holds visits already; nothing was changed",
                f"Choose an empty one {CHOSEN}",
            )
        with zipfile.ZipFile(file) as archive:
            _check_room(archive, folder)
            with OutputFolder(folder, CHOSEN).scratch(DATABASE) as copy:
                _extract(archive, DATABASE, copy)
                _check_copy(copy, file)
                for name in archive.namelist():
                    if digest := recording_of(name):
                        _extract_recording(archive, name, store.recordings.path(digest))
                with store.backend.reported(writes=True):
                    store.backend.replace(copy)
    with VisitStore(place):  # an older schema comes up
        pass
    return BackupSummary(manifest.patients, manifest.visits, manifest.recordings)


def holds_something(store: VisitStore) -> bool:
    """Whether anything would be lost. The machine's own patient without a visit is nothing."""
    with store.reading() as session:
        others = select(Patient.id).where(~Patient.own)
        kept = (others, *map(select, (Visit.id, ProgrammeVersion.id, Note.id, Account.id)))
        return any(session.scalar(query.limit(1)) is not None for query in kept)


def _check_room(archive: zipfile.ZipFile, folder: Path) -> None:
    wanted = sum(entry.file_size for entry in archive.infolist()) + archive.getinfo(DATABASE).file_size
    if shutil.disk_usage(folder).free < wanted:
        raise full_disk_error(folder, CHOSEN)


def _extract(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    path.touch(mode=OWNER_ONLY)
    with archive.open(name) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)


def _extract_recording(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    make_folder(path.parent.parent)
    with OutputFolder(path.parent, CHOSEN).staged(path.name) as staged:
        _extract(archive, name, staged)


def _check_copy(copy: Path, file: Path) -> None:
    """The database of a backup is one of ours; that it is the one that was written, its hash has told.

    Raises:
        InputError: it is not.
    """
    try:
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            whole = hangs_together(connection) and not _holds_programs(connection)
        if whole and revision_of(copy) is not None:
            return
    except (sqlite3.Error, InputError):
        pass
    raise InputError(f"{printable(file)} is no backup of formcheck, or is damaged", "Take another backup")


def _holds_programs(connection: sqlite3.Connection) -> bool:
    """Whether a database does things by itself when it is used that ours does not (`SQLITE_TRIGGERS`)."""
    programs = "type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
    query = f"SELECT name, sql FROM sqlite_master WHERE {programs}"
    ours = {*SQLITE_TRIGGERS.values(), *EARLIER_TRIGGERS}  # each has its name in it
    return any(sql not in ours for _, sql in connection.execute(query))
