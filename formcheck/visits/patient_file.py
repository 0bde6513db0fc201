"""All that the page of one patient shows, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from formcheck.exercises import exercise_names, get_exercise
from formcheck.learn.progress import Learned
from formcheck.trends.days import ExerciseDay, FaultSeen, Grades, Judged, SideDone, VisitDay, middles
from formcheck.visits.learned import learned_of
from formcheck.visits.opinion_schema import Note
from formcheck.visits.patient_list import OVER, PAIN_STOP, ListedPatient, is_new, listed_patients
from formcheck.visits.schema import (
    Exercise,
    ExerciseEvent,
    ExerciseFault,
    Patient,
    ProgrammeVersion,
    ThresholdSet,
    Visit,
)
from formcheck.visits.visit_report import patient_time

HIDDEN = "hidden"
"""The word of an exercise whose visit is hidden while it is judged blind."""
_GRADES = ("good", "almost", "different", "unmeasured")


class KeptVisit(NamedTuple):
    """One visit of the list; fields as in `Visit`, `words` by exercise in order."""

    id: str
    began_at: datetime
    utc_offset_min: int
    state: str
    source: str
    pain_before: int | None
    pain_after: int | None
    pain_next: int | None
    exertion: int | None
    legs: bool
    stopped_for_pain: bool
    finished: bool
    comment: str
    programme: int | None
    new: bool


class KeptNote(NamedTuple):
    """A note; `visit_id` and its `began_at`, by the patient's clock, of one about a visit."""

    written_at: datetime
    text: str
    visit_id: str | None
    began_at: datetime | None


class KeptWord(NamedTuple):
    """The word of one exercise of a visit."""

    visit_id: str
    name: str
    word: str
    as_far_as_seen: bool

    @property
    def grade(self) -> str:
        """The word as a grade of `formcheck.scoring.verdicts`."""
        return "unmeasured" if self.word in ("not_measured", "") else self.word


@dataclass(frozen=True, slots=True)
class PatientFile:
    """One patient.

    Attributes:
        listed: as in the list.
        programme: the version in force, or None.
        visits: those of the period, the newest first; `earlier` how many lie before it.
        days: the same visits' exercises, the oldest first, by the patient's clock as `answers`.
        words: of each exercise of a visit, by the visit's key.
        newest_arrival: when the last of all visits arrived, or None.
        learned: cards that were seen and statements that were judged, in all visits.
    """

    listed: ListedPatient
    programme: ProgrammeVersion | None
    visits: list[KeptVisit]
    earlier: int
    days: list[ExerciseDay]
    words: Mapping[str, Sequence[KeptWord]]
    notes: list[KeptNote]
    newest_arrival: datetime | None
    learned: Learned

    @property
    def answers(self) -> list[VisitDay]:
        """The answers of the visits, the oldest first."""
        return [
            VisitDay(
                one.id,
                patient_time(one.began_at, one.utc_offset_min),
                one.pain_before,
                one.pain_after,
                one.pain_next,
                one.exertion,
                one.legs,
                one.stopped_for_pain,
            )
            for one in reversed(self.visits)
        ]


def patient_file(
    session: Session,
    patient_id: str,
    now: datetime,
    since: datetime | None,
    hidden: Collection[str] = (),
) -> PatientFile | None:
    """All about one patient; None where there is no such one.

    Args:
        session: reads; it asks eleven times, however many visits there are.
        patient_id: the patient's key.
        now: the present time.
        since: visits from then on; None for all.
        hidden: visits of which nothing is read but what was done and answered.
    """
    listed = listed_patients(session, now, only=patient_id, hidden=hidden)
    if not listed:
        return None
    programme = session.scalar(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.patient_id == patient_id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    )
    visits = _visits(session, patient_id, since)
    whole, arrival = session.execute(
        select(func.count(), func.max(Visit.arrived_at)).where(Visit.patient_id == patient_id)
    ).one()
    rows = _exercises(session, patient_id, since)
    words: dict[str, list[KeptWord]] = {}
    for row in rows:
        told = (HIDDEN, False) if row.visit_id in hidden else (row.word, row.as_far_as_seen)
        words.setdefault(row.visit_id, []).append(KeptWord(row.visit_id, row.name, *told))
    return PatientFile(
        listed=listed[0],
        programme=programme,
        visits=visits,
        earlier=whole - len(visits),
        days=_days(session, [row for row in rows if row.visit_id not in hidden]),
        words=words,
        notes=_notes(session, patient_id),
        newest_arrival=arrival,
        learned=learned_of(session, patient_id),
    )


class _Done(NamedTuple):
    id: str
    visit_id: str
    began_at: datetime
    name: str
    word: str
    as_far_as_seen: bool
    hold_s: float
    quality_hold_s: float
    longest_s: float
    counts: Mapping[str, Mapping[str, int]]
    good_s: float
    almost_s: float
    different_s: float
    unmeasured_s: float
    left_s: float | None
    right_s: float | None
    model: str
    threshold_digest: str | None
    view: str | None
    reference: str | None
    coverage: float | None
    utc_offset_min: int


def _visits(session: Session, patient_id: str, since: datetime | None) -> list[KeptVisit]:
    query = (
        select(
            Visit.id,
            Visit.began_at,
            Visit.utc_offset_min,
            Visit.state,
            Visit.source,
            Visit.pain_before,
            Visit.pain_after,
            Visit.pain_next,
            Visit.exertion,
            Visit.legs,
            PAIN_STOP,
            Visit.finished,
            Visit.comment,
            ProgrammeVersion.number,
            is_new(),
        )
        .join(Patient, Patient.id == Visit.patient_id)
        .outerjoin(ProgrammeVersion, ProgrammeVersion.id == Visit.programme_id)
        .where(Visit.patient_id == patient_id)
        .order_by(Visit.began_at.desc(), Visit.id)
    )
    if since is not None:
        query = query.where(Visit.began_at >= since)
    return [KeptVisit._make(row) for row in session.execute(query)]


