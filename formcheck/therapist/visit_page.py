"""The page of a visit: what was seen, the replay, and what the therapist thinks of it."""

from __future__ import annotations

from math import isfinite
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from formcheck.errors import FormcheckError, UsageError
from formcheck.report.phrases import clock
from formcheck.therapist.blind_view import blind_view
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.judging_tables import judging_tables
from formcheck.therapist.missing_charts import ChartMaker
from formcheck.therapist.recorded import find_exercise, near_side, recording_of
from formcheck.therapist.reference_view import reference_rows
from formcheck.therapist.replays import Bare, Replays, replayed
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.sight import HiddenError, Sight
from formcheck.therapist.visit_rows import read_visit
from formcheck.therapist.visit_view import moment, visit_view
from formcheck.visits.opinions import EXAS_MARKS, MAX_NOTE, put_marks, put_note
from formcheck.visits.picked_reference import AROUND_S, picked_reference
from formcheck.visits.schema import Exercise, Visit

_AGREES = "agrees-"
_REST = "rest"
"""The button that agrees with whatever is still open."""


def visit_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router, replays, maker = APIRouter(), Replays(), ChartMaker(desk.store)
    sight = Sight(desk)

    @router.get("/visits/{visit_id}", response_class=HTMLResponse)
    def visit(request: Request, visit_id: str) -> Response:
        words = desk.words(request)
        with desk.store.reading() as session:
            rows = read_visit(session, visit_id, desk.store.recordings, desk.among(request))
            if rows is None:
                return sentence_page(words, "therapist.visit.unknown", 404)
            judging = judging_tables(session, rows, desk.judge(request), words)
            hidden = sight.hides(request, session, visit_id)
        if hidden:
            blind = blind_view(rows, judging, words)
            return HTMLResponse(render("blind_visit.html.j2", words, visit=blind, exas_marks=EXAS_MARKS))
        sight.shown(request, (visit_id,))
        charts = maker.page()
        page = visit_view(rows, words, charts.of)
        later = charts.finish()
        return HTMLResponse(
            render("visit.html.j2", words, visit=page, judging=judging, exas_marks=EXAS_MARKS, later=later)
        )

    @router.post("/visits/{visit_id}/note")
    def note(request: Request, visit_id: str, text: Annotated[str, Form()] = "") -> Response:
        words = desk.words(request)
        with desk.store.writing() as session:
            found = session.get(Visit, visit_id)
            if found is None:
                return sentence_page(words, "therapist.visit.unknown", 404)
            try:
                put_note(session, found, text, desk.store.now())
            except UsageError:
                return sentence_page(words, "therapist.visit.note.long", 422, most=MAX_NOTE)
        return RedirectResponse(f"/therapist/visits/{visit_id}#note", 303)

    @router.post("/exercises/{exercise_id}/marks")
    async def marks(request: Request, exercise_id: str) -> Response:
        form = await request.form()
        return await run_in_threadpool(_keep_marks, desk, request, exercise_id, form, sight)

    @router.get("/exercises/{exercise_id}/replay")
    def replay(request: Request, exercise_id: str, part: int = 0) -> Response:
        return _replay(desk, request, exercise_id, part, replays, sight)

    @router.get("/exercises/{exercise_id}/reference", response_class=HTMLResponse)
    def reference(request: Request, exercise_id: str, at_s: float) -> Response:
        words = desk.words(request)
        exercise = find_exercise(desk, exercise_id)
        if exercise is None:
            return sentence_page(words, "therapist.visit.unknown", 404)
        path = recording_of(desk, exercise)
        if path is None:
            return sentence_page(words, "therapist.visit.recording.gone", 410)
        try:
            start_s = at_s if not isfinite(at_s) else max(at_s - AROUND_S, 0.0)  # which is refused
            picked = picked_reference(path, exercise.name, start_s, start_s + 2 * AROUND_S)
        except FormcheckError:
            return sentence_page(words, "therapist.reference.wrong", 422)
        page = render(
            "reference.html.j2",
            words.of(exercise.name),
            exercise=exercise,
            title=words.exercise(exercise.name),
            when=moment(exercise.visit.began_at, exercise.visit.utc_offset_min, words),
            at=clock(at_s),
            picked=picked,
            rows=reference_rows(picked, words.of(exercise.name)),
        )
        return HTMLResponse(page)

    return router


def _replay(
    desk: Desk, request: Request, exercise_id: str, part: int, replays: Replays, sight: Sight
) -> Response:
    """A part of a replay; where the visit is judged blind, of the body alone."""
    words = desk.words(request)
    exercise = find_exercise(desk, exercise_id)
    if exercise is None:
        return JSONResponse({"detail": words.text("therapist.visit.unknown")}, 404)
    path = recording_of(desk, exercise)
    if path is None:
        return JSONResponse({"detail": words.text("therapist.visit.recording.gone")}, 410)
    with desk.store.reading() as session:
        bare = Bare(near_side(exercise)) if sight.hides(request, session, exercise.visit_id) else None
    if bare is None:
        sight.shown(request, (exercise.visit_id,))
    return replayed(replays, path, exercise.name, part, words, bare)


def _keep_marks(desk: Desk, request: Request, exercise_id: str, form: FormData, sight: Sight) -> Response:
    words = desk.words(request)
    try:
        exas = _number(form.get("exas"))
        agrees = {
            int(name.removeprefix(_AGREES)): _number(value)
            for name, value in form.items()
            if name.startswith(_AGREES)
        }
    except ValueError:
        return sentence_page(words, "therapist.visit.marks.wrong", 422)
    if _REST in form:
        agrees = {number: 1 if value is None else value for number, value in agrees.items()}
    with desk.store.writing() as session:
        exercise = session.get(Exercise, exercise_id)
        if exercise is None:
            return sentence_page(words, "therapist.visit.unknown", 404)
        if agrees and sight.hides(request, session, exercise.visit_id):
            raise HiddenError(visit_id=exercise.visit_id)
        try:
            put_marks(session, exercise, exas, agrees, desk.store.now())
        except UsageError:
            return sentence_page(words, "therapist.visit.marks.wrong", 422)
        place = f"/therapist/visits/{exercise.visit_id}#marks-{exercise.number}"
    return RedirectResponse(place, 303)


def _number(value: object) -> int | None:
    """A number from a form; None of a choice that says none.

    Raises:
        ValueError: it is something else.
    """
    return None if value is None or value == "" else int(str(value))
