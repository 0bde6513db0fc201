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

from formcheck.visits.engine import migrate, sqlite_engine, writing
from formcheck.visits.recordings import Recordings
from formcheck.visits.schema import Patient, Setting

DATABASE = "visits.db"
KEEP_DAYS = 90
"""How long recordings are kept unless the user says otherwise, days: long enough for the therapist to look
back over a course of exercises, and no longer than that needs. Results stay."""
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

    Attributes:
        recordings: the files of the recordings.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime] = utc_now) -> None:
        self.folder, self.now = folder, now
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.recordings = Recordings(folder / "recordings")
        self._engine = sqlite_engine(folder / DATABASE)
        migrate(self._engine)

    @property
    def keep_days(self) -> int | None:
        """Days that recordings are kept; None keeps them."""
        with self.reading() as session:
            setting = session.get(Setting, "recordings_days")
        if setting is None:
            return KEEP_DAYS
        return int(setting.value) if setting.value else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads; what it gave can be used afterwards."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that writes: committed when the block ends, taken back when it raises."""
        with writing(self._engine) as connection:
            session = Session(connection, expire_on_commit=False)
            yield session
            session.flush()

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
        self._engine.dispose()

    def __enter__(self) -> VisitStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
