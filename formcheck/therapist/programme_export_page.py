"""The programme as it goes to the patient: as a file, a QR code, on paper."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlalchemy import select

from formcheck.errors import FormcheckError
from formcheck.exchange.programme_file import (
    EXTENSION,
    ProgrammeContent,
    pack_programme,
    pack_programme_text,
)
from formcheck.exchange.programme_voice import programme_voice
from formcheck.exchange.qr import qr_svg
from formcheck.exchange.refused import ExchangeError
from formcheck.practice.carried import principal_of
from formcheck.therapist.desk import Desk
from formcheck.therapist.downloads import file_name, programme_download
from formcheck.therapist.environment import render
from formcheck.therapist.export_page import Text, export_page, find_patient
from formcheck.therapist.programme_paper import paper_item
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.trouble import told
from formcheck.visits.programme_words import days_text, words_date
from formcheck.visits.schema import Patient, ProgrammeVersion
from formcheck.words.catalogue import Words

WITHOUT_VOICE = "none"
Number = Annotated[int | None, Query(ge=0, le=1_000_000)]
"""Number of a version; a database has no room for any number."""


def programme_export_router(desk: Desk) -> APIRouter:
    """The routes of these."""
    router = APIRouter()

    @router.get("/patients/{patient_id}/programme/file")
    def programme_file(request: Request, patient_id: str, number: Number = None, voice: str = "") -> Response:
        account = None if voice == WITHOUT_VOICE else principal_of(request).id
        content = _programme(desk, patient_id, number, account)
        if content is None:
            return sentence_page(desk.words(request), "therapist.export.no_programme", 404)
        headers = {"Content-Disposition": f'attachment; filename="{_name(content)}"'}
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
            return export_page(words, find_patient(desk, patient_id), words.text("therapist.export.differ"))
        try:
            return programme_download(desk.store, content, _name(content), passphrase)
        except FormcheckError as error:
            return export_page(words, find_patient(desk, patient_id), told(error, words))

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
        return _paper(words, content)

    return router


def _paper(words: Words, content: ProgrammeContent) -> HTMLResponse:
    """The programme to print, in the patient's language, with its code where it has room in one."""
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
        patient_id=content.patient_id,
        theirs=theirs,
        programme=programme,
        days=days_text(programme.days, programme.times_a_week, theirs),
        items=[paper_item(item, theirs) for item in programme.items],
        day=words_date(f"{content.created_at.astimezone():%Y-%m-%d}", theirs),
        code=None if drawn is None else Markup(drawn.decode().partition("?>")[2]),
    )
    return HTMLResponse(page)


def _name(content: ProgrammeContent) -> str:
    return f"{file_name(content.patient or content.patient_id[:8])}-{content.number}{EXTENSION}"


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
