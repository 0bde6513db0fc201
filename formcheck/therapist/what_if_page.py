"""The page "What if": past visits judged again with another threshold, beside what was found on the day."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.exercises import exercise_names
from formcheck.practice.carried import principal_of
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.what_if_form import (
    EDGES,
    Question,
    WrongQuestionError,
    limits,
    override_of,
    question_text,
    span_of,
)
from formcheck.therapist.what_if_view import answer_view
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.what_if import keep, past_exercises
from formcheck.visits.what_if_asked import Asked

MOST_REASON = 500
"""Characters of a reason."""


def what_if_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router, answers = APIRouter(prefix="/patients/{patient_id}/what-if"), Asked[Question]()

    @router.get("", response_class=HTMLResponse)
    def ask(request: Request, patient_id: str) -> Response:
        return _form(desk, request, patient_id, dict(request.query_params))

    @router.post("")
    async def begin(request: Request, patient_id: str) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return await run_in_threadpool(_begin, desk, request, patient_id, form, answers)

    @router.get("/{job}", response_class=HTMLResponse)
    def answer(request: Request, patient_id: str, job: str) -> Response:
        words = desk.words(request)
        asked, question = answers.get(patient_id, job, principal_of(request).id)
        if asked is None or question is None:
            return sentence_page(words, "therapist.what_if.unknown", 404)
        with desk.store.reading() as session:
            patient = session.get(Patient, patient_id)
        if patient is None:
            return sentence_page(words, "therapist.what_if.nobody", 404)
        page = render(
            "what_if_answer.html.j2",
            words,
            patient=patient,
            asked=asked,
            question=question_text(question, words),
            title=words.exercise(asked.exercise),
            answer=answer_view(asked, words),
            most_reason=MOST_REASON,
        )
        return HTMLResponse(page)

    @router.get("/{job}/progress")
    def progress(request: Request, patient_id: str, job: str) -> Response:
        asked, _ = answers.get(patient_id, job, principal_of(request).id)
        if asked is None:
            return JSONResponse({}, 404)
        return JSONResponse({"done": len(asked.judged), "wanted": asked.wanted, "over": asked.done})

    @router.post("/{job}/keep")
    def keep_it(request: Request, patient_id: str, job: str, reason: str = Form("")) -> Response:
        words = desk.words(request)
        asked, _ = answers.get(patient_id, job, principal_of(request).id)
        if asked is None:
            return sentence_page(words, "therapist.what_if.unknown", 404)
        if not reason.strip() or len(reason) > MOST_REASON:
            return sentence_page(words, "therapist.what_if.reason.wrong", 422, most=MOST_REASON)
        if asked.done and not asked.kept:
            with desk.store.writing() as session:
                keep(session, asked, reason, desk.store.now())
            asked.kept = True
        return RedirectResponse(f"/therapist/patients/{patient_id}/what-if/{job}#kept", 303)

    return router


def _form(
    desk: Desk,
    request: Request,
    patient_id: str,
    given: Mapping[str, str],
    trouble: str = "",
    why: str = "",
) -> Response:
    """The form, with what is wrong with what was written: our own sentence, and the judge's."""
    words = desk.words(request)
    with desk.store.reading() as session:
        patient = session.get(Patient, patient_id)
        done = _done(session, patient_id)
    if patient is None:
        return sentence_page(words, "therapist.what_if.nobody", 404)
    exercise = _exercise(given, done)
    page = render(
        "what_if.html.j2",
        words,
        patient=patient,
        exercises=[(name, words.exercise(name), count) for name, count in done.items()],
        question=Question.of(given, exercise, desk.store.now().astimezone().date()) if exercise else None,
        limits=limits(exercise, words) if exercise else [],
        edges=EDGES,
        trouble=trouble,
        why=why,
    )
    return HTMLResponse(page, 422 if trouble else 200)


def _begin(
    desk: Desk, request: Request, patient_id: str, form: Mapping[str, str], answers: Asked[Question]
) -> Response:
    words = desk.words(request)
    with desk.store.reading() as session:
        exercise = _exercise(form, _done(session, patient_id))
        if not exercise:
            return _form(desk, request, patient_id, form)
        question = Question.of(form, exercise, desk.store.now().astimezone().date())
        try:
            changes, began = override_of(question), span_of(question)
        except WrongQuestionError as error:
            return _form(desk, request, patient_id, form, words.text(str(error)))
        except UsageError as error:
            why = str(error).removeprefix("config: ")
            return _form(desk, request, patient_id, form, words.text("therapist.what_if.refused"), why)
        past = past_exercises(session, desk.store.recordings, patient_id, exercise, began)
    who = principal_of(request).id
    asked = answers.begin(patient_id, exercise, changes, past, who=who, how=question)
    return RedirectResponse(f"/therapist/patients/{patient_id}/what-if/{asked.id}", 303)


def _done(session: Session, patient_id: str) -> dict[str, int]:
    """Exercise -> how often the patient did it, of those that this formcheck judges."""
    query = (
        select(Exercise.name, func.count())
        .join(Visit)
        .where(Visit.patient_id == patient_id, Exercise.word != "")
        .group_by(Exercise.name)
    )
    counts = {row[0]: row[1] for row in session.execute(query)}
    return {name: counts[name] for name in exercise_names() if name in counts}


def _exercise(given: Mapping[str, str], done: Mapping[str, int]) -> str:
    """The exercise that was chosen, else the one that was done most; "" where none was."""
    if given.get("exercise", "") in done:
        return given["exercise"]
    return max(done, key=lambda name: done[name], default="")
