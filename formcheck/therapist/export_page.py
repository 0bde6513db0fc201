"""What leaves of a patient: visits, everything, tables."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from formcheck.errors import FormcheckError
from formcheck.exchange.export_visits import Selection
from formcheck.exchange.sealing import MAX_PASSPHRASE, MIN_PASSPHRASE
from formcheck.exchange.tables import TableChoice
from formcheck.practice.audit import Action
from formcheck.practice.carried import principal_of
from formcheck.practice.require import note_request
from formcheck.therapist.desk import Desk
from formcheck.therapist.downloads import tables_download, visits_download
from formcheck.therapist.environment import render
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.sight import Sight
from formcheck.therapist.trouble import told
from formcheck.visits.schema import Patient
from formcheck.words.catalogue import Words

Text = Annotated[str, Form(max_length=4 * MAX_PASSPHRASE)]


def export_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router, sight = APIRouter(), Sight(desk)

    @router.get("/patients/{patient_id}/export", response_class=HTMLResponse)
    def page(request: Request, patient_id: str) -> Response:
        words, patient = desk.words(request), find_patient(desk, patient_id)
        return export_page(words, patient)

    @router.post("/patients/{patient_id}/export")
    def export(
        request: Request,
        patient_id: str,
        since: Text = "",
        until: Text = "",
        recordings: Text = "",
        everything: Text = "",
        passphrase: Text = "",
        again: Text = "",
    ) -> Response:
        words, patient = desk.words(request), find_patient(desk, patient_id)
        if patient is None:
            return export_page(words, None)
        if passphrase != again:
            return export_page(words, patient, words.text("therapist.export.differ"))
        sight.look_at_all(request, patient.id)
        chosen = (
            Selection(patient.id, everything=True)
            if everything
            else Selection(patient.id, since=day(since), until=day(until), recordings=bool(recordings))
        )
        try:
            return visits_download(desk.store, chosen, patient.name or patient.id[:8], passphrase)
        except FormcheckError as error:
            return export_page(words, patient, told(error, words))

    @router.get("/patients/{patient_id}/tables")
    def tables(request: Request, patient_id: str, since: str = "", until: str = "") -> Response:
        patient = find_patient(desk, patient_id)
        if patient is None:
            return export_page(desk.words(request), None)
        choice = TableChoice(patient.id, day(since), day(until))
        return tables_download(desk.store, choice, patient.name or patient.id[:8])

    @router.get("/tables")
    def all_tables(request: Request, since: str = "", until: str = "") -> Response:
        who = principal_of(request)
        note_request(request, Action.EXPORTED)
        return tables_download(desk.store, TableChoice(None, day(since), day(until), who), "tables")

    return router


def day(text: str) -> date | None:
    """A day as a form sends it; None where there is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def export_page(words: Words, patient: Patient | None, problem: str = "") -> HTMLResponse:
    """The page, with what was wrong with what was sent; a sentence where there is no such patient."""
    if patient is None:
        return sentence_page(words, "therapist.export.unknown", 404)
    page = render("export.html.j2", words, patient=patient, problem=problem, least=MIN_PASSPHRASE)
    return HTMLResponse(page, 422 if problem else 200)


def find_patient(desk: Desk, patient_id: str) -> Patient | None:
    """A patient; None where there is none."""
    with desk.store.reading() as session:
        return session.get(Patient, patient_id)
