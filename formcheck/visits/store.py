"""`VisitStore`: where visits are kept on this machine."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import InputError, OutputError
from formcheck.runtime.printable import printable
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.deletion import finish_deletion
from formcheck.visits.engine import BUSY_MS, empty_log, writing
from formcheck.visits.opening import open_database, reported
from formcheck.visits.recordings import Recordings
from formcheck.visits.retention import keep_days
from formcheck.visits.schema import Patient

DATABASE = "visits.db"
FOLDER_VARIABLE = "FORMCHECK_STORE"
"""Environment variable that names the folder of the store."""


def default_folder() -> Path:
    """The folder of the store: that of `FOLDER_VARIABLE`, else the user's data folder for formcheck."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else platformdirs.user_data_path("formcheck", appauthor=False)


def utc_now() -> datetime:
    """The present time, with its time zone."""
    return datetime.now(UTC)


class VisitStore:
    """The database of visits, with the recordings beside it.

    Args:
        folder: it is made where it is missing.
        now: gives the present time; tests give another clock.
        make: False refuses a folder without a store.

    Attributes:
        database: the file.
        engine: works on it.
        recordings: the files of the recordings.

    Raises:
        InputError: the database is not ours, damaged, or made by a newer formcheck; or there is none and
            `make` is False.
        OutputError: the place cannot be written to, is full, or another program does not let go of it.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime] = utc_now, *, make: bool = True) -> None:
        self.folder, self.now = folder, now
        self.database = folder / DATABASE
        self.recordings = Recordings(folder / "recordings")
        if not make and not self.database.exists():
            raise InputError(
                f"There is no store of visits in {printable(folder)}", f"Choose its folder {CHOSEN}"
            )
        self.engine = open_database(self.database)
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
            OutputError: another program does not let go of it.
        """
        with reported(self.database, writes=False), Session(self.engine, expire_on_commit=False) as session:
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
        with reported(self.database, writes=True), writing(self.engine, wait_ms) as connection:
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
        """Let go of the database; its write-ahead log is brought in."""
        with contextlib.suppress(Exception):  # it is whole with the log, too
            empty_log(self.engine)
        self.engine.dispose()

    def __enter__(self) -> VisitStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
