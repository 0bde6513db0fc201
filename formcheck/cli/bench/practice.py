"""A practice made by script: patients with programmes and visits, in a store."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from formcheck.cli.bench.people import Person
from formcheck.coach.pain import Advice, advice
from formcheck.report.data import ReportData
from formcheck.scoring.event import Event
from formcheck.scoring.result import Dose, Result
from formcheck.visits.results import canonical_digest, put_result
from formcheck.visits.schema import Exercise, ExerciseEvent, ExerciseFault, Patient, ProgrammeVersion, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Base, new_id

NAMES = ("Anna", "Bram", "Cor", "Dirk", "Els", "Femke", "Gerrit", "Hanna", "Ilse", "Joost", "Karin", "Lotte")
DAYS = 84
"""Visits lie in so many days before the present: twelve weeks, the course of exercises in the leaflets."""
_AT_ONCE = 2000
"""Visits in one transaction."""
_VARIANTS = 12
"""How many results, with different doses, are made of each sample."""

OLD_NETWORK = "1" * 64
"""SHA-256 that stands for the network of an earlier formcheck."""

_Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Sample:
    """A result that visits are made of, with its recording, and what its chart is drawn from.

    Without `report`, the page of a visit makes its charts from the recordings.
    """

    result: Result
    recording: Path
    report: ReportData | None = None


def fill_practice(
    store: VisitStore,
    samples: Sequence[Sample],
    *,
    patients: int,
    visits: int,
    seed: int = 0,
    stretch: tuple[float, float] = (0.6, 1.4),
) -> None:
    """Put patients and visits in. The same seed gives the same practice, but for its random keys.

    Args:
        store: where to.
        samples: what is done in a visit; each visit takes one to three of them, with other times and doses.
        patients, visits: how many, the visits of all patients together.
        seed: of what is drawn by lot.
        stretch: least and most factor on the times of a sample. Far from 1 they no longer fit its recording.
    """
    filling = PracticeFilling(store, samples, seed, stretch)
    filling.add_patients(patients)
    filling.add_visits(visits)


class PracticeFilling:
    """Fills a store with a practice, step by step.

    Args:
        store: where to.
        samples: what is done in a visit.
        seed: of what is drawn by lot.
        stretch: as in `fill_practice`.
    """

    def __init__(
        self,
        store: VisitStore,
        samples: Sequence[Sample],
        seed: int = 0,
        stretch: tuple[float, float] = (0.6, 1.4),
    ) -> None:
        self._store, self._samples, self._lot = store, samples, random.Random(seed)
        self._stretch = stretch
        self._today = store.now()
        self._people: list[tuple[Person, str, str]] = []
        self._visits = 0
        self._variants: list[_Variants] = []

    def add_patients(self, count: int) -> None:
        """Add patients, each with a programme."""
        with self._store.writing() as session:
            for number in range(len(self._people), len(self._people) + count):
                self._people.append((Person(number), *self._add_patient(session, number)))

    def add_visits(self, count: int) -> None:
        """Add visits, to the patients in turn."""
        if not self._variants:
            with self._store.writing() as session:
                self._variants = [self._made(session, sample) for sample in self._samples]
        last = self._visits + count
        while self._visits < last:
            rows = _Rows()
            for _ in range(min(_AT_ONCE, last - self._visits)):
                self._visit(rows, *self._people[self._visits % len(self._people)])
                self._visits += 1
            with self._store.writing() as session:
                rows.write(session)

    def _made(self, session: Session, sample: Sample) -> _Variants:
        digest = self._store.recordings.put(session, sample.recording, self._today, None)
        least, most = self._stretch
        results = [
            _varied(sample.result, least + (most - least) * n / (_VARIANTS - 1)) for n in range(_VARIANTS)
        ]
        return _Variants(
            good=sample.result.word in ("good", "not_measured"),
            now=[_exercise(session, one, digest, sample.report) for one in results],
            before=[
                _exercise(session, _with_network(one, OLD_NETWORK), digest, sample.report) for one in results
            ],
            unseen=_exercise(session, _unseen(sample.result), digest, sample.report),
        )

    def _add_patient(self, session: Session, number: int) -> tuple[str, str]:
        name = f"{NAMES[number % len(NAMES)]} {number:03d}"
        patient = Patient(name=name, lang="nl", created_at=self._today - timedelta(days=DAYS + 6))
        session.add(patient)
        session.flush()
        names = dict.fromkeys(sample.result.exercise for sample in self._samples)
        content: dict[str, object] = {
            "times_a_week": 3,
            "items": [{"exercise": exercise} for exercise in names],
        }
        programme = ProgrammeVersion(
            patient_id=patient.id,
            number=1,
            created_at=patient.created_at,
            content=content,
            digest=canonical_digest(content),
        )
        session.add(programme)
        session.flush()
        return patient.id, programme.id

    def _visit(self, rows: _Rows, person: Person, patient: str, programme: str) -> None:
        lot = self._lot
        days_ago = person.days_ago(DAYS, lot)
        began, progress = self._today - timedelta(days=days_ago), 1 - days_ago / DAYS
        before, after = person.pain(progress, days_ago, lot)
        legs = person.legs(days_ago)
        said = advice(before, after, legs)
        visit = Visit(
            id=new_id(),
            patient_id=patient,
            programme_id=programme,
            state="closed",
            began_at=began,
            ended_at=began + timedelta(minutes=20),
            arrived_at=min(began + timedelta(hours=2), self._today),
            pain_before=before,
            pain_after=after,
            pain_worst=max(before, after),
            exertion=lot.choice((3, 4, 5, 6)),
            legs=legs,
            advice=said.value,
            finished=said is not Advice.STOP,
            stopped=said is Advice.STOP,
        )
        rows.add(visit)
        choice = [one for one in self._variants if one.good or not person.careful(progress, lot)]
        choice = choice or self._variants
        done = lot.sample(choice, min(lot.randint(1, 3), len(choice)))
        for number, variants in enumerate(done, 1):
            began_at = began + timedelta(minutes=5 * number)
            place = {"visit_id": visit.id, "number": number, "item": number - 1, "began_at": began_at}
            rows.add_exercise(variants.chosen(person, progress, days_ago, lot), place)


@dataclass(frozen=True, slots=True)
class _Variants:
    """Results made of one sample, the smallest dose first.

    Attributes:
        good: the sample is without a fault.
        now, before: judged by the network of today, and by an older one.
        unseen: hardly anything of it could be measured.
    """

    good: bool
    now: list[_Exercise]
    before: list[_Exercise]
    unseen: _Exercise

    def chosen(self, person: Person, progress: float, days_ago: float, lot: random.Random) -> _Exercise:
        """What this person did on that day."""
        if person.unseen(days_ago):
            return self.unseen
        rows = self.before if person.old_network(progress) else self.now
        return rows[round(person.strength(progress, lot) * (len(rows) - 1))]


@dataclass(frozen=True, slots=True)
class _Exercise:
    """The rows of an exercise without its place: of itself, its events and its faults."""

    row: _Row
    events: list[_Row]
    faults: list[_Row]


class _Rows:
    """Rows of many visits, which are written together: a row by itself would take a statement of its own."""

    def __init__(self) -> None:
        self._tables: dict[type[Base], list[_Row]] = {}

    def add(self, row: Base) -> None:
        """Add a row as it is."""
        self._tables.setdefault(type(row), []).append(_columns(row))

    def add_exercise(self, made: _Exercise, place: Mapping[str, object]) -> None:
        """Add an exercise with its events and faults, at its place in a visit."""
        key = new_id()
        self._tables.setdefault(Exercise, []).append({**made.row, **place, "id": key})
        for table, rows in ((ExerciseEvent, made.events), (ExerciseFault, made.faults)):
            self._tables.setdefault(table, []).extend({**row, "exercise_id": key} for row in rows)

    def write(self, session: Session) -> None:
        """Write them, those that others name before these."""
        for table in (Visit, Exercise, ExerciseEvent, ExerciseFault):
            if rows := self._tables.get(table):
                session.execute(insert(table), rows)


def _exercise(session: Session, result: Result, recording: str, report: ReportData | None) -> _Exercise:
    exercise = Exercise(state="done", recording_hash=recording)
    with session.no_autoflush:  # it has no visit, and is not meant to be kept
        put_result(session, exercise, result, report)
    events, faults = ([_columns(row) for row in rows] for rows in (exercise.events, exercise.faults))
    return _Exercise(_columns(exercise), events, faults)


def _columns(row: Base) -> _Row:
    """What a row that is not in a session was given, by column; the rest gets its default."""
    given = vars(row)
    names = (column.key for column in type(row).__mapper__.column_attrs)
    return {name: given[name] for name in names if name in given}


def _varied(result: Result, factor: float) -> Result:
    """The result with another dose: some people hold longer than others, and no day is as the one before."""
    events = [_stretched(event, factor) for event in result.events]
    return result.model_copy(update={"events": events, "dose": _dose(result.dose, factor)})


def _dose(dose: Dose, factor: float) -> Dose:
    names = ("hold_s", "quality_hold_s", "counted_hold_s")
    sides = {
        side: one.model_copy(update={name: round(getattr(one, name) * factor, 3) for name in names})
        for side, one in dose.sides.items()
    }
    times = {name: round(getattr(dose, name) * factor, 3) for name in names}
    return dose.model_copy(update={**times, "sides": sides})


def _with_network(result: Result, sha256: str) -> Result:
    return result.model_copy(update={"pose": result.pose.model_copy(update={"sha256": sha256})})


def _unseen(result: Result) -> Result:
    """The result as it is when the camera sees too little: nothing of it could be measured."""
    events = [
        event.model_copy(update={"verdict": "unmeasured", "reason": "out_of_frame", "faults": []})
        for event in result.events
    ]
    coverage = result.coverage.model_copy(update={"measured": 0.1, "reasons": {"out_of_frame": 0.9}})
    update = {"events": events, "coverage": coverage, "word": "not_measured", "technique": {}}
    return result.model_copy(update={**update, "dose": _dose(result.dose, 0.0)})


def _stretched(event: Event, factor: float) -> Event:
    times = {"start_s": round(event.start_s * factor, 3), "end_s": round(event.end_s * factor, 3)}
    faults = [
        fault.model_copy(
            update={
                name: round(getattr(fault, name) * factor, 3) for name in ("start_s", "end_s", "peak_at_s")
            }
        )
        for fault in event.faults
    ]
    return event.model_copy(update={**times, "faults": faults})
