"""The visits of a patient, and a visit with its exercises and events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, JsonValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from formcheck.api.answers import Page, answer
from formcheck.api.place import ApiPlace, Limit, PageNumber, check_sees, found_patient, midnight
from formcheck.api.sight import MAY_BE_HIDDEN, hidden_of, look, shown
from formcheck.record.visits_read import read_visits
from formcheck.scoring.result import Result
from formcheck.visits.opinion_schema import Mark, Note, Rescoring
from formcheck.visits.recordings import Recordings
from formcheck.visits.schema import Answer, Exercise, ProgrammeVersion, Visit

Since = Annotated[date | None, Query(description="First day, in UTC.")]
Until = Annotated[date | None, Query(description="Last day, in UTC.")]


class DoneInShort(BaseModel):
    """An exercise of a visit: the word for it, as `result.json` has it; "" while there is none.

    Where the visit is hidden, `word` is "" and `as_far_as_seen` false.
    """

    id: str
    number: int
    name: str
    state: str
    word: str
    as_far_as_seen: bool


class VisitInShort(BaseModel):
    """A visit. Answers go from 0 to 10; null where there is none.

    Attributes:
        utc_offset_min: minutes that the patient's clock was ahead of UTC.
        programme_id: version of the programme that it followed.
        hidden: you judge it blind: what formcheck found in it is left out.
    """

    id: str
    patient_id: str
    programme_id: str | None
    state: str
    source: str
    lang: str
    began_at: datetime
    ended_at: datetime | None
    arrived_at: datetime
    utc_offset_min: int
    pain_before: int | None
    pain_after: int | None
    pain_worst: int | None
    pain_next: int | None
    exertion: int | None
    legs: bool
    advice: str
    finished: bool
    stopped: bool
    comment: str
    formcheck_version: str
    hidden: bool
    exercises: list[DoneInShort]


class AnswerOut(BaseModel):
    """An answer or button, as it was given; `at_s` is media time, seconds."""

    given_at: datetime
    at_s: float | None
    kind: str
    value: int | None


class MarkOut(BaseModel):
    """A therapist's judgement: "exas" (1 to 5) of an exercise, whose `event` is -1, or "agrees" (0, 1)."""

    kind: str
    event: int
    value: int
    given_at: datetime


class RescoringOut(BaseModel):
    """A result under other thresholds that was kept, and why."""

    id: str
    made_at: datetime
    changes: dict[str, JsonValue]
    reason: str
    word: str


class DoneExercise(DoneInShort):
    """An exercise of a visit.

    Attributes:
        item: its place in the visit's plan, from 0.
        began_at: start.
        sets: what the coach counted.
        good_s, almost_s, different_s, unmeasured_s: seconds of holds and repetitions by what they show.
        left_s, right_s: quality hold time of either side.
        result: `result.json`; null where there is none, or a newer formcheck wrote it.
        recording: "kept", "gone" or "none".
    """

    item: int | None
    began_at: datetime
    sets: dict[str, JsonValue]
    hold_s: float
    quality_hold_s: float
    longest_s: float
    reps: int
    good_reps: int
    attempts: int
    good_s: float
    almost_s: float
    different_s: float
    unmeasured_s: float
    left_s: float | None
    right_s: float | None
    model: str
    recording: str
    marks: list[MarkOut]
    rescorings: list[RescoringOut]
    result: Result | None


class VisitWhole(VisitInShort):
    """A visit with its exercises, their events, and what the therapist thinks of it."""

    plan: dict[str, JsonValue]
    programme: int | None
    answers: list[AnswerOut]
    note: str
    exercises: list[DoneExercise]  # type: ignore[assignment]


