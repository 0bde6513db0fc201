"""The patient is asked about a suggested step, before a visit and after it, where the programme allows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from formcheck.coach.programme import Programme
from formcheck.errors import FormcheckError
from formcheck.report.environment import environment
from formcheck.therapist.desk import Desk
from formcheck.therapist.trouble import told
from formcheck.visits.programme_words import dose_text
from formcheck.visits.programmes import programme_of
from formcheck.visits.steps import OfferedStep, offered_steps, take_step
from formcheck.visits.table_base import ID_LENGTH
from formcheck.web.visit_pages import TEMPLATES
from formcheck.words.catalogue import LANGUAGES, Words


@dataclass(frozen=True, slots=True)
class StepQuestion:
    """A step as the patient is asked about it; `title` is what is spoken of it."""

    place: int
    title: str
    why: str
    question: str
    yes: str


def step_router(desk: Desk) -> APIRouter:
    """The routes, below `/steps`."""
    router, store = APIRouter(prefix="/steps"), desk.store

    @router.get("/today", response_class=HTMLResponse)
    def today(request: Request, lang: str = "", taken: int = -1) -> Response:
        words = Words(lang) if lang in LANGUAGES else desk.words(request)
        version, offered = offered_steps(store)
        agreed = "" if version is None else taken_text(programme_of(version), taken, words)
        if version is None or not (offered or agreed):
            return Response(status_code=204)
        steps = [question(one, words) for one in offered]
        page = environment(TEMPLATES).get_template("steps_today.html.j2")
        return HTMLResponse(
            page.render(word=words.text, version=version.id, steps=steps, taken=agreed, lang=words.language)
        )

    @router.post("/take")
    def take(
        request: Request,
        version: Annotated[str, Form(max_length=ID_LENGTH)],
        place: Annotated[int, Form(ge=0, le=1000)],
        lang: Annotated[str, Form(max_length=5)] = "",
    ) -> Response:
        words = Words(lang) if lang in LANGUAGES else desk.words(request)
        try:
            take_step(store, version, place, words.text("steps.message"))
        except FormcheckError as error:
            return HTMLResponse(told(error, words), 409)
        return RedirectResponse(f"/#step-{place}", 303)

    return router


def taken_text(programme: Programme, place: int, words: Words) -> str:
    """What the programme holds after a step that the patient took; "" where no such step was taken."""
    item = programme.items[place] if 0 <= place < len(programme.items) else None
    if item is None or item.step is None or item.step.by != "patient":
        return ""
    return words.text(
        "steps.taken", exercise=words.exercise(item.exercise), dose=dose_text(item.dose(), words)
    )


def question(offered: OfferedStep, words: Words) -> StepQuestion:
    """What the patient reads: why, the question, and the button."""
    step, now = offered.step, offered.item.exercise
    direction = step.direction.value
    values = {
        "exercise": words.exercise(step.exercise or now),
        "before": words.exercise(now),
        "dose": dose_text(step.dose, words),
        "old": dose_text(offered.item.dose(), words),
    }
    kind = "dose" if step.exercise is None else "exercise"
    return StepQuestion(
        offered.place,
        words.text(f"steps.title.{direction}"),
        words.text(f"steps.why.{direction}", **values),
        words.text(f"steps.{kind}.{direction}", **values),
        words.text(f"steps.yes.{direction}"),
    )
