"""The patient's own pages about visits: the list, the report of a visit, the report of an exercise."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel
from sqlalchemy import select
from starlette.background import BackgroundTask

from formcheck.errors import FormcheckError
from formcheck.exchange.export_visits import EXTENSION, Selection, export_visits
from formcheck.exchange.sealing import MIN_PASSPHRASE
from formcheck.practice.bindings import visible
from formcheck.practice.carried import principal_of
from formcheck.report.environment import environment
from formcheck.report.page import render_report
from formcheck.report.visit_page import VisitLinks, render_visit
from formcheck.report.visit_view import day_text, short_name, time_text
from formcheck.therapist.desk import Desk
from formcheck.therapist.export_page import day
from formcheck.therapist.sight import Sight
from formcheck.therapist.trouble import told
from formcheck.visits.schema import Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.visit_list import ListedVisit, asks_next, list_visits, named_visits, visits_between
from formcheck.visits.visit_report import exercise_report, find_visit, visit_report
from formcheck.visits.working_folder import working_folder
from formcheck.words.catalogue import Words

TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = "/static/visit-page.js"
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
"""Reports hold their own style, so that they are whole when they are kept as a file."""
MOST_SENT = 400
"""Visits in one file: as many as a list of years has."""
_NONE: list[str] = []


class Last(BaseModel):
    """The last visit, whose next morning is to be asked about.

    Attributes:
        date: its day, by the patient's clock.
    """

    date: date


def visit_router(desk: Desk) -> APIRouter:
    """The routes, below `/visits`."""
    router, sight = APIRouter(prefix="/visits"), Sight(desk)
    store = desk.store

    @router.get("/", response_class=HTMLResponse)
    def visits(request: Request, page: Annotated[int, Query(ge=0, le=10_000)] = 0) -> str:
        words = desk.words(request)
        with store.reading() as session:
            listed, more = list_visits(session, page)
        return _render("visits.html.j2", words, visits=listed, page=page, more=more)

    @router.get("/send", response_class=HTMLResponse)
    def send(
        request: Request,
        visit: Annotated[list[str], Query(max_length=MOST_SENT)] = _NONE,
        since: str = "",
        until: str = "",
    ) -> str:
        with store.reading() as session:
            days = day(since), day(until)
            ids = visits_between(session, *days, MOST_SENT) if any(days) and not visit else visit
            found = named_visits(session, ids, visible(principal_of(request)))
        return _render("send.html.j2", desk.words(request), visits=found, told="")

    @router.post("/export")
    def export(
        request: Request,
        visit: Annotated[list[str], Form(max_length=MOST_SENT)],
        passphrase: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> Response:
        words = desk.words(request)
        with store.reading() as session:
            found = named_visits(session, visit, visible(principal_of(request)))
        problem = "" if passphrase == again else words.text("send.differ")
        if found and not problem:
            sight.look(request, [one.id for one in found])
            try:
                return _exported(store, found, passphrase)
            except FormcheckError as error:
                problem = told(error, words)
        return HTMLResponse(_render("send.html.j2", words, visits=found, told=problem), 400)

    @router.get("/last.json")
    def last() -> Last | None:
        with store.reading() as session:
            day = asks_next(session, store.now())
        return None if day is None else Last(date=day)

    @router.get("/{visit_id}")
    def report(visit_id: str) -> HTMLResponse:
        with store.reading() as session:
            visit = find_visit(session, visit_id)
            if visit is None:
                raise HTTPException(404)
            shown = visit_report(session, visit)
        own = {one.number: f"/visits/{visit_id}/exercises/{one.number}" for one in visit.exercises
               if one.result is not None}  # fmt: skip
        links = VisitLinks(own, "/visits/", f"/visits/send?visit={visit_id}", SCRIPT)
        return _report(render_visit(shown, links))

    @router.get("/{visit_id}/exercises/{number}")
    def exercise(visit_id: str, number: int) -> HTMLResponse:
        with store.reading() as session:
            visit = find_visit(session, visit_id)
            done = [one for one in visit.exercises if one.number == number] if visit else []
            data = exercise_report(session, done[0], store.recordings) if done else None
        if visit is None or data is None:
            raise HTTPException(404)
        return _report(render_report(data, Words(visit.lang)))

    return router


def _exported(store: VisitStore, visits: Sequence[ListedVisit], passphrase: str) -> Response:
    """The file with these visits, of one patient; what it was made in goes when it was sent.

    Raises:
        FormcheckError: it cannot be made.
    """
    with store.reading() as session:
        patient = session.scalars(select(Visit.patient_id).where(Visit.id == visits[0].id)).one()
    days = dict.fromkeys(f"{one.began:%Y-%m-%d}" for one in (visits[0], visits[-1]))
    name = f"formcheck-{'-'.join(days)}{EXTENSION}"
    with ExitStack() as stack:
        path = stack.enter_context(working_folder(store)) / name
        selection = Selection(patient, tuple(one.id for one in visits))
        export_visits(store, selection, path, passphrase or None)
        sent = BackgroundTask(stack.pop_all().close)
    return FileResponse(path, media_type="application/octet-stream", filename=name, background=sent)


def _report(page: str) -> HTMLResponse:
    return HTMLResponse(page, headers={"Content-Security-Policy": REPORT_POLICY})


def _render(template: str, words: Words, **values: object) -> str:
    page = environment(TEMPLATES).get_template(template)
    return page.render(
        words=words,
        word=words.text,
        least=MIN_PASSPHRASE,
        day=day_text,
        time=time_text,
        short_name=short_name,
        **values,
    )
