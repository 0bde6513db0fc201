"""`VisitStore`: where visits are kept on this machine."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import OutputError
from formcheck.visits.deletion import finish_deletion
from formcheck.visits.engine import BUSY_MS
from formcheck.visits.open_backend import DATABASE, open_backend
from formcheck.visits.place import Place, as_place
from formcheck.visits.recordings import Recordings
from formcheck.visits.retention import keep_days
from formcheck.visits.schema import Patient

__all__ = ("DATABASE", "VisitStore", "utc_now")


def utc_now() -> datetime:
    """The present time, with its time zone."""
    return datetime.now(UTC)


class VisitStore:
    """The database of visits, with the recordings in a folder.

    Args:
        place: of the store; a folder holds its database, too, and is made where it is missing.
        now: gives the present time; tests give another clock.
        make: False refuses a place without a store.

    Attributes:
        place: where it is.
        folder: of the recordings, and of what visits need on the disk while they go on.
        database: the file, where there is no URL.
        backend: the database.
        engine: works on it.
        recordings: the files of the recordings.

    Raises:
        InputError: the database is not ours, damaged, or made by a newer formcheck; or there is none and
            `make` is False.
        OutputError: the place cannot be reached or written to, is full, or another program does not let go of
            it.
    """

    def __init__(self, place: Place, now: Callable[[], datetime] = utc_now, *, make: bool = True) -> None:
        self.place = as_place(place)
        self.folder, self.now = self.place.folder, now
        self.database = self.folder / DATABASE
        self.recordings = Recordings(self.folder / "recordings")
        self.backend = open_backend(self.place, make=make)
        self.engine = self.backend.engine
        with contextlib.suppress(OutputError):  # another program writes: the next opening will do
            finish_deletion(self)

    @property
    def keep_days(self) -> int | None:
        """Days that recordings are kept; None keeps them."""
        with self.reading() as session:
            return keep_days(session)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads; what it gave can be used afterwards.

        Raises:
            InputError: the database is damaged.
            OutputError: it cannot be reached, or another program does not let go of it.
        """
        reads = self.backend.reads
        with self.backend.reported(writes=False), Session(reads, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def writing(self, wait_ms: int = BUSY_MS) -> Iterator[Session]:
        """A session that writes: committed when the block ends, taken back when it raises.

        Args:
            wait_ms: how long it waits for another program that writes, milliseconds.

        Raises:
            FullDiskError: there is no space left.
            OutputError: the place cannot be written to, another program has been writing for long, or the
                database is damaged.
        """
        with self.backend.reported(writes=True), self.backend.writing(wait_ms) as connection:
            session = Session(connection, expire_on_commit=False)
            yield session
            session.flush()

    def change(self, change: Callable[[Session], None]) -> bool:
        """Make one change in a transaction of its own; True, since it raises where it cannot."""
        with self.writing() as session:
            change(session)
        return True

    def own_patient(self, session: Session, lang: str = "nl") -> Patient:
        """The patient whose machine this is; made where there is none."""
        patient = session.scalar(select(Patient).where(Patient.own))
        if patient is None:
            patient = Patient(name="", lang=lang, own=True, created_at=self.now())
            session.add(patient)
            session.flush()
        return patient

    def close(self) -> None:
        """Let go of the database."""
        self.backend.close()

    def __enter__(self) -> VisitStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
