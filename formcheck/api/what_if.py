"""What if a threshold were another: a question, and its answer as far as it is known. Nothing is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from formcheck.api.answers import answer
from formcheck.api.place import ApiPlace, check_form_token, found_patient, midnight
from formcheck.api.sight import MAY_BE_HIDDEN, look
from formcheck.exercises import exercise_names, get_exercise
from formcheck.practice.carried import principal_of
from formcheck.scoring.result import Result
from formcheck.visits.what_if import Figures, PastExercise, WhatIf, past_exercises
from formcheck.visits.what_if_asked import Asked

MOST_CHANGES = 40
"""Tables and values of a question together: as much as any exercise has bands."""


class Question(BaseModel):
    """Which exercise, and what is to be otherwise, as in an override of its config.

    Attributes:
        exercise: as `formcheck exercises` lists it.
        changes: e.g. `{"fault_from": {"sag": 0.04}}`; refused where the judge would not take it.
        since, until: first and last day, in UTC; null is open.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"exercise": "plank", "changes": {"fault_from": {"sag": 0.04}}}]},
    )

    exercise: Annotated[str, Field(json_schema_extra={"enum": list(exercise_names())})]
    changes: Annotated[dict[str, JsonValue], Field(max_length=MOST_CHANGES)]
    since: date | None = None
    until: date | None = None


class Compared(BaseModel):
    """One exercise: as it was found on the day, and as it is found now; null while that is not known.

    Attributes:
        trouble: "gone" where its recording is, "failed" where it cannot be judged; else "".
    """

    exercise_id: str
    visit_id: str
    number: int
    began_at: datetime
    before: Figures
    now: Figures | None
    trouble: str


class Answer(BaseModel):
    """The answer. `over`: no more will come; `judged` of `wanted` recordings are known."""

    id: str
    exercise: str
    changes: dict[str, JsonValue]
    over: bool
    judged: int
    wanted: int
    exercises: list[Compared]


def what_if_router(place: ApiPlace) -> APIRouter:
    """These routes."""
    router, asked, store = APIRouter(tags=["what if"]), Asked[Question](), place.store

    @router.post(
        "/patients/{patient_id}/what-if",
        response_model=Answer,
        status_code=202,
        responses=MAY_BE_HIDDEN,
        summary="Judge the recordings of an exercise again under other thresholds",
    )
    def ask(request: Request, patient_id: str, question: Question) -> Response:
        check_form_token(request)
        get_exercise(question.exercise).config(question.changes)
        began = (midnight(question.since, store.now()), midnight(question.until, store.now(), after=True))
        with store.reading() as session:
            found_patient(request, session, patient_id)
            past = past_exercises(session, store.recordings, patient_id, question.exercise, began)
        look(request, store, patient_id, {one.visit_id for one in past})
        who, changes = principal_of(request).id, question.changes
        job = asked.begin(patient_id, question.exercise, {**changes}, past, who=who, how=question)
        headers = {"Location": f"{request.url.path}/{job.id}"}
        return answer(request, _answer(job, question.changes), 202, headers)

    @router.get(
        "/patients/{patient_id}/what-if/{job_id}",
        response_model=Answer,
        responses=MAY_BE_HIDDEN,
        summary="The answer so far",
    )
    def so_far(request: Request, patient_id: str, job_id: str) -> Response:
        job, _ = asked.get(patient_id, job_id, principal_of(request).id)
        if job is None:
            raise HTTPException(404, "There is no such question, or it was asked too long ago.")
        with store.reading() as session:
            found_patient(request, session, patient_id)
        look(request, store, patient_id, {one.visit_id for one in job.past})
        return answer(request, _answer(job, job.changes))

    return router


def _answer(job: WhatIf, changes: dict[str, JsonValue] | dict[str, object]) -> Answer:
    over = job.done  # read first: what comes in meanwhile is shown by a later look, never left out
    content = {
        "id": job.id,
        "exercise": job.exercise,
        "changes": changes,
        "over": over,
        "judged": len(job.judged),
        "wanted": job.wanted,
        "exercises": [_compared(one, job) for one in job.past],
    }
    return Answer.model_validate(content)


def _compared(one: PastExercise, job: WhatIf) -> Compared:
    found = job.judged.get(one.id)
    trouble = "gone" if one.path is None else "failed" if found is not None and found.trouble else ""
    now = None
    if found is not None and found.result:
        now = Figures.of(Result.model_validate_json(found.result))
    return Compared(
        exercise_id=one.id,
        visit_id=one.visit_id,
        number=one.number,
        began_at=one.began_at,
        before=one.figures,
        now=now,
        trouble=trouble,
    )
