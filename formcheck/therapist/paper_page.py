"""The pages on paper: to look at and print in a browser, and as PDF."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from formcheck.errors import InstallationError
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.paper_html import period_html, visit_html
from formcheck.therapist.pdf import Paper, pdf_of
from formcheck.therapist.period_paper import Days, usual_days
from formcheck.therapist.sentence import sentence_page
from formcheck.words.catalogue import Words

MOST_DAYS = 2 * 366
"""Days of a period: what a chart as wide as a third of a sheet can show."""


def paper_router(desk: Desk) -> APIRouter:
    """The routes of these pages."""
    router = APIRouter()

    @router.get("/visits/{visit_id}/print")
    def visit_print(request: Request, visit_id: str) -> Response:
        words = desk.words(request)
        html = visit_html(desk.store, visit_id, words)
        return sentence_page(words, "paper.no_visit", 404) if html is None else HTMLResponse(html)

    @router.get("/visits/{visit_id}/print.pdf")
    def visit_pdf(request: Request, visit_id: str, paper: Paper = "A4") -> Response:
        words = desk.words(request)
        html = visit_html(desk.store, visit_id, words)
        if html is None:
            return sentence_page(words, "paper.no_visit", 404)
        return _pdf(html, f"formcheck-{visit_id[:8]}.pdf", paper, words)

    @router.get("/patients/{patient_id}/print")
    def period_print(
        request: Request, patient_id: str, first: str = Query("", alias="from"), until: str = ""
    ) -> Response:
        return _period(desk, request, patient_id, first, until, None)

    @router.get("/patients/{patient_id}/print.pdf")
    def period_pdf(
        request: Request,
        patient_id: str,
        first: str = Query("", alias="from"),
        until: str = "",
        paper: Paper = "A4",
    ) -> Response:
        return _period(desk, request, patient_id, first, until, paper)

    return router


def _period(
    desk: Desk, request: Request, patient_id: str, first: str, until: str, paper: Paper | None
) -> Response:
    """The pages of a period: as HTML where `paper` is None, else as PDF."""
    words = desk.words(request)
    days = read_days(first, until, desk.store.now().astimezone().date())
    if days is None:
        return sentence_page(words, "paper.period.wrong", 422)
    html = period_html(desk.store, patient_id, days, words)
    if html is None:
        return sentence_page(words, "paper.no_patient", 404)
    return HTMLResponse(html) if paper is None else _pdf(html, f"formcheck-{days.last}.pdf", paper, words)


def read_days(first: str, until: str, today: date) -> Days | None:
    """The days as they were asked for, four weeks where nothing is said; None where they make no sense.

    Args:
        first, until: ISO dates, or "".
        today: the last day where none is named.
    """
    try:
        last = date.fromisoformat(until) if until else today
        days = Days(date.fromisoformat(first), last) if first else usual_days(last)
    except (ValueError, OverflowError):
        return None
    if not date(1990, 1, 1) <= days.first <= days.last <= today + timedelta(days=366):
        return None
    return days if days.count <= MOST_DAYS else None


def _pdf(html: str, name: str, paper: Paper, words: Words) -> Response:
    """A page as PDF; where this machine cannot make one, a page that says how it can."""
    try:
        made = pdf_of(html, paper)
    except InstallationError as error:
        return HTMLResponse(render("no_pdf.html.j2", words, error=error), 503)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(made, media_type="application/pdf", headers=headers)
