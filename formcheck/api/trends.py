"""How it goes over several visits: trends with their error, answers, left against right."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, ValidationError

from formcheck.api.answers import answer
from formcheck.api.place import ApiPlace, found_patient
from formcheck.api.sight import hidden_of, shown
from formcheck.coach.programme import Programme
from formcheck.trends.change import EXERTION_LEAST, PAIN_LEAST, Change, change
from formcheck.trends.days import VisitDay
from formcheck.trends.exercise_trend import ExerciseTrend, exercise_trends
from formcheck.trends.values import answers
from formcheck.visits.patient_file import PatientFile, patient_file

Weeks = Annotated[int, Query(ge=0, le=520, description="The last so many weeks; 0 for all.")]
COURSE = 12
"""Weeks of a course of exercises (docs/clinical.md#dose): what the page shows, too."""


class Trends(BaseModel):
    """What visits say together.

    Attributes:
        weeks: how far back they go; 0 is all.
        visits: how many visits of that time there are; `earlier` how many lie before.
        hidden_visits: of `visits` those that you judge blind; they are left out of `exercises`.
        exercises: of each the values by day with their error and interval, breaks where values before and
            after cannot be compared, and what can be said of the change; in the order of the programme.
        answers: of each visit, the oldest first.
        pain, exertion: the change of the answers before and after exercising.
    """

    weeks: int
    visits: int
    earlier: int
    hidden_visits: int
    exercises: list[ExerciseTrend]
    answers: list[VisitDay]
    pain: Change | None
    exertion: Change | None


def trends_router(place: ApiPlace) -> APIRouter:
    """These routes."""
    router, store = APIRouter(tags=["trends"]), place.store

    @router.get("/patients/{patient_id}/trends", response_model=Trends, summary="Trends of a patient")
    def trends(request: Request, patient_id: str, weeks: Weeks = COURSE) -> Response:
        now = store.now()
        with store.reading() as session:
            found_patient(request, session, patient_id)
            hidden, since = hidden_of(request, session, patient_id), now - timedelta(weeks=weeks)
            file = patient_file(session, patient_id, now, since if weeks else None, hidden)
        if file is None:
            raise HTTPException(404)
        visits = {visit.id for visit in file.visits}
        shown(request, store, visits - hidden)
        days = file.answers
        pain, exertion = answers(days, lambda day: day.pain_before), answers(days, lambda day: day.exertion)
        content = Trends(
            weeks=weeks,
            visits=len(file.visits),
            earlier=file.earlier,
            hidden_visits=len(visits & hidden),
            exercises=exercise_trends(file.days, _order(file)),
            answers=days,
            pain=change(pain, better="less", least=PAIN_LEAST) if pain else None,
            exertion=change(exertion, better="less", least=EXERTION_LEAST) if exertion else None,
        )
        return answer(request, content)

    return router


def _order(file: PatientFile) -> list[str]:
    """The exercises of the programme in force."""
    if file.programme is None:
        return []
    try:
        programme = Programme.model_validate(file.programme.content)
    except (ValidationError, RecursionError):  # a newer formcheck wrote it
        return []
    return list(dict.fromkeys(item.exercise for item in programme.items))
