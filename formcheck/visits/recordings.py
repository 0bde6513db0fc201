"""Recordings in the store: Parquet files, each named after the SHA-256 of its bytes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.store.files import OutputFolder
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.opening import OWNER_ONLY, make_folder
from formcheck.visits.schema import Recording

HASH = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


class Recordings:
    """The folder of recordings.

    Args:
        folder: it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the recording of this hash lies, if it is there.

        Raises:
            ValueError: that is no hash.
        """
        if not HASH.fullmatch(digest):
            raise ValueError(f"{digest!r} is no SHA-256")
        return self.folder / digest[:2] / f"{digest}.parquet"

    def put(self, session: Session, file: Path, now: datetime, keep_days: int | None) -> str:
        """Copy a recording in, and note it; gives its hash. One that is there already is kept longer.

        Args:
            session: one that writes (`VisitStore.writing`): nobody sweeps the file away meanwhile.
            file: it stays where it is.
            now: the present time.
            keep_days: how long it is kept; None keeps it.

        Raises:
            OutputError: the disk is full, or the place cannot be written to.
        """
        digest = file_hash(file)
        path = self.path(digest)
        if not path.exists() or file_hash(path) != digest:
            self._copy(file, path)
        until = None if keep_days is None else now + timedelta(days=keep_days)
        row = session.get(Recording, digest)
        if row is None:
            session.add(Recording(hash=digest, bytes=path.stat().st_size, created_at=now, keep_until=until))
            session.flush()  # rows that name it come after it
        else:
            gone = row.removed_at is not None
            row.keep_until = until if gone else _later(row.keep_until, until)
            row.removed_at = None
        return digest

    def bring(self, digest: str, file: Path) -> bool:
        """Copy the recording of that hash in, if it is not there yet; False where the file is not that one.

        Raises:
            OutputError: the disk is full, or the place cannot be written to.
        """
        path = self.path(digest)
        try:
            if path.exists() and path.stat().st_size == file.stat().st_size and file_hash(path) == digest:
                return True
            if file_hash(file) != digest:
                return False
        except OSError:  # of the file
            return False
        self._copy(file, path)
        return True

    def sweep(self, session: Session) -> list[Path]:
        """Remove the files that no row wants any more; gives those that could not be.

        Args:
            session: one that writes: no file that is just being put in is without its row then.
        """
        wanted = set(session.scalars(select(Recording.hash).where(Recording.removed_at.is_(None))))
        unwanted = [path for path in self.files() if path.stem not in wanted]
        for folder in self._folders():
            unwanted += folder.glob(".formcheck-*")  # of a program that was killed
        for path in unwanted:
            with contextlib.suppress(OSError):  # another program reads it, on Windows
                path.unlink()
        for folder in self._folders():
            with contextlib.suppress(OSError):  # not empty
                folder.rmdir()
        return [path for path in unwanted if path.exists()]

    def files(self) -> Iterator[Path]:
        """The recordings that lie there."""
        for folder in self._folders():
            yield from (path for path in folder.glob("*.parquet") if HASH.fullmatch(path.stem))

    def _folders(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("[0-9a-f][0-9a-f]") if path.is_dir())

    def _copy(self, file: Path, path: Path) -> None:
        with contextlib.suppress(OSError):  # the next line tells
            make_folder(self.folder)
        with OutputFolder(path.parent, CHOSEN).staged(path.name) as staged:
            staged.touch(mode=OWNER_ONLY)
            shutil.copyfile(file, staged)
            if file_hash(staged) != path.stem:
                raise OSError(f"{file} changed while it was copied")
        _flush_folder(path.parent)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _flush_folder(folder: Path) -> None:
    """Bring the new name to the disk: the row that names it survives a power cut, and so must the file."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some file systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
