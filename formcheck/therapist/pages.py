"""The routes of the therapist's pages, below `/therapist`, and what it takes to open them."""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from formcheck.practice.principal import Scope
from formcheck.practice.require import anybody, require
from formcheck.report.environment import TEMPLATES as REPORT_TEMPLATES
from formcheck.report.page import CHART_STYLE
from formcheck.therapist.account_page import account_router
from formcheck.therapist.agreement_page import agreement_router
from formcheck.therapist.audit_page import audit_router
from formcheck.therapist.bindings_page import bindings_router
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import STATIC
from formcheck.therapist.export_page import export_router
from formcheck.therapist.fhir_page import fhir_router
from formcheck.therapist.import_page import import_router
from formcheck.therapist.judging_page import judging_router
from formcheck.therapist.language import language_router
from formcheck.therapist.paper_page import paper_router
from formcheck.therapist.patient_delete_page import patient_delete_router
from formcheck.therapist.patient_page import patient_router
from formcheck.therapist.patients_page import patients_router
from formcheck.therapist.programme_export_page import programme_export_router
from formcheck.therapist.programme_page import programme_router
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.sight import Sight
from formcheck.therapist.sign_in_page import sign_in_router
from formcheck.therapist.staff_page import staff_router
from formcheck.therapist.visit_page import visit_router
from formcheck.therapist.voice_page import voice_router
from formcheck.therapist.what_if_page import what_if_router

PREFIX = "/therapist"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def therapist_router(desk: Desk, *, accounts: bool = False) -> APIRouter:
    """All routes; each page has a module with its own.

    Args:
        desk: what they work on.
        accounts: with the pages for signing in and for accounts.
    """
    router, sight = APIRouter(prefix=PREFIX), Sight(desk, PREFIX)

    @router.get("/static/{name}", dependencies=[Depends(anybody)])
    def static(name: str) -> Response:
        # The name is looked up among the files, never joined to a path.
        path = {path.name: path for path in (*STATIC.iterdir(), REPORT_TEMPLATES / CHART_STYLE)}.get(name)
        if path is None or path.suffix not in _TYPES:
            raise HTTPException(404)
        return FileResponse(path, media_type=_TYPES[path.suffix])

    pages = [Depends(require(Scope.PAGES))]
    router.include_router(language_router())
    if accounts:
        for account_part in (sign_in_router, account_router, bindings_router, audit_router, staff_router):
            router.include_router(account_part(desk))
    router.include_router(import_router(desk))  # asks by itself: it reads what is sent as it comes
    router.include_router(voice_router(desk))  # the same
    for part in (
        patients_router,
        patient_router,
        patient_delete_router,
        visit_router,
        what_if_router,
        paper_router,
        export_router,
        programme_export_router,
        fhir_router,
        programme_router,
        judging_router,
        agreement_router,
    ):
        router.include_router(part(desk), dependencies=[*pages, Depends(sight.guard)])

    @router.get("/{elsewhere:path}", response_class=HTMLResponse, dependencies=pages)
    def nowhere(request: Request) -> Response:
        return sentence_page(desk.words(request), "therapist.no_page", 404)

    return router
