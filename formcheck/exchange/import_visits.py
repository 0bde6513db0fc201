"""Takes a file NAME.formcheck into a store: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from formcheck.exchange.package import Package, read_package
from formcheck.exchange.programme_file import ProgrammeContent
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.same_visit import growth_here, growth_there, same_visit
from formcheck.exchange.sealing import is_locked, unlock
from formcheck.exchange.visit_table import ReadVisit, visits_with_all
from formcheck.practice.bindings import bind_own, sees, visible
from formcheck.practice.principal import Principal
from formcheck.visits.clock import arrival
from formcheck.visits.opinion_schema import Mark, Note, Rescoring
from formcheck.visits.results import put_result
from formcheck.visits.schema import (
    Answer,
    Exercise,
    Patient,
    PatientAlias,
    ProgrammeVersion,
    Recording,
    Visit,
)
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Base
from formcheck.visits.working_folder import working_folder
from formcheck.words.catalogue import LANGUAGES, Words

Found = Literal["new", "known", "linked", "alike"]
_AT_ONCE = 200


@dataclass(slots=True)
class Imported:
    """What became of a file.

    Attributes:
        patient_id, patient: whom it was added to.
        found: "known" by the key; "linked", because a programme of this patient was followed; "new"; "alike",
            new too, but there is another patient of the same name.
        new, updated: visits that came in, or that had grown since; `same` were here already; `older` had
            grown here since; `differing` are another here, and stay as they are here.
        recordings: that came in.
        first, last: start of the first and last visit that is new or updated.
    """

    patient_id: str
    patient: str
    found: Found
    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    same: int = 0
    older: int = 0
    differing: int = 0
    recordings: int = 0
    first: datetime | None = None
    last: datetime | None = None


def import_file(
    store: VisitStore, path: Path, passphrase: str = "", who: Principal | None = None
) -> Imported:
    """Take a file in.

    Args:
        store: where to; a visit that is there already is recognised.
        path: the file; it stays as it is.
        passphrase: opens it, where it is locked.
        who: takes it in. Whoever is new is theirs then; a file of somebody whom they do not see is refused.
            None, for the command line, sees everybody.

    Raises:
        ExchangeError: it was not taken, and says why; the store is as before.
        OutputError: the disk is full, or the store cannot be written to; the store is as before.
    """

    def here(digest: str) -> bool:
        row = session.get(Recording, digest)
        there = row is not None and row.removed_at is None and store.recordings.path(digest).exists()
        return there and _hears_of(session, who, digest)

    with working_folder(store) as folder, store.reading() as session:
        if path.stat().st_size == 0:
            raise ExchangeError("empty")
        if is_locked(path):
            opened = folder / "opened"
            unlock(path, opened, passphrase)
            package = read_package(opened, folder, here)
            opened.unlink()
        else:
            package = read_package(path, folder, here)
        session.rollback()  # what was read must not hold up who writes
        return _take(store, package, who)


def _take(store: VisitStore, package: Package, who: Principal | None) -> Imported:
    placed: list[Path] = []
    keep_days = store.keep_days
    try:
        with store.writing() as session:
            now = store.now()
            until = None if keep_days is None else now + timedelta(days=keep_days)
            taking = _Taking(session, store, package, now, until, placed, who)
            return taking.take()
    except BaseException as error:
        for path in placed:
            with suppress(OSError):
                path.unlink()
        if isinstance(error, IntegrityError):
            raise ExchangeError("damaged") from error
        raise


@dataclass(slots=True)
class _Taking:
    """One file on its way into a store, within one transaction."""

    session: Session
    store: VisitStore
    package: Package
    now: datetime
    until: datetime | None
    placed: list[Path]
    who: Principal | None

    def take(self) -> Imported:
        patient, found = self._patient()
        done = Imported(patient.id, patient.name, found)
        programmes = self._programmes(patient)
        for start in range(0, len(self.package.visits), _AT_ONCE):
            some = self.package.visits[start : start + _AT_ONCE]
            here = {v.id: v for v in visits_with_all(self.session, [visit.id for visit in some])}
            self._check_exercises(some)
            with self.session.no_autoflush:  # it would look through all rows at every question
                for visit in some:
                    self._visit(visit, here.get(visit.id), patient, programmes, done)
            self.session.flush()
            self.session.expunge_all()
        self._insert_new(Note, (self._of(note, patient.id) for note in self.package.notes))
        return done

    def _patient(self) -> tuple[Patient, Found]:
        """The patient that the file is of; made where there is none."""
        session, columns = self.session, self.package.patient
        key, name = str(columns["id"]), str(columns["name"])
        patient = session.get(Patient, key)
        alias = session.get(PatientAlias, key) if patient is None else None
        patient = session.get(Patient, alias.patient_id) if alias else patient
        if patient is not None:
            self._check_seen(patient)
            patient.name = patient.name or name
            return patient, "known"
        linked = self._followed()
        if linked is not None:
            self._check_seen(linked)
            session.add(PatientAlias(id=key, patient_id=linked.id))
            return linked, "linked"
        # Databases differ in what they make of capitals: é and É are one letter to people.
        names = select(Patient.name).where(Patient.own.is_(False))
        if self.who is not None:
            names = names.where(visible(self.who))
        alike = name and name.casefold() in map(str.casefold, session.scalars(names))
        found: Found = "alike" if alike else "new"
        words = Words(str(columns.get("lang", LANGUAGES[0])))
        shown = name or words.text("exchange.nameless_patient", number=key[:4])
        patient = Patient(**{**columns, "own": False, "name": shown})
        session.add(patient)
        session.flush()
        if self.who is not None:
            bind_own(session, self.who, patient.id, self.now)
        return patient, found

    def _check_seen(self, patient: Patient | None) -> None:
        """Check that who takes the file in sees the patient.

        Raises:
            ExchangeError: they do not; whose patient it is, they do not learn.
        """
        if self.who is not None and (patient is None or not sees(self.session, self.who, patient.id)):
            raise ExchangeError("not_yours")

    def _followed(self) -> Patient | None:
        """The patient here whose programme the visits followed: it went out from here, to their machine."""
        digests = {key: content.digest for key, content in self.package.programmes.items()}
        query = select(ProgrammeVersion).where(ProgrammeVersion.id.in_(list(digests)))
        patients = {row.patient_id for row in self.session.scalars(query) if digests[row.id] == row.digest}
        return self.session.get(Patient, patients.pop()) if len(patients) == 1 else None

    def _programmes(self, patient: Patient) -> dict[str, str]:
        """Keys of the file's programmes -> keys of the same versions here, put in where there is room."""
        rows = self.session.scalars(select(ProgrammeVersion).where(ProgrammeVersion.patient_id == patient.id))
        here = list(rows)
        numbers = {row.number for row in here}
        keys: dict[str, str] = {}
        for content in sorted(self.package.programmes.values(), key=lambda one: one.number):
            known = [row for row in here if row.id == content.programme_id] or [
                row for row in here if row.digest == content.digest
            ]
            if known:
                keys[content.programme_id] = known[0].id
            elif content.number not in numbers and not self._exists(ProgrammeVersion, content.programme_id):
                self.session.add(version_row(content, patient.id, content.number))
                numbers.add(content.number)
                keys[content.programme_id] = content.programme_id
        self.session.flush()
        return keys

    def _check_exercises(self, visits: Iterable[ReadVisit]) -> None:
        """Check that no exercise of another visit here has the key of one in the file."""
        owners = {exercise.id: visit.id for visit in visits for exercise in visit.exercises}
        rows = self.session.execute(
            select(Exercise.id, Exercise.visit_id, Patient)
            .join(Visit, Visit.id == Exercise.visit_id)
            .join(Patient, Patient.id == Visit.patient_id)
            .where(Exercise.id.in_(list(owners)))
        )
        for key, visit, other in rows:
            if owners[key] != visit:
                self._check_seen(other)
                raise ExchangeError("other_patient", name=other.name)

    def _visit(
        self,
        visit: ReadVisit,
        row: Visit | None,
        patient: Patient,
        programmes: Mapping[str, str],
        done: Imported,
    ) -> None:
        columns = dict(visit.columns)
        columns["programme_id"] = programmes.get(visit.programme or "")
        if row is None:
            arrived = arrival(self.session, patient, self.now)
            row = Visit(**columns, patient_id=patient.id, arrived_at=arrived)
            self.session.add(row)
            self._fill(row, visit, {})
            self._arrived(done.new, visit, done)
        elif row.patient_id != patient.id:
            other = self.session.get(Patient, row.patient_id)
            self._check_seen(other)
            raise ExchangeError("other_patient", name=other.name if other else "")
        else:
            self._meet(row, visit, columns, done)
        self._therapists_part(visit, patient.id)
        done.recordings += sum(self._place(exercise.recording) for exercise in visit.exercises)

    def _meet(self, row: Visit, visit: ReadVisit, columns: dict[str, object], done: Imported) -> None:
        """A visit that is here already: it is the same, has grown here or there, or is another."""
        own = {exercise.id: exercise for exercise in row.exercises}
        here, there = growth_here(row), growth_there(visit)
        if same_visit(row, visit):
            done.same += 1
        elif there < here:
            done.older += 1
        elif there == here or not _kept_here(own) <= {exercise.id for exercise in visit.exercises}:
            done.differing += 1
        else:
            columns["programme_id"] = columns["programme_id"] or row.programme_id
            for name, value in columns.items():
                setattr(row, name, value)
            row.arrived_at = arrival(self.session, row.patient, self.now)
            self._fill(row, visit, own)
            self._arrived(done.updated, visit, done)

    def _fill(self, row: Visit, visit: ReadVisit, own: Mapping[str, Exercise]) -> None:
        """Put answers and exercises into a visit's row, in place of what was there."""
        row.answers = [Answer(**answer) for answer in visit.answers]
        if gone := own.keys() - {read.id for read in visit.exercises}:
            for key in gone:
                row.exercises.remove(own[key])
            self.session.flush()  # their numbers are free for others
        for read in visit.exercises:
            digest = self._recording(read.recording)
            exercise = own.get(read.id)
            if exercise is None:
                exercise = Exercise(**read.columns, visit_id=row.id)
                self.session.add(exercise)
            else:
                for name, value in read.columns.items():
                    setattr(exercise, name, value)
            exercise.recording_hash = digest
            if read.result is not None:
                put_result(self.session, exercise, read.result)
                exercise.chart = read.chart

    def _recording(self, digest: str | None) -> str | None:
        """The row of a recording; one whose file is not here counts as removed.

        The hash of somebody else's recording does not give it: the recording itself has to be in the file.
        """
        proven = digest in self.package.recordings
        if digest is not None and not proven and not _hears_of(self.session, self.who, digest):
            return None
        if digest is not None and self.session.get(Recording, digest) is None:
            self.session.add(Recording(hash=digest, bytes=0, created_at=self.now, removed_at=self.now))
            self.session.flush()
        return digest

    def _place(self, digest: str | None) -> bool:
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

    def _therapists_part(self, visit: ReadVisit, patient: str) -> None:
        """Notes, marks and kept rescorings that are not here; those that are here stay as they are."""
        notes = (self._of(note, patient, visit.id) for note in visit.notes)
        self._insert_new(Note, notes)
        for exercise in visit.exercises:
            if not exercise.marks and not exercise.rescorings:
                continue
            if not self._exists(Exercise, exercise.id):
                continue
            query = select(Mark.event, Mark.kind).where(Mark.exercise_id == exercise.id)
            given = {(event, kind) for event, kind in self.session.execute(query)}
            for mark in exercise.marks:
                mark.exercise_id = exercise.id
            self._insert_new(Mark, (m for m in exercise.marks if (m.event, m.kind) not in given))
            for one in exercise.rescorings:
                one.exercise_id = exercise.id
            self._insert_new(Rescoring, exercise.rescorings)

    def _insert_new(self, kind: type[Base], rows: Iterable[_Keyed]) -> None:
        for row in rows:
            if not self._exists(kind, row.id):
                self.session.add(row)

    def _exists(self, kind: type[Base], key: str) -> bool:
        return self.session.get(kind, key) is not None

    def _of(self, note: Note, patient: str, visit: str | None = None) -> Note:
        note.patient_id, note.visit_id = patient, visit
        return note

    def _arrived(self, keys: list[str], visit: ReadVisit, done: Imported) -> None:
        keys.append(visit.id)
        began = visit.columns["began_at"]
        assert isinstance(began, datetime)
        done.first = began if done.first is None else min(done.first, began)
        done.last = began if done.last is None else max(done.last, began)


def _hears_of(session: Session, who: Principal | None, digest: str) -> bool:
    """Whether who takes a file in may know a recording by its hash: it is nobody's here, or of theirs."""
    users = select(Exercise.id).join(Visit).join(Patient).where(Exercise.recording_hash == digest).limit(1)
    if who is None or session.scalar(users.where(visible(who))) is not None:
        return True
    return session.scalar(users) is None


def _kept_here(own: Mapping[str, Exercise]) -> set[str]:
    """Exercises that a later state of the visit holds too: one that went on may have come to nothing."""
    return {key for key, one in own.items() if one.state != "running" or one.result is not None}


class _Keyed(Protocol):
    id: str


def version_row(content: ProgrammeContent, patient: str, number: int) -> ProgrammeVersion:
    """A row for a version of the programme that came from elsewhere."""
    return ProgrammeVersion(
        id=content.programme_id,
        patient_id=patient,
        number=number,
        created_at=content.created_at,
        content=content.content,
        digest=content.digest,
        message=content.message,
    )
