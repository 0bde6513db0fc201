"""A small store for each released schema, as SQL text in `schemas/`.

``python -m tests.visits.released_schemas`` writes that of the newest schema. Once a schema is released, its
file stays as it is; a new migration gets a file of its own.
"""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from formcheck.visits.judgement_schema import Judgement, VerdictSeen
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.opening import head_revision, make_folder
from formcheck.visits.opinion_schema import Mark, Note, Rescoring
from formcheck.visits.practice_schema import (
    Account,
    AccountSession,
    ApiToken,
    AuditEntry,
    Binding,
    SignInTries,
)
from formcheck.visits.results import canonical_digest, put_result
from formcheck.visits.schema import (
    Answer,
    Exercise,
    Patient,
    PatientAlias,
    ProgrammeVersion,
    Recording,
    Setting,
    Visit,
)
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Base
from formcheck.visits.voice_schema import OwnSentence, PatientSentence
from tests.support.practice import sample

SCHEMAS = Path(__file__).parent / "schemas"
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HASH = "ab" * 32


def build(revision: str, path: Path) -> Path:
    """The database of a schema, as its time made it."""
    make_folder(path.parent)
    connection = sqlite3.connect(path)
    connection.executescript((SCHEMAS / f"{revision}.sql").read_text("utf-8"))
    connection.close()
    return path


def write() -> Path:
    """Write the file of the newest schema."""
    with tempfile.TemporaryDirectory() as folder:
        with VisitStore(Path(folder), now=lambda: NOW) as store, store.writing() as session:
            _fill(session)
            session.flush()
            empty = [
                table for table in Base.metadata.sorted_tables if not session.execute(table.select()).first()
            ]
            assert not empty, f"a row for each of {empty} is wanted here"
        connection = sqlite3.connect(Path(folder) / DATABASE)
        lines = list(connection.iterdump())
        connection.close()
    path = SCHEMAS / f"{head_revision()}.sql"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _fill(session: Session) -> None:
    """One row for each table, at least."""
    content: dict[str, object] = {"items": [{"exercise": "plank", "hold_s": 20}]}
    session.add_all((
        Patient(id="patient-1", name="Anna", created_at=NOW, looked_at=NOW),
        Recording(hash=HASH, bytes=1000, created_at=NOW, keep_until=NOW),
        Setting(name="recordings_days", value="90"),
    ))  # fmt: skip
    session.flush()
    session.add(
        ProgrammeVersion(
            id="programme-1", patient_id="patient-1", number=1, created_at=NOW, content=content,
            digest=canonical_digest(content), message="Begin gently",
        )
    )  # fmt: skip
    session.flush()
    session.add(
        Visit(
            id="visit-1", patient_id="patient-1", programme_id="programme-1", state="closed", began_at=NOW,
            arrived_at=NOW, pain_before=2, pain_after=3, plan=content, comment="It went well",
        )
    )  # fmt: skip
    session.flush()
    session.add(Answer(id=1, visit_id="visit-1", given_at=NOW, kind="pain", value=2))
    exercise = Exercise(
        id="exercise-1", visit_id="visit-1", number=1, item=0, name="plank", state="done", began_at=NOW,
        recording_hash=HASH, chart=b"chart",
    )  # fmt: skip
    session.add(exercise)
    put_result(session, exercise, sample("plank-sag").result)
    session.flush()
    session.add_all((
        PatientAlias(id="alias-1", patient_id="patient-1"),
        Note(id="note-1", patient_id="patient-1", visit_id="visit-1", written_at=NOW, text="Mind the sag"),
        Mark(id="mark-1", exercise_id="exercise-1", kind="exas", value=4, given_at=NOW),
        Rescoring(id="rescoring-1", exercise_id="exercise-1", made_at=NOW, changes={}, result={}),
        Judgement(
            id="judgement-1", exercise_id="exercise-1", event=0, fault="sag", answer="present", given_at=NOW,
            blind=True,
        ),
        VerdictSeen(visit_id="visit-1", judge="", seen_at=NOW),
        OwnSentence(
            account_id="account-1", lang="en", sentence="coach.camera", text_digest=HASH, seconds=1.5,
            audio=b"sound", recorded_at=NOW,
        ),
        PatientSentence(
            patient_id="patient-1", lang="en", sentence="coach.camera", text_digest=HASH, seconds=1.5,
            audio=b"sound", arrived_at=NOW,
        ),
        Account(id="account-1", login="anna", name="Anna", role="therapist", password="none", created_at=NOW),
        SignInTries(key=HASH, count=1, last_at=NOW),
        AuditEntry(at=NOW, account_id="account-1", login="anna", action="opened", patient_id="patient-1"),
    ))  # fmt: skip
    session.flush()
    session.add_all((
        AccountSession(digest=HASH, account_id="account-1", began_at=NOW, seen_at=NOW),
        Binding(patient_id="patient-1", account_id="account-1", bound_at=NOW),
        ApiToken(
            id="token-1", account_id="account-1", name="list", digest=HASH, scopes="patients:read",
            created_at=NOW,
        ),
    ))  # fmt: skip


if __name__ == "__main__":
    print(write())
