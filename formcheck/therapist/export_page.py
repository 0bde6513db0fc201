"""What leaves of a patient: visits, everything, tables, and the programme as a file or a QR code."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlalchemy import select

from formcheck.errors import FormcheckError
from formcheck.exchange.export_visits import Selection
from formcheck.exchange.programme_file import (
    EXTENSION,
    ProgrammeContent,
    pack_programme,
    pack_programme_text,
)
from formcheck.exchange.programme_voice import programme_voice
from formcheck.exchange.qr import qr_svg
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.sealing import MAX_PASSPHRASE, MIN_PASSPHRASE
from formcheck.exchange.tables import TableChoice
from formcheck.practice.audit import Action
from formcheck.practice.carried import principal_of
from formcheck.practice.require import note_request
from formcheck.therapist.desk import Desk
from formcheck.therapist.downloads import file_name, programme_download, tables_download, visits_download
from formcheck.therapist.environment import render
from formcheck.therapist.programme_paper import paper_item
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.sight import Sight
from formcheck.therapist.trouble import told
from formcheck.visits.programme_words import days_text, words_date
from formcheck.visits.schema import Patient, ProgrammeVersion
from formcheck.words.catalogue import Words

Text = Annotated[str, Form(max_length=4 * MAX_PASSPHRASE)]
WITHOUT_VOICE = "none"
Number = Annotated[int | None, Query(ge=0, le=1_000_000)]
"""Number of a version; a database has no room for any number."""


def export_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router, sight = APIRouter(), Sight(desk)

    def find(patient_id: str) -> Patient | None:
        with desk.store.reading() as session:
            return session.get(Patient, patient_id)

    @router.get("/patients/{patient_id}/export", response_class=HTMLResponse)
    def page(request: Request, patient_id: str) -> Response:
        words, patient = desk.words(request), find(patient_id)
        return _page(words, patient)

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
        words, patient = desk.words(request), find(patient_id)
        if patient is None:
            return _page(words, None)
        if passphrase != again:
            return _page(words, patient, words.text("therapist.export.differ"))
        sight.look_at_all(request, patient.id)
        chosen = (
            Selection(patient.id, everything=True)
            if everything
            else Selection(patient.id, since=day(since), until=day(until), recordings=bool(recordings))
        )
        try:
            return visits_download(desk.store, chosen, patient.name or patient.id[:8], passphrase)
        except FormcheckError as error:
            return _page(words, patient, told(error, words))

    @router.get("/patients/{patient_id}/tables")
    def tables(request: Request, patient_id: str, since: str = "", until: str = "") -> Response:
        patient = find(patient_id)
        if patient is None:
            return _page(desk.words(request), None)
        choice = TableChoice(patient.id, day(since), day(until))
        return tables_download(desk.store, choice, patient.name or patient.id[:8])

    @router.get("/tables")
    def all_tables(request: Request, since: str = "", until: str = "") -> Response:
        who = principal_of(request)
        note_request(request, Action.EXPORTED)
        return tables_download(desk.store, TableChoice(None, day(since), day(until), who), "tables")

    @router.get("/patients/{patient_id}/programme/file")
    def programme_file(request: Request, patient_id: str, number: Number = None, voice: str = "") -> Response:
        account = None if voice == WITHOUT_VOICE else principal_of(request).id
        content = _programme(desk, patient_id, number, account)
        if content is None:
            return sentence_page(desk.words(request), "therapist.export.no_programme", 404)
        name = f"{file_name(content.patient or content.patient_id[:8])}-{content.number}{EXTENSION}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(pack_programme(content), media_type="application/json", headers=headers)

    @router.post("/patients/{patient_id}/programme/file")
    def programme_to_send(
        request: Request, patient_id: str, passphrase: Text = "", again: Text = ""
    ) -> Response:
        words = desk.words(request)
        content = _programme(desk, patient_id, None, principal_of(request).id)
        if content is None:
            return sentence_page(words, "therapist.export.no_programme", 404)
        if passphrase != again:
            return _page(words, find(patient_id), words.text("therapist.export.differ"))
        name = f"{file_name(content.patient or content.patient_id[:8])}-{content.number}{EXTENSION}"
        try:
            return programme_download(desk.store, content, name, passphrase)
        except FormcheckError as error:
            return _page(words, find(patient_id), told(error, words))

    @router.get("/patients/{patient_id}/programme/qr.svg")
    def programme_code(request: Request, patient_id: str, number: Number = None) -> Response:
        words, content = desk.words(request), _programme(desk, patient_id, number)
        if content is None:
            return sentence_page(words, "therapist.export.no_programme", 404)
        drawn = qr_svg(pack_programme_text(content))
        if drawn is None:
            return sentence_page(words, "therapist.export.no_code", 404)
        return Response(drawn, media_type="image/svg+xml")

    @router.get("/patients/{patient_id}/programme/paper", response_class=HTMLResponse)
    def programme_paper(request: Request, patient_id: str, number: Number = None) -> Response:
        words, content = desk.words(request), _programme(desk, patient_id, number)
        if content is None:
            return sentence_page(words, "therapist.export.no_programme", 404)
        drawn = qr_svg(pack_programme_text(content))
        theirs = Words(content.lang)
        try:
            programme = content.programme
        except ExchangeError as error:
            return sentence_page(words, f"exchange.refused.{error.why}", 422)
        page = render(
            "programme_paper.html.j2",
            words,
            content=content,
            patient_id=patient_id,
            theirs=theirs,
            programme=programme,
            days=days_text(programme.days, programme.times_a_week, theirs),
            items=[paper_item(item, theirs) for item in programme.items],
            day=words_date(f"{content.created_at.astimezone():%Y-%m-%d}", theirs),
            code=None if drawn is None else Markup(drawn.decode().partition("?>")[2]),
        )
        return HTMLResponse(page)

    return router


def day(text: str) -> date | None:
    """A day as a form sends it; None where there is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _programme(
    desk: Desk, patient_id: str, number: int | None, account: str | None = None
) -> ProgrammeContent | None:
    """A version of a patient's programme; the newest without a number.

    Args:
        desk: with the store.
        patient_id, number: whose, and which.
        account: whose voice goes along, as far as there is one; None for nobody's.
    """
    query = select(ProgrammeVersion).where(ProgrammeVersion.patient_id == patient_id)
    if number is not None:
        query = query.where(ProgrammeVersion.number == number)
    with desk.store.reading() as session:
        patient = session.get(Patient, patient_id)
        version = session.scalar(query.order_by(ProgrammeVersion.number.desc()).limit(1))
        if version is None or patient is None:
            return None
        voice = None if account is None else programme_voice(session, account, version, patient.lang)
    return ProgrammeContent.of(version, patient, voice)


def _page(words: Words, patient: Patient | None, problem: str = "") -> HTMLResponse:
    if patient is None:
        return sentence_page(words, "therapist.export.unknown", 404)
    page = render("export.html.j2", words, patient=patient, problem=problem, least=MIN_PASSPHRASE)
    return HTMLResponse(page, 422 if problem else 200)
