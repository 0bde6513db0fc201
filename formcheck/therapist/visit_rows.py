"""All rows that the page of a visit shows, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from formcheck.visits.opinion_schema import Mark, Note, Rescoring
from formcheck.visits.opinions import counts_of_agreement
from formcheck.visits.recordings import Recordings
from formcheck.visits.schema import Exercise, Patient, ProgrammeVersion, ThresholdSet, Visit


@dataclass(frozen=True, slots=True)
class VisitRows:
    """What lies in the store of one visit.

    Attributes:
        visit: with its exercises, their events, and the answers.
        programme: number of the version that it followed, or None.
        thresholds: by digest.
        recordings: by hash, those whose file is there.
        marks: of its exercises.
        note: the therapist's, or None.
        rescorings: kept ones, the oldest first.
        before, after: ids of the patient's visits around it, or None.
        agreed: exercise -> (yes, no) over all visits of the patients whom who asks sees.
    """

    visit: Visit
    patient: Patient
    programme: int | None
    thresholds: dict[str, ThresholdSet]
    recordings: set[str]
    marks: Sequence[Mark]
    note: Note | None
    rescorings: Sequence[Rescoring]
    before: str | None
    after: str | None
    agreed: dict[str, tuple[int, int]]


def read_visit(
    session: Session, visit_id: str, recordings: Recordings, among: ColumnElement[bool] | None = None
) -> VisitRows | None:
    """The rows of a visit; None where there is none of this id."""
    exercises = selectinload(Visit.exercises)
    visit = session.scalar(
        select(Visit)
        .where(Visit.id == visit_id)
        .options(
            joinedload(Visit.patient),
            exercises.options(selectinload(Exercise.events), undefer(Exercise.chart)),
            selectinload(Visit.answers),
        )
    )
    if visit is None:
        return None
    ids = [exercise.id for exercise in visit.exercises]
    names = {exercise.name for exercise in visit.exercises}
    digests = {exercise.threshold_digest for exercise in visit.exercises}
    hashes = {exercise.recording_hash for exercise in visit.exercises}
    sets = session.scalars(select(ThresholdSet).where(ThresholdSet.digest.in_(digests - {None})))
    kept = select(Rescoring).where(Rescoring.exercise_id.in_(ids)).order_by(Rescoring.made_at)
    number = select(ProgrammeVersion.number).where(ProgrammeVersion.id == visit.programme_id)
    note = select(Note).where(Note.visit_id == visit.id).order_by(Note.written_at.desc()).limit(1)
    return VisitRows(
        visit=visit,
        patient=visit.patient,
        programme=session.scalar(number),
        thresholds={one.digest: one for one in sets},
        recordings={one for one in hashes if one is not None and recordings.path(one).exists()},
        marks=session.scalars(select(Mark).where(Mark.exercise_id.in_(ids))).all(),
        note=session.scalar(note),
        rescorings=session.scalars(kept).all(),
        before=_neighbour(session, visit, before=True),
        after=_neighbour(session, visit, before=False),
        agreed={} if among is None else counts_of_agreement(session, names, among),
    )


def _neighbour(session: Session, visit: Visit, *, before: bool) -> str | None:
    """The patient's last visit before this one, or the first one after it."""
    began = Visit.began_at
    query = select(Visit.id).where(Visit.patient_id == visit.patient_id)
    if before:
        query = query.where(began < visit.began_at).order_by(began.desc())
    else:
        query = query.where(began > visit.began_at).order_by(began)
    return session.scalar(query.limit(1))