def _exercises(session: Session, patient_id: str, since: datetime | None) -> list[_Done]:
    query = (
        select(
            Exercise.id,
            Exercise.visit_id,
            Visit.began_at,
            Exercise.name,
            Exercise.word,
            Exercise.as_far_as_seen,
            Exercise.hold_s,
            Exercise.quality_hold_s,
            Exercise.longest_s,
            Exercise.counts,
            Exercise.good_s,
            Exercise.almost_s,
            Exercise.different_s,
            Exercise.unmeasured_s,
            Exercise.left_s,
            Exercise.right_s,
            Exercise.model,
            Exercise.threshold_digest,
            Exercise.result["view"].as_string().label("view"),
            Exercise.result["calibration"]["kind"].as_string().label("reference"),
            Exercise.result["coverage"]["measured"].as_float().label("coverage"),
            Visit.utc_offset_min,
        )
        .join(Visit)
        .where(Visit.patient_id == patient_id, OVER, Exercise.result.is_not(None))
        .order_by(Visit.began_at, Visit.id, Exercise.number)
    )
    if since is not None:
        query = query.where(Visit.began_at >= since)
    return [_Done._make(row) for row in session.execute(query)]


def _days(session: Session, rows: Sequence[_Done]) -> list[ExerciseDay]:
    faults: dict[str, list[FaultSeen]] = {}
    query = (
        select(ExerciseFault.exercise_id, ExerciseFault.fault, ExerciseFault.seconds, ExerciseFault.count)
        .where(ExerciseFault.exercise_id.in_([row.id for row in rows]))
        .order_by(ExerciseFault.exercise_id, ExerciseFault.rank)
    )
    for exercise, name, seconds, count in session.execute(query):
        faults.setdefault(exercise, []).append(FaultSeen(name, seconds, count))
    used = {row.threshold_digest for row in rows} - {None}
    content = ThresholdSet.content
    thresholds = {
        key: (digest or key, strictness or 1.0)
        for key, digest, strictness in session.execute(
            select(ThresholdSet.digest, content["digest"].as_string(), content["strictness"].as_float())
            .where(ThresholdSet.digest.in_(used))
        )
    }  # fmt: skip
    measures = _measures(session, rows)
    return [
        _day(
            row,
            faults.get(row.id, []),
            thresholds.get(row.threshold_digest or "", ("", 1.0)),
            measures.get(row.id, ()),
        )
        for row in rows
    ]


def _day(
    row: _Done,
    faults: Sequence[FaultSeen],
    thresholds: tuple[str, float],
    measures: Sequence[Mapping[str, float]],
) -> ExerciseDay:
    quality = {"left": row.left_s or 0.0, "right": row.right_s or 0.0}
    sides = {
        side: SideDone(number.get("holds", 0), quality.get(side, 0.0), _grades(number))
        for side, number in row.counts.items()
    }
    return ExerciseDay(
        visit=row.visit_id,
        at=patient_time(row.began_at, row.utc_offset_min),
        exercise=row.name,
        judged=Judged(row.model, *thresholds, row.view or "", row.reference or ""),
        holds=sum(side.holds for side in sides.values()),
        hold_s=row.hold_s,
        quality_hold_s=row.quality_hold_s,
        longest_s=row.longest_s,
        reps=sum((side.reps for side in sides.values()), Grades()),
        times=Grades(row.good_s, row.almost_s, row.different_s, row.unmeasured_s),
        coverage=1.0 if row.coverage is None else row.coverage,
        sides={side: done for side, done in sides.items() if side},
        faults=tuple(faults),
        measures=middles(measures),
    )


@cache
def _tracked() -> frozenset[str]:
    """Exercises of which quantities are followed over visits: only their events are read."""
    return frozenset(name for name in exercise_names() if get_exercise(name).config().tracked)


def _measures(session: Session, rows: Sequence[_Done]) -> dict[str, list[Mapping[str, float]]]:
    """The measures of the events that were measured, by exercise."""
    followed = [row.id for row in rows if row.name in _tracked()]
    found: dict[str, list[Mapping[str, float]]] = {}
    if not followed:
        return found
    query = (
        select(ExerciseEvent.exercise_id, ExerciseEvent.detail["measures"])
        .where(ExerciseEvent.exercise_id.in_(followed), ExerciseEvent.verdict != "unmeasured")
        .order_by(ExerciseEvent.exercise_id, ExerciseEvent.number)
    )
    for exercise, measures in session.execute(query):
        found.setdefault(exercise, []).append(measures or {})
    return found


def _grades(number: Mapping[str, int]) -> Grades:
    return Grades(*(number.get(name, 0) for name in _GRADES))


def _notes(session: Session, patient_id: str) -> list[KeptNote]:
    query = (
        select(Note.written_at, Note.text, Note.visit_id, Visit.began_at, Visit.utc_offset_min)
        .outerjoin(Visit, Visit.id == Note.visit_id)
        .where(Note.patient_id == patient_id)
        .order_by(Note.written_at.desc())
    )
    return [
        KeptNote(written, text, visit, None if began is None else patient_time(began, offset or 0))
        for written, text, visit, began, offset in session.execute(query)
    ]
