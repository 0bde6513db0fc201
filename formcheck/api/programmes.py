"""The programme of a patient: its versions, the newest of which is in force, and the suggested next step."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from pydantic import BaseModel, JsonValue

from formcheck.api.answers import Page, answer, page_of
from formcheck.api.place import ApiPlace, Limit, PageNumber, found_patient
from formcheck.api.sight import hidden_of, shown
from formcheck.errors import FormcheckError
from formcheck.trends.next_step import NextStep
from formcheck.visits.next_steps import latest_exercises, next_step_of
from formcheck.visits.programmes import current, history, programme_of
from formcheck.visits.schema import ProgrammeVersion

VersionNumber = Annotated[int, Path(ge=1, le=1_000_000)]


class VersionOut(BaseModel):
    """A version of a programme.

    Attributes:
        digest: SHA-256 of the content: the same programme has the same one everywhere.
        message: what the therapist wrote about the change.
        in_force: it is the newest one.
    """

    id: str
    number: int
    created_at: datetime
    digest: str
    message: str
    in_force: bool


class VersionWhole(VersionOut):
    """With its content: exercises, doses, days, bands and stop rules."""

    content: dict[str, JsonValue]


class NextStepOut(BaseModel):
    """What the rule suggests for an exercise of the programme in force; null where it cannot tell."""

    exercise: str
    step: NextStep | None


class NextSteps(BaseModel):
    """Of every exercise of the programme in force, in its order.

    Attributes:
        number: of the version in force.
        hidden_visits: of the latest visits those that you judge blind; the rule leaves them out.
    """

    number: int
    hidden_visits: int
    steps: list[NextStepOut]


def programmes_router(place: ApiPlace) -> APIRouter:
    """These routes."""
    router, store = APIRouter(tags=["programmes"]), place.store

    @router.get(
        "/patients/{patient_id}/programmes",
        response_model=Page[VersionOut],
        summary="Versions of the programme, the newest first",
    )
    def versions(request: Request, patient_id: str, page: PageNumber = 1, limit: Limit = 100) -> Response:
        with store.reading() as session:
            found_patient(request, session, patient_id)
            rows = history(session, patient_id)
        newest = rows[0].number if rows else 0
        items, number, pages, total = page_of(rows, page, limit)
        shown = [VersionOut.model_validate(_version(row, newest)) for row in items]
        return answer(request, Page[VersionOut](items=shown, page=number, pages=pages, total=total))

    @router.get(
        "/patients/{patient_id}/programmes/{number}", response_model=VersionWhole, summary="One version"
    )
    def version(request: Request, patient_id: str, number: VersionNumber) -> Response:
        with store.reading() as session:
            found_patient(request, session, patient_id)
            rows = history(session, patient_id)
        row = next((one for one in rows if one.number == number), None)
        if row is None:
            raise HTTPException(404)
        content = {**_version(row, rows[0].number), "content": row.content}
        return answer(request, VersionWhole.model_validate(content))

    @router.get(
        "/patients/{patient_id}/next-steps",
        response_model=NextSteps,
        summary="What the rule suggests next; nothing is changed by it",
    )
    def next_steps(request: Request, patient_id: str) -> Response:
        with store.reading() as session:
            found_patient(request, session, patient_id)
            row = current(session, patient_id)
            latest, hidden = latest_exercises(session, patient_id), hidden_of(request, session, patient_id)
        if row is None:
            raise HTTPException(404, "There is no programme.")
        done = [(visit, exercise) for visit, exercise in latest if visit.id not in hidden]
        shown(request, store, {visit.id for visit, _ in done})
        left_out = len({visit.id for visit, _ in latest} & hidden)
        steps = []
        programme = programme_of(row)
        for item in programme.items:
            try:
                step = next_step_of(item, programme, done)
            except FormcheckError:  # of an exercise or a dose that this formcheck does not know
                step = None
            steps.append(NextStepOut(exercise=item.exercise, step=step))
        return answer(request, NextSteps(number=row.number, hidden_visits=left_out, steps=steps))

    return router


def _version(row: ProgrammeVersion, newest: int) -> dict[str, object]:
    return {
        "id": row.id,
        "number": row.number,
        "created_at": row.created_at,
        "digest": row.digest,
        "message": row.message,
        "in_force": row.number == newest,
    }
