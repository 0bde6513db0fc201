"""Judging fault by fault: the table of an exercise, the questions of the lot, and the end of blindness."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from formcheck.errors import UsageError
from formcheck.report.phrases import duration, held_time
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.judging_view import fault_name, read_answers
from formcheck.therapist.recorded import find_exercise, near_side, recording_of
from formcheck.therapist.replays import Bare, Replays, replayed
from formcheck.therapist.sentence import sentence_page
from formcheck.visits.blind import blind_mode, is_unseen, note_seen, unseen_visits
from formcheck.visits.judgements import ANSWERS, put_judgements
from formcheck.visits.judging_lot import Question, draw
from formcheck.visits.schema import Exercise, ExerciseEvent, Patient, Visit
from formcheck.words.catalogue import Words

ROUND = 10
"""Questions of a round: a few minutes."""
AROUND_S = 1.0
"""Seconds shown before and after an event: how it begins and ends is seen."""


def judging_router(desk: Desk) -> APIRouter:
    """The routes of judging."""
    router, replays = APIRouter(), Replays()

    @router.post("/exercises/{exercise_id}/judgements")
    async def judge_exercise(request: Request, exercise_id: str) -> Response:
        form = await request.form()
        return await run_in_threadpool(_keep, desk, request, exercise_id, form)

    @router.post("/visits/{visit_id}/reveal")
    def reveal(request: Request, visit_id: str) -> Response:
        with desk.store.writing() as session:
            if session.get(Visit, visit_id) is None:
                return sentence_page(desk.words(request), "therapist.visit.unknown", 404)
            note_seen(session, desk.judge(request), (visit_id,), desk.store.now())
        return RedirectResponse(f"/therapist/visits/{visit_id}", 303)

    @router.post("/patients/{patient_id}/reveal")
    def reveal_all(request: Request, patient_id: str) -> Response:
        with desk.store.writing() as session:
            if session.get(Patient, patient_id) is None:
                return sentence_page(desk.words(request), "therapist.patient.unknown", 404)
            judge = desk.judge(request)
            visits = session.scalars(unseen_visits(judge, Patient.id == patient_id)).all()
            note_seen(session, judge, visits, desk.store.now())
        return RedirectResponse(f"/therapist/patients/{patient_id}", 303)

    @router.get("/judging", response_class=HTMLResponse)
    def judging(request: Request, done: int = 0) -> Response:
        words, judge = desk.words(request), desk.judge(request)
        done = min(max(done, 0), ROUND)
        with desk.store.reading() as session:
            question = draw(session, judge, desk.among(request)) if done < ROUND else None
            blind = question is not None and is_unseen(session, judge, question.visit_id)
            hides = blind_mode(session, judge)
        page = render(
            "judging.html.j2",
            words,
            question=None if question is None else _view(question, words),
            blind=blind,
            hides=hides,
            done=done,
            round=ROUND,
            answers=ANSWERS,
        )
        return HTMLResponse(page)

    @router.post("/exercises/{exercise_id}/judging")
    def answer(
        request: Request,
        exercise_id: str,
        event: Annotated[int, Form(ge=0, le=1_000_000)],
        fault: Annotated[str, Form(max_length=40)],
        answer: Annotated[str, Form(max_length=8)],
        done: Annotated[int, Form(ge=0, le=ROUND)] = 0,
    ) -> Response:
        words = desk.words(request)
        with desk.store.writing() as session:
            exercise = session.get(Exercise, exercise_id)
            if exercise is None:
                return sentence_page(words, "therapist.visit.unknown", 404)
            try:
                answers = read_answers({f"judge-{event}-{fault}": answer})
                put_judgements(session, exercise, answers, desk.judge(request), desk.store.now(), by_lot=True)
            except (UsageError, ValueError):
                return sentence_page(words, "therapist.judging.wrong", 422)
        return RedirectResponse(f"/therapist/judging?done={done + 1}", 303)

    @router.get("/exercises/{exercise_id}/judging/{event}")
    def replay(request: Request, exercise_id: str, event: int, part: int = 0) -> Response:
        """The body in one event, and nothing of its judgement, whoever asks."""
        words = desk.words(request)
        found = find_exercise(desk, exercise_id)
        with desk.store.reading() as session:
            shown = session.get(ExerciseEvent, (exercise_id, event)) if abs(event) < 2**31 else None
        path = None if found is None or shown is None else recording_of(desk, found)
        if found is None or shown is None or path is None:
            return JSONResponse({"detail": words.text("therapist.visit.recording.gone")}, 410)
        bare = Bare(near_side(found), shown.start_s - AROUND_S, shown.end_s + AROUND_S)
        return replayed(replays, path, found.name, part, words, bare)

    return router


def _keep(desk: Desk, request: Request, exercise_id: str, form: FormData) -> Response:
    words = desk.words(request)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    with desk.store.writing() as session:
        exercise = session.get(Exercise, exercise_id)
        if exercise is None:
            return sentence_page(words, "therapist.visit.unknown", 404)
        try:
            put_judgements(session, exercise, read_answers(fields), desk.judge(request), desk.store.now())
        except (UsageError, ValueError):
            return sentence_page(words, "therapist.judging.wrong", 422)
        place = f"/therapist/visits/{exercise.visit_id}#judging-{exercise.number}"
    return RedirectResponse(place, 303)


def _view(question: Question, words: Words) -> dict[str, object]:
    own = words.of(question.name)
    length = held_time if question.kind == "hold" else duration
    return {
        "exercise_id": question.exercise_id,
        "event": question.event,
        "fault": question.fault,
        "exercise": words.exercise(question.name),
        "asked": fault_name(question.fault, own),
        "seen": own.first(f"fault.{question.fault}.seen"),
        "kind": own.text(f"event.{question.kind}"),
        "length": length(question.end_s - question.start_s, own),
        "side": own.text(f"side.{question.side}") if question.side else "",
        "start_s": max(question.start_s - AROUND_S, 0.0),
    }
