"""What the store holds of visits, for a health record, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from formcheck.scoring.result import Result
from formcheck.visits.opinion_schema import Mark
from formcheck.visits.opinions import EXAS
from formcheck.visits.results import stored_result
from formcheck.visits.schema import Exercise, ThresholdSet, Visit


@dataclass(frozen=True, slots=True)
class RecordVisits:
    """Visits of one patient, the earliest first.

    Attributes:
        visits: with patient, answers, and exercises with their events.
        results: by the exercise's id, those that this formcheck can read.
        exas: by the exercise's id, the therapist's marks.
    """

    visits: Sequence[Visit]
    results: Mapping[str, Result]
    exas: Mapping[str, Mark]


def read_visits(
    session: Session, *, patient_id: str | None = None, visit_id: str | None = None, most: int | None = None
) -> RecordVisits:
    """Read the visits of a patient, or one visit.

    Args:
        session: reads.
        patient_id: whose; None for any.
        visit_id: which; None for all.
        most: the latest so many; None for all.
    """
    query = select(Visit).options(
        joinedload(Visit.patient),
        selectinload(Visit.answers),
        selectinload(Visit.exercises).selectinload(Exercise.events),
    )
    if patient_id is not None:
        query = query.where(Visit.patient_id == patient_id)
    if visit_id is not None:
        query = query.where(Visit.id == visit_id)
    found = session.scalars(query.order_by(Visit.began_at.desc(), Visit.id).limit(most)).all()
    visits = list(reversed(found))
    exercises = [exercise for visit in visits for exercise in visit.exercises]
    digests = {exercise.threshold_digest for exercise in exercises} - {None}
    sets = session.scalars(select(ThresholdSet).where(ThresholdSet.digest.in_(digests)))
    thresholds = {one.digest: one for one in sets}
    marks = session.scalars(
        select(Mark)
        .join(Exercise, Exercise.id == Mark.exercise_id)
        .where(Mark.kind == EXAS, Exercise.visit_id.in_([visit.id for visit in visits]))
        .order_by(Mark.given_at)
    )
    results = ((exercise.id, _result(exercise, thresholds)) for exercise in exercises)
    return RecordVisits(
        visits=visits,
        results={id_: result for id_, result in results if result is not None},
        exas={mark.exercise_id: mark for mark in marks},
    )


def _result(exercise: Exercise, thresholds: Mapping[str, ThresholdSet]) -> Result | None:
    known = thresholds.get(exercise.threshold_digest or "")
    if known is None:
        return None
    try:
        return stored_result(exercise, known)
    except ValueError:  # none is kept, or a newer formcheck wrote it
        return None
