"""The whole store as one file, and back.

The file is a zip: ``manifest.json`` (format, schema, when, SHA-256 of the database), ``visits.db`` (a copy as
it stood at one moment, without what was deleted) and ``recordings/aa/HASH.parquet``. It is complete or not
there: it is written under another name, read again, and then renamed. It is not encrypted.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from formcheck.errors import FullDiskError, InputError, OutputError, UsageError
from formcheck.runtime.disk_errors import full_disk_error, is_full
from formcheck.runtime.printable import printable
from formcheck.runtime.version import __version__
from formcheck.store.files import OutputFolder
from formcheck.visits.database_errors import damaged
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.opening import (
    OWNER_ONLY,
    hangs_together,
    head_revision,
    revision_of,
)
from formcheck.visits.recordings import file_hash
from formcheck.visits.store import VisitStore

FORMAT = 1
BACKUP_CHOSEN = "for the backup"
"""How the user chooses another folder for it, as the end of a sentence."""
MANIFEST = "manifest.json"
_RECORDING = re.compile(r"recordings/([0-9a-f]{2})/(\1[0-9a-f]{62})\.parquet")
_MAX_MANIFEST = 1 << 20
_BLOCK = 1 << 20
_UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    LookupError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a zip can come to that is none, is cut short, damaged, or locked."""


class Manifest(BaseModel):
    """What a backup says of itself.

    Attributes:
        formcheck_backup: `FORMAT`.
        database: SHA-256 of the copy.
        revision: schema of the tables.
    """

    model_config = ConfigDict(extra="ignore")

    formcheck_backup: int
    formcheck_version: str
    made_at: datetime
    revision: str
    database: str
    patients: int
    visits: int
    recordings: int


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What is in a backup.

    Attributes:
        patients, visits, recordings: how many.
        missing: recordings that the store names and that were not there, or damaged.
    """

    patients: int
    visits: int
    recordings: int
    missing: tuple[str, ...] = ()


def backup(store: VisitStore, file: Path) -> BackupSummary:
    """Write the store into one file. Visits can go on meanwhile.

    Args:
        store: stays as it is.
        file: a backup of this name is replaced once the new one is complete.

    Raises:
        UsageError: the file is there and is no backup.
        InputError: the store is damaged.
        OutputError: it cannot be written.
    """
    check_replaceable(file)
    target = OutputFolder(file.absolute().parent, BACKUP_CHOSEN)
    with target.scratch(DATABASE) as copy, target.staged(file.name) as staged:
        _copy(store, copy)
        summary = _write(store, copy, staged)
        check_backup(staged)
    return summary


def check_replaceable(file: Path) -> None:
    """Check that nothing but an earlier backup lies where one is to go.

    Raises:
        UsageError: something else does.
    """
    if not file.exists():
        return
    try:
        read_manifest(file)
    except InputError:
        raise UsageError(
            f"{printable(file)} is there already and is no backup of formcheck", "Choose another name"
        ) from None


def check_backup(file: Path) -> Manifest:
    """Read a backup from end to end.

    Raises:
        InputError: it is none, incomplete, damaged, or made by a newer formcheck.
    """
    with _reading(file), zipfile.ZipFile(file) as archive:
        manifest = _manifest(archive, file)
        for name in archive.namelist():
            if _expected(name, manifest) not in (None, _member_hash(archive, name)):
                raise ValueError(f"{name} is damaged")
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        InputError: it is none, or made by a newer formcheck.
    """
    with _reading(file), zipfile.ZipFile(file) as archive:
        return _manifest(archive, file)


def _copy(store: VisitStore, copy: Path) -> None:
    try:
        with store.backend.reported(writes=False):
            store.backend.copy_to(copy)
    except OutputError as error:  # it is the copy that could not be written, not the store
        if isinstance(error, FullDiskError) or is_full(copy.parent):
            raise full_disk_error(copy.parent, BACKUP_CHOSEN) from error
        raise


def _write(store: VisitStore, copy: Path, staged: Path) -> BackupSummary:
    """Write the zip; gives what is in it."""
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        if not hangs_together(connection):
            raise damaged(copy)
        patients, visits = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("patient", "visit")
        )
        rows = connection.execute("SELECT hash FROM recording WHERE removed_at IS NULL ORDER BY hash")
        hashes = [digest for (digest,) in rows]
    found = [digest for digest in hashes if _is_whole(store.recordings.path(digest), digest)]
    manifest = Manifest(
        formcheck_backup=FORMAT,
        formcheck_version=__version__,
        made_at=store.now(),
        revision=revision_of(copy) or "",
        database=file_hash(copy),
        patients=patients,
        visits=visits,
        recordings=len(found),
    )
    staged.touch(mode=OWNER_ONLY)
    with zipfile.ZipFile(staged, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        archive.write(copy, DATABASE, zipfile.ZIP_DEFLATED)
        for digest in found:
            archive.write(store.recordings.path(digest), _name_of(digest))
    return BackupSummary(patients, visits, len(found), tuple(sorted(set(hashes) - set(found))))


def _name_of(digest: str) -> str:
    return f"recordings/{digest[:2]}/{digest}.parquet"


def _is_whole(path: Path, digest: str) -> bool:
    try:
        return file_hash(path) == digest
    except OSError:
        return False


def _expected(name: str, manifest: Manifest) -> str | None:
    """SHA-256 of a member; None where it has none of its own.

    Raises:
        ValueError: a backup has no such member.
    """
    if name == MANIFEST:
        return None
    if name == DATABASE:
        return manifest.database
    digest = recording_of(name)
    if digest is None:
        raise ValueError(f"{name} is no part of a backup")
    return digest


def recording_of(name: str) -> str | None:
    """The hash of the recording that a member holds; None where it holds none."""
    match = _RECORDING.fullmatch(name)
    return None if match is None else match[2]


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    entry = archive.getinfo(MANIFEST)
    if entry.file_size > _MAX_MANIFEST:
        raise ValueError("the manifest is too long")
    manifest = Manifest.model_validate_json(archive.read(entry))
    if manifest.formcheck_backup > FORMAT or manifest.revision > head_revision():
        raise InputError(f"{printable(file)} was made by a newer formcheck", "Update formcheck")
    names = archive.namelist()
    if DATABASE not in names or len(set(names)) < len(names):
        raise ValueError("a part is missing, or there twice")
    return manifest


def _member_hash(archive: zipfile.ZipFile, name: str) -> str:
    hashed = hashlib.sha256()
    with archive.open(name) as stream:
        while block := stream.read(_BLOCK):
            hashed.update(block)
    return hashed.hexdigest()


@contextlib.contextmanager
def _reading(file: Path) -> Iterator[None]:
    """What goes wrong in reading a backup becomes an `InputError`."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"There is no file {printable(file)}", "Check its name") from None
    except _UNREADABLE as error:
        raise InputError(
            f"{printable(file)} is no backup of formcheck, or is damaged", "Take another backup"
        ) from error
