"""Visits that fill a page: many exercises, long texts, marks and notes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from formcheck.visits.opinion_schema import Mark, Note
from formcheck.visits.results import put_result
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW, sample

FOUR = ("plank-sag", "side-plank-good", "bird-dog-over_lift", "bridge-good reps")


def put_visit(
    store: VisitStore,
    done: tuple[str, ...] = FOUR,
    *,
    name: str = "Anna 001",
    comment: str = "",
    note: str = "",
    mark: int | None = None,
) -> str:
    """Put a patient with one visit in, of two days ago; gives the key of the visit."""
    with store.writing() as session:
        patient = Patient(name=name, created_at=NOW)
        session.add(patient)
        session.flush()
        began = NOW - timedelta(days=2)
        items: list[dict[str, object]] = [{"exercise": sample(what).result.exercise} for what in done]
        visit = Visit(
            patient_id=patient.id,
            state="closed",
            began_at=began,
            utc_offset_min=60,
            ended_at=began + timedelta(minutes=22),
            arrived_at=NOW,
            pain_before=3,
            pain_after=2,
            exertion=5,
            comment=comment,
            plan={"items": [*items, {"exercise": "cat-camel"}]},
            formcheck_version="0.1.0",
        )
        session.add(visit)
        session.flush()
        keys = [_exercise(session, store, visit, number, what) for number, what in enumerate(done, 1)]
        if note:
            session.add(Note(patient_id=patient.id, visit_id=visit.id, written_at=NOW, text=note))
        if mark is not None:
            session.add(Mark(exercise_id=keys[0], event=-1, kind="exas", value=mark, given_at=NOW))
        return visit.id


def _exercise(session: Session, store: VisitStore, visit: Visit, number: int, what: str) -> str:
    recording = store.recordings.put(session, sample(what).recording, NOW, None)
    session.flush()
    exercise = Exercise(
        visit_id=visit.id,
        number=number,
        item=number - 1,
        name=sample(what).result.exercise,
        state="done",
        began_at=visit.began_at,
        recording_hash=recording,
    )
    session.add(exercise)
    put_result(session, exercise, sample(what).result)
    session.flush()
    return exercise.id
