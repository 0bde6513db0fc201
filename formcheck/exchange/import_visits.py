"""Takes a file NAME.formcheck into a store: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from formcheck.exchange.import_patient import Found, check_seen, patient_of
from formcheck.exchange.import_recordings import TakenRecordings, hears_of
from formcheck.exchange.package import Package, read_package
from formcheck.exchange.programme_file import ProgrammeContent
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.same_visit import growth_here, growth_there, same_visit
from formcheck.exchange.sealing import is_locked, unlock
from formcheck.exchange.visit_table import ReadVisit, visits_with_all
from formcheck.practice.principal import Principal
from formcheck.visits.clock import arrival
from formcheck.visits.opinion_schema import Mark, Note, Rescoring
from formcheck.visits.results import put_result
from formcheck.visits.schema import (
    Answer,
    Exercise,
    Patient,
    ProgrammeVersion,
    Recording,
    Visit,
)
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Base
from formcheck.visits.working_folder import working_folder

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
        return there and hears_of(session, who, digest)

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
            recordings = TakenRecordings(session, store, package, now, until, placed, who)
            return _Taking(session, package, recordings, now, who).take()
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
    package: Package
    recordings: TakenRecordings
    now: datetime
    who: Principal | None

    def take(self) -> Imported:
        patient, found = patient_of(self.session, self.package, self.who, self.now)
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
                check_seen(self.session, self.who, other)
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
            check_seen(self.session, self.who, other)
            raise ExchangeError("other_patient", name=other.name if other else "")
        else:
            self._meet(row, visit, columns, done)
        self._therapists_part(visit, patient.id)
        done.recordings += sum(self.recordings.place(exercise.recording) for exercise in visit.exercises)

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
            digest = self.recordings.row_of(read.recording)
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
