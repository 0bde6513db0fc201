"""The recordings of a file: their rows, and the files at their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.exchange.package import Package
from formcheck.practice.bindings import visible
from formcheck.practice.principal import Principal
from formcheck.visits.schema import Exercise, Patient, Recording, Visit
from formcheck.visits.store import VisitStore


@dataclass(slots=True)
class TakenRecordings:
    """The recordings of one file on its way into a store, within one transaction.

    Attributes:
        until: they are kept until then; None keeps them.
        placed: files that were put at a place where none was: to be removed if the file is not taken.
    """

    session: Session
    store: VisitStore
    package: Package
    now: datetime
    until: datetime | None
    placed: list[Path]
    who: Principal | None

    def row_of(self, digest: str | None) -> str | None:
        """The row of a recording; one whose file is not here counts as removed.

        The hash of somebody else's recording does not give it: the recording itself has to be in the file.
        """
        proven = digest in self.package.recordings
        if digest is not None and not proven and not hears_of(self.session, self.who, digest):
            return None
        if digest is not None and self.session.get(Recording, digest) is None:
            self.session.add(Recording(hash=digest, bytes=0, created_at=self.now, removed_at=self.now))
            self.session.flush()
        return digest

    def place(self, digest: str | None) -> bool:
        """Move a recording that is in the file and not here to its place; gives whether it did."""
        source = self.package.recordings.get(digest or "")
        row = self.session.get(Recording, digest) if source is not None else None
        if source is None or row is None or not source.exists():
            return False
        path = self.store.recordings.path(row.hash)
        if row.removed_at is None and path.exists():
            return False
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        row.bytes, row.removed_at, row.keep_until = source.stat().st_size, None, self.until
        if not path.exists():
            self.placed.append(path)
        source.replace(path)
        return True


def hears_of(session: Session, who: Principal | None, digest: str) -> bool:
    """Whether who takes a file in may know a recording by its hash: it is nobody's here, or of theirs."""
    users = select(Exercise.id).join(Visit).join(Patient).where(Exercise.recording_hash == digest).limit(1)
    if who is None or session.scalar(users.where(visible(who))) is not None:
        return True
    return session.scalar(users) is None