def visits_router(place: ApiPlace) -> APIRouter:
    """These routes."""
    router, store = APIRouter(tags=["visits"]), place.store

    @router.get(
        "/patients/{patient_id}/visits",
        response_model=Page[VisitInShort],
        summary="Visits of a patient, the latest first",
    )
    def visits(
        request: Request,
        patient_id: str,
        since: Since = None,
        until: Until = None,
        page: PageNumber = 1,
        limit: Limit = 100,
    ) -> Response:
        wanted = [Visit.patient_id == patient_id]
        if (first := midnight(since, store.now())) is not None:
            wanted.append(Visit.began_at >= first)
        if (last := midnight(until, store.now(), after=True)) is not None:
            wanted.append(Visit.began_at < last)
        newest = select(Visit).where(*wanted).order_by(Visit.began_at.desc(), Visit.id)
        with store.reading() as session:
            found_patient(request, session, patient_id)
            total = session.scalar(select(func.count()).select_from(Visit).where(*wanted)) or 0
            rows = session.scalars(newest.offset((page - 1) * limit).limit(limit)).all()
            hidden = hidden_of(request, session, patient_id)
            done = _exercises(session, [row.id for row in rows], hidden)
        shown(request, store, {row.id for row in rows} - hidden)
        items = [_in_short(row, done.get(row.id, []), hidden=row.id in hidden) for row in rows]
        pages = max(-(-total // limit), 1)
        return answer(request, Page[VisitInShort](items=items, page=page, pages=pages, total=total))

    @router.get(
        "/visits/{visit_id}",
        response_model=VisitWhole,
        responses=MAY_BE_HIDDEN,
        summary="A visit with its exercises and their events",
    )
    def visit(request: Request, visit_id: str) -> Response:
        with store.reading() as session:
            found = whole_visit(session, visit_id, store.recordings)
            if found is None:
                raise HTTPException(404)
            check_sees(request, session, found.patient_id)
        look(request, store, found.patient_id, (visit_id,))
        return answer(request, found)

    return router


def _exercises(
    session: Session, visits: Sequence[str], hidden: Collection[str]
) -> dict[str, list[DoneInShort]]:
    columns = (
        Exercise.visit_id, Exercise.id, Exercise.number, Exercise.name, Exercise.state, Exercise.word,
        Exercise.as_far_as_seen,
    )  # fmt: skip
    query = select(*columns).where(Exercise.visit_id.in_(visits)).order_by(Exercise.visit_id, Exercise.number)
    found: dict[str, list[DoneInShort]] = {}
    for visit, key, number, name, state, word, seen in session.execute(query):
        done = DoneInShort(id=key, number=number, name=name, state=state, word=word, as_far_as_seen=seen)
        if visit in hidden:
            done = done.model_copy(update={"word": "", "as_far_as_seen": False})
        found.setdefault(visit, []).append(done)
    return found


def _columns(row: object, kind: type[BaseModel], *others: str) -> dict[str, object]:
    """The fields of a model that are columns of a row."""
    return {name: getattr(row, name) for name in kind.model_fields if name not in others}


def _in_short(row: Visit, exercises: list[DoneInShort], *, hidden: bool) -> VisitInShort:
    columns = _columns(row, VisitInShort, "hidden", "exercises")
    return VisitInShort.model_validate({**columns, "hidden": hidden, "exercises": exercises})


def whole_visit(session: Session, visit_id: str, recordings: Recordings) -> VisitWhole | None:
    """A visit, in a fixed number of queries; None where there is none.

    Args:
        session: reads.
        visit_id: its key.
        recordings: the files.
    """
    records = read_visits(session, visit_id=visit_id)
    if not records.visits:
        return None
    row = records.visits[0]
    ids = [exercise.id for exercise in row.exercises]
    marks, rescorings = _marks(session, ids), _rescorings(session, ids)
    note = select(Note.text).where(Note.visit_id == row.id).order_by(Note.written_at.desc()).limit(1)
    number = select(ProgrammeVersion.number).where(ProgrammeVersion.id == row.programme_id)
    exercises = [
        DoneExercise.model_validate(
            {
                **_columns(one, DoneExercise, "recording", "marks", "rescorings", "result"),
                "recording": _recording(one, recordings),
                "marks": marks.get(one.id, []),
                "rescorings": rescorings.get(one.id, []),
                "result": records.results.get(one.id),
            }
        )
        for one in row.exercises
    ]
    return VisitWhole.model_validate(
        {
            **_columns(row, VisitInShort, "hidden", "exercises"),
            "hidden": False,
            "plan": row.plan,
            "programme": session.scalar(number),
            "answers": [_answer(one) for one in row.answers],
            "note": session.scalar(note) or "",
            "exercises": exercises,
        }
    )


def _answer(one: Answer) -> AnswerOut:
    return AnswerOut(given_at=one.given_at, at_s=one.at_s, kind=one.kind, value=one.value)


def _recording(exercise: Exercise, recordings: Recordings) -> str:
    if exercise.recording_hash is None:
        return "none"
    return "kept" if recordings.path(exercise.recording_hash).exists() else "gone"


def _marks(session: Session, ids: Sequence[str]) -> dict[str, list[MarkOut]]:
    query = select(Mark).where(Mark.exercise_id.in_(ids)).order_by(Mark.given_at, Mark.id)
    found: dict[str, list[MarkOut]] = {}
    for one in session.scalars(query):
        mark = MarkOut(kind=one.kind, event=one.event, value=one.value, given_at=one.given_at)
        found.setdefault(one.exercise_id, []).append(mark)
    return found


def _rescorings(session: Session, ids: Sequence[str]) -> dict[str, list[RescoringOut]]:
    query = select(Rescoring).where(Rescoring.exercise_id.in_(ids)).order_by(Rescoring.made_at, Rescoring.id)
    found: dict[str, list[RescoringOut]] = {}
    for one in session.scalars(query):
        content = {
            **_columns(one, RescoringOut, "word"),
            "word": str(one.result.get("word", "")),
        }
        found.setdefault(one.exercise_id, []).append(RescoringOut.model_validate(content))
    return found
