"""The pages on paper: to look at and print in a browser, and as PDF."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from formcheck.errors import InstallationError
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.pdf import Paper, pdf_of
from formcheck.therapist.visit_paper import visit_paper
from formcheck.words.catalogue import Words


def paper_router(desk: Desk) -> APIRouter:
    """The routes of these pages."""
    router = APIRouter()

    @router.get("/visits/{visit_id}/print", response_class=HTMLResponse)
    def visit_print(request: Request, visit_id: str) -> str:
        return visit_page(desk, visit_id, desk.words(request))

    @router.get("/visits/{visit_id}/print.pdf")
    def visit_pdf(request: Request, visit_id: str, paper: Paper = "A4") -> Response:
        words = desk.words(request)
        return _pdf(visit_page(desk, visit_id, words), f"formcheck-{visit_id[:8]}.pdf", paper, words)

    return router


def visit_page(desk: Desk, visit_id: str, words: Words) -> str:
    """The page of a visit.

    Raises:
        HTTPException: 404, there is no such visit.
    """
    with desk.store.reading() as session:
        paper = visit_paper(session, desk.store.recordings, visit_id, words)
    if paper is None:
        raise HTTPException(404, words.text("paper.no_visit"))
    place = f"/therapist/visits/{visit_id}"
    return render("visit_paper.html.j2", words, paper=paper, back=place, pdf=f"{place}/print.pdf")


def _pdf(html: str, name: str, paper: Paper, words: Words) -> Response:
    """A page as PDF; where this machine cannot make one, a page that says how it can."""
    try:
        made = pdf_of(html, paper)
    except InstallationError as error:
        return HTMLResponse(render("no_pdf.html.j2", words, error=error), 503)
    return Response(
        made, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
