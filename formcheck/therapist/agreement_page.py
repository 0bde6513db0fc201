"""The page of agreement: figures by fault, blind judging on and off, and the tables as CSV."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from formcheck.exchange.agreement_csv import FIGURES, JUDGEMENTS, as_csv, figures, judgements
from formcheck.exercises import exercise_names
from formcheck.practice.audit import Action
from formcheck.practice.require import note_request
from formcheck.therapist.agreement_view import agreement_view
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.sight import Sight
from formcheck.visits.agreement_rows import counted_rows, hidden_judgements, judged_rows
from formcheck.visits.agreement_table import agreement_table
from formcheck.visits.blind import blind_mode, not_hidden, set_blind_mode, unseen_visits
from formcheck.visits.opinions import counts_of_agreement


def agreement_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router, sight = APIRouter(prefix="/agreement"), Sight(desk)

    def open_to(session: Session, request: Request) -> ColumnElement[bool]:
        """What counts for who asks: figures that count a hidden visit would tell what was found in it."""
        return and_(desk.among(request), not_hidden(session, desk.judge(request)))

    @router.get("", response_class=HTMLResponse)
    def page(request: Request, blind: bool = False) -> str:
        words, judge = desk.words(request), desk.judge(request)
        with desk.store.reading() as session:
            open_now = open_to(session, request)
            table = agreement_table(session, open_now, blind_only=blind)
            said = counts_of_agreement(session, exercise_names(), open_now)
            hidden = hidden_judgements(session, judge, desk.among(request))
            hides = blind_mode(session, judge)
            mine = unseen_visits(judge, desk.among(request)).subquery()
            unseen = session.scalar(select(func.count()).select_from(mine)) or 0
        return render(
            "agreement.html.j2",
            words,
            view=agreement_view(table, said, words),
            blind_only=blind,
            hides=hides,
            unseen=unseen,
            hidden=hidden,
        )

    @router.post("/blind")
    def blind(request: Request, on: Annotated[str, Form(max_length=8)] = "") -> Response:
        with desk.store.writing() as session:
            set_blind_mode(session, desk.judge(request), on == "1")
        return RedirectResponse("/therapist/agreement", 303)

    @router.get("/table.csv")
    def table_csv(request: Request, blind: bool = False) -> Response:
        with desk.store.reading() as session:
            table = agreement_table(session, open_to(session, request), blind_only=blind)
        return _csv(as_csv(figures(table), FIGURES), "agreement")

    @router.get("/judgements.csv")
    def judgements_csv(request: Request, blind: bool = False) -> Response:
        """All judgements with what formcheck found there, but for visits that are hidden from who asks."""
        with desk.store.reading() as session:
            rows = judged_rows(session, open_to(session, request))
        note_request(request, Action.EXPORTED)
        sight.shown(request, {row.visit_id for row in rows})
        counted = counted_rows(rows, blind_only=blind)
        return _csv(as_csv(judgements(rows, counted), JUDGEMENTS), "agreement-judgements")

    return router


def _csv(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="formcheck-{name}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
