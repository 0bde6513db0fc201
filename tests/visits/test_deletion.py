"""What was deleted is in no byte of the store any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from formcheck.errors import UsageError
from formcheck.visits import deletion
from formcheck.visits.deletion import delete_patient, delete_visit
from formcheck.visits.engine import raw_connection
from formcheck.visits.open_visits import hold_visit
from formcheck.visits.opening import copy_database
from formcheck.visits.opinion_schema import Note
from formcheck.visits.schema import Exercise, Patient, ProgrammeVersion, Recording, ThresholdSet, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Base
from tests.support.practice import NOW, small_practice

SECRET = "Wilhelmina van der Zande"
NOTE = "complains of her neighbour's tuba"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VisitStore]:
    with small_practice(tmp_path / "store", patients=2, visits=4) as store:
        with store.writing() as session:
            patient = session.scalars(select(Patient).where(~Patient.own).order_by(Patient.name)).first()
            assert patient is not None
            patient.name = SECRET
            visit = session.scalars(select(Visit).where(Visit.patient_id == patient.id)).first()
            assert visit is not None
            visit.comment = NOTE
            own = tmp_path / "own"
            own.write_text("poses of nobody else")
            exercise = session.scalars(select(Exercise).where(Exercise.visit_id == visit.id)).first()
            assert exercise is not None
            exercise.recording_hash = store.recordings.put(session, own, NOW, None)
            session.add_all(
                Note(patient_id=patient.id, visit_id=visit.id, written_at=NOW, text=f"{NOTE} {n}")
                for n in range(200)
            )
        with store.writing() as session:  # grows and moves rows about, as years of use do
            for note in session.scalars(select(Note)):
                note.text = f"{note.text} {note.text} again"
        yield store


def secrets(store: VisitStore) -> tuple[str, dict[str, bytes]]:
    """Key of the patient, and every text that must not be found later."""
    with store.reading() as session:
        patient = session.scalars(select(Patient).where(Patient.name == SECRET)).one()
        visits = session.scalars(select(Visit.id).where(Visit.patient_id == patient.id)).all()
        exercises = session.scalars(select(Exercise).where(Exercise.visit_id.in_(visits))).all()
        programmes = session.scalars(
            select(ProgrammeVersion.id).where(ProgrammeVersion.patient_id == patient.id)
        ).all()
        own = [
            e.recording_hash
            for e in exercises
            if e.recording_hash
            and store.recordings.path(e.recording_hash).read_bytes().startswith(b"poses of")
        ]
    assert visits
    assert programmes
    assert len(own) == 1
    keys = [patient.id, *visits, *(e.id for e in exercises), *programmes, *own]
    return patient.id, {text: text.encode() for text in (SECRET, NOTE, *keys)}


def found(folder: Path, texts: dict[str, bytes]) -> set[str]:
    """Which of the texts are in any file of the folder, or in its name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    data = b"".join(path.read_bytes() + path.name.encode() for path in files)
    return {text for text, pattern in texts.items() if pattern in data}


def test_a_patient_is_gone_to_the_last_byte(store: VisitStore) -> None:
    copy_database(store.engine, store.folder / "visits-before-0001.db")
    key, texts = secrets(store)
    assert found(store.folder, texts) == set(texts)
    with store.reading() as session:
        others = set(session.scalars(select(Visit.id).where(Visit.patient_id != key)))
        used = select(Exercise.recording_hash).where(Exercise.recording_hash.is_not(None))
        shared = set(session.scalars(used.where(Exercise.visit_id.in_(others))))
        own = set(session.scalars(used)) - shared
    deleted = delete_patient(store, key)
    assert (deleted.visits, deleted.recordings, deleted.clean) == (2, len(own), True)
    assert found(store.folder, texts) == set()
    with store.reading() as session:
        assert set(session.scalars(select(Visit.id))) == others
        assert not own & set(session.scalars(select(Recording.hash)))
        assert shared <= {path.stem for path in store.recordings.files()}
        thresholds = set(session.scalars(select(Exercise.threshold_digest)))
        assert set(session.scalars(select(ThresholdSet.digest))) == thresholds
    with raw_connection(store.engine) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,), "no free pages"
    store.close()
    assert found(store.folder, texts) == set()


def test_a_visit_is_gone_and_the_patient_stays(store: VisitStore) -> None:
    key, _ = secrets(store)
    with store.reading() as session:
        visit = session.scalars(select(Visit).where(Visit.comment == NOTE)).one()
    assert delete_visit(store, visit.id).clean
    assert found(store.folder, {NOTE: NOTE.encode(), visit.id: visit.id.encode()}) == set()
    with store.reading() as session:
        assert session.get(Patient, key) is not None
        assert session.scalar(select(func.count(Visit.id)).where(Visit.patient_id == key)) == 1


def test_another_program_has_it_open(store: VisitStore) -> None:
    """One that is not just reading is not in the way."""
    key, texts = secrets(store)
    with VisitStore(store.folder) as other:
        with other.reading() as session:
            assert session.get(Patient, key) is not None
        assert delete_patient(store, key).clean
        assert found(store.folder, texts) == set()
        with other.reading() as session:
            assert session.get(Patient, key) is None


def test_another_program_is_reading(store: VisitStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it reads stays in the files; that is told, and the next opening cleans it."""
    monkeypatch.setattr(deletion, "WAIT_MS", 50)
    key, texts = secrets(store)
    with VisitStore(store.folder) as other, other.reading() as session:
        assert session.get(Patient, key) is not None
        assert not delete_patient(store, key).clean
        with store.reading() as mine:
            assert mine.get(Patient, key) is None, "for everybody else the patient is gone"
    with VisitStore(store.folder):
        assert found(store.folder, texts) == set()


def test_a_visit_that_goes_on_is_ended_first(store: VisitStore) -> None:
    """What a killed program left of one goes along."""
    key, texts = secrets(store)
    with store.reading() as session:
        visit = session.scalars(select(Visit.id).where(Visit.patient_id == key)).first()
    assert visit is not None
    held = hold_visit(store.folder, visit)
    assert held is not None
    (held.folder / "plank.journal").write_text("poses")
    with pytest.raises(UsageError, match="End it first; nothing was deleted"):
        delete_patient(store, key)
    with store.reading() as session:
        assert session.get(Patient, key) is not None
    held.let_go()
    assert delete_patient(store, key).clean
    assert found(store.folder, texts) == set()
    assert not held.folder.exists()


def test_nobody_is_told_apart_from_somebody(store: VisitStore) -> None:
    with pytest.raises(LookupError):
        delete_patient(store, "nobody")
    with pytest.raises(LookupError):
        delete_visit(store, "nothing")


def test_every_table_of_a_patient_goes(store: VisitStore) -> None:
    """Whatever names a patient, directly or not, goes with them: no row names what is not there."""
    key, _ = secrets(store)
    delete_patient(store, key)
    with raw_connection(store.engine) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    kept_without_patient = {"patient", "recording", "setting", "threshold_set"}
    kept_without_patient |= {"account", "sign_in_tries"}
    kept_without_patient |= {"own_sentence"}  # the voice of who works here, for all patients
    kept_without_patient |= {"audit"}  # who opened the file outlives it; of the patient it has the key alone
    for table in Base.metadata.sorted_tables:
        assert table.name in kept_without_patient or any(
            key.ondelete == "CASCADE" for key in table.foreign_keys
        ), f"rows of {table.name} would outlive their patient"
