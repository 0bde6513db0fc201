"""The page of one patient: how it goes, what came in, and what the therapist notes."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from formcheck.errors import FormcheckError
from formcheck.exchange.clean_text import clean_line, clean_text
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.patient_view import DEFAULT_WEEKS, WEEKS, patient_view
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.sight import Sight
from formcheck.visits.clock import look
from formcheck.visits.opinion_schema import Note
from formcheck.visits.opinions import MAX_NOTE
from formcheck.visits.patient_file import patient_file
from formcheck.visits.schema import MAX_NAME, Patient

_LOG = logging.getLogger(__name__)


def patient_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router, sight = APIRouter(), Sight(desk)

    @router.get("/patients/{patient_id}", response_class=HTMLResponse)
    def patient(request: Request, patient_id: str, weeks: str = "") -> Response:
        words, now = desk.words(request), desk.store.now()
        shown = next((one for one in WEEKS if str(one) == weeks), DEFAULT_WEEKS)
        since = now - timedelta(weeks=shown) if shown else None
        with desk.store.reading() as session:
            hidden = sight.hidden_of(request, session, patient_id)
            file = patient_file(session, patient_id, now, since, hidden)
        if file is None:
            return sentence_page(words, "therapist.patient.unknown", 404)
        sight.shown(request, {visit.id for visit in file.visits} - hidden)
        if file.listed.overview.new:
            _looked(desk, patient_id)
        page = render(
            "patient.html.j2",
            words,
            patient=patient_view(file, shown, now, words),
            most_name=MAX_NAME,
            most_note=MAX_NOTE,
        )
        return HTMLResponse(page)

    @router.post("/patients/{patient_id}/name")
    def rename(request: Request, patient_id: str, name: Annotated[str, Form()] = "") -> Response:
        words, clean = desk.words(request), clean_line(name, MAX_NAME)
        if not clean:
            return sentence_page(words, "therapist.list.no_name", 422)
        with desk.store.writing() as session:
            found = session.get(Patient, patient_id)
            if found is None or found.own:
                return sentence_page(words, "therapist.patient.unknown", 404)
            found.name = clean
        return RedirectResponse(f"/therapist/patients/{patient_id}", 303)

    @router.post("/patients/{patient_id}/note")
    def note(request: Request, patient_id: str, text: Annotated[str, Form()] = "") -> Response:
        words = desk.words(request)
        if len(text) > MAX_NOTE:
            return sentence_page(words, "therapist.visit.note.long", 422, most=MAX_NOTE)
        clean = clean_text(text, MAX_NOTE).strip()
        with desk.store.writing() as session:
            found = session.get(Patient, patient_id)
            if found is None or found.own:
                return sentence_page(words, "therapist.patient.unknown", 404)
            if clean:
                session.add(Note(patient_id=patient_id, written_at=desk.store.now(), text=clean))
        return RedirectResponse(f"/therapist/patients/{patient_id}#notes", 303)

    return router


def _looked(desk: Desk, patient_id: str) -> None:
    """Note that the therapist has seen what is new; the page is shown also where it fails."""
    try:
        with desk.store.writing() as session:
            found = session.get(Patient, patient_id)
            if found is not None:
                found.looked_at = look(session, found, desk.store.now())
    except FormcheckError as error:
        _LOG.warning("%s", error)
