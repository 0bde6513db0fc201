"""Recordings in the store: Parquet files, each named after the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from formcheck.store.files import OutputFolder
from formcheck.visits.schema import Recording

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
        """Where the recording of this hash lies, if it is there."""
        return self.folder / digest[:2] / f"{digest}.parquet"

    def put(self, session: Session, file: Path, now: datetime, keep_days: int | None) -> str:
        """Copy a recording in, and note it; gives its hash. One that is there already is kept longer.

        Raises:
            OutputError: the disk is full, or the place cannot be written to.
        """
        digest = file_hash(file)
        path = self.path(digest)
        if not path.exists():
            with OutputFolder(path.parent).staged(path.name) as staged:
                staged.write_bytes(file.read_bytes())
        until = None if keep_days is None else now + timedelta(days=keep_days)
        row = session.get(Recording, digest)
        if row is None:
            session.add(Recording(hash=digest, bytes=path.stat().st_size, created_at=now, keep_until=until))
        else:
            row.keep_until, row.removed_at = until, None
        return digest
