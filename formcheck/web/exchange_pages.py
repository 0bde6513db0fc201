"""The patient's routes for files: visits for the therapist go out, a programme comes in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy import select

from formcheck.errors import FormcheckError
from formcheck.exchange.export_visits import Selection
from formcheck.exchange.programme_file import MAX_BYTES, MAX_FILE_BYTES, unpack_programme
from formcheck.exchange.qr import read_qr
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.sealing import MARK, unlock
from formcheck.exchange.take_programme import Taken, take_programme
from formcheck.exchange.uploads import Upload
from formcheck.report.environment import environment
from formcheck.therapist.desk import Desk
from formcheck.therapist.downloads import visits_download
from formcheck.therapist.export_page import day
from formcheck.therapist.trouble import told
from formcheck.visits.heard_voice import delete_patient_voice, patient_voice
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.working_folder import working_folder
from formcheck.web.visit_pages import TEMPLATES
from formcheck.web.wire import LARGEST_BYTES, TIME_BYTES, parse_frame
from formcheck.words.catalogue import Words

MAX_FORM_BYTES = MAX_FILE_BYTES + 4 * MAX_BYTES
ASKED_ABOUT = ("programme_other", "programme_older")
"""Why a programme is not taken without asking."""


def exchange_router(desk: Desk) -> APIRouter:
    """The routes."""
    router = APIRouter()

    @router.get("/visits/export")
    def export_days(
        request: Request,
        since: Annotated[str, Query(alias="from")] = "",
        until: str = "",
        everything: bool = False,
    ) -> Response:
        with desk.store.reading() as session:
            own = session.scalar(select(Patient).where(Patient.own))
        chosen = None if own is None else Selection(own.id, since=day(since), until=day(until))
        if own is not None and everything:  # a copy of all that is kept of somebody, for themselves
            chosen = Selection(own.id, everything=True)
        return _send(desk, chosen, desk.words(request))

    @router.get("/visits/{visit_id}/export")
    def export_one(request: Request, visit_id: str) -> Response:
        return _send(desk, _of_visits(desk.store, [visit_id]), desk.words(request))

    @router.get("/programme", response_class=HTMLResponse)
    def open_programme(request: Request) -> Response:
        return _programme_page(desk, request)

    @router.post("/programme/voice/delete")
    def delete_voice(request: Request) -> Response:
        delete_patient_voice(desk.store)
        return RedirectResponse("/programme", 303)

    @router.post("/programme")
    async def programme(request: Request) -> Response:
        words, anyway = desk.words(request), False
        by_hand = "text/html" in request.headers.get("accept", "")  # the form itself, without JavaScript
        code: str | bytes | None = None
        try:
            if request.headers.get("content-type", "").startswith("image/jpeg"):
                code = await run_in_threadpool(_code_in, await _picture(request))
                if code is None:  # nothing is wrong: the page sends the next picture
                    return JSONResponse({"taken": False, "why": "nothing_seen"})
            else:
                upload, file = await _form(desk.store, request)
                anyway = bool(upload.first("anyway"))
                code = file or upload.first("text")
                code = await run_in_threadpool(_opened, desk.store, code, upload.first("passphrase"))
            taken = await run_in_threadpool(_take, desk.store, code, anyway=anyway)
        except FormcheckError as error:
            text, why = told(error, words), _why(error)
            again = code if isinstance(code, str) else _text_of(code)  # can be sent once more, with "anyway"
            if by_hand:
                return _programme_page(desk, request, 422, told=text, asks=why in ASKED_ABOUT, text=again)
            return JSONResponse({"taken": False, "why": why, "text": text, "code": again}, 422)
        return RedirectResponse("/", 303) if by_hand else JSONResponse({"taken": True, **asdict(taken)})

    return router


async def _form(store: VisitStore, request: Request) -> tuple[Upload, bytes | None]:
    """The fields of a form, and the contents of the first file in it."""
    with working_folder(store) as folder:
        with Upload(request.headers.get("content-type", ""), folder, MAX_FORM_BYTES) as upload:
            async for piece in request.stream():
                upload.write(piece)
            upload.finish()
        return upload, upload.files[0].path.read_bytes() if upload.files else None


async def _picture(request: Request) -> bytes:
    """A picture of the camera. It stays in memory: no frame is ever written."""
    picture = bytearray()
    async for piece in request.stream():
        picture += piece
        if len(picture) > LARGEST_BYTES:
            raise ExchangeError("too_large")
    return bytes(picture)


def _code_in(picture: bytes) -> str | None:
    frame = parse_frame(bytes(TIME_BYTES) + picture)
    return None if frame is None else read_qr(frame.image)


def _opened(store: VisitStore, code: str | bytes, passphrase: str) -> str | bytes:
    """A programme, of which a locked file is unlocked.

    Raises:
        ExchangeError: it is locked, and the passphrase is not the right one.
    """
    if isinstance(code, str) or not code.startswith(MARK):
        return code
    with working_folder(store) as folder:
        locked, opened = folder / "locked", folder / "opened"
        locked.write_bytes(code)
        unlock(locked, opened, passphrase)
        return opened.read_bytes()


def _take(store: VisitStore, code: str | bytes, *, anyway: bool) -> Taken:
    return take_programme(store, unpack_programme(code), anyway=anyway)


def _of_visits(store: VisitStore, ids: list[str]) -> Selection | None:
    """These visits, if they are there and of one patient."""
    query = select(Visit.id, Visit.patient_id).where(Visit.id.in_(ids))
    with store.reading() as session:
        found: dict[str, str] = {row[0]: row[1] for row in session.execute(query)}
    patients = set(found.values())
    return Selection(patients.pop(), visits=tuple(found)) if len(patients) == 1 else None


def _send(desk: Desk, chosen: Selection | None, words: Words) -> Response:
    if chosen is None:
        return _says(words, words.text("send.none"), 404)
    with desk.store.reading() as session:
        patient = session.get(Patient, chosen.patient)
    try:
        return visits_download(desk.store, chosen, patient.name if patient else "", "")
    except FormcheckError as error:
        return _says(words, told(error, words))


def _says(words: Words, text: str, status: int = 422) -> Response:
    return _page("refused.html.j2", words, status, text=text)


def _page(template: str, words: Words, status: int = 200, **values: object) -> Response:
    page = environment(TEMPLATES).get_template(template).render(words=words, word=words.text, **values)
    return HTMLResponse(page, status)


def _programme_page(
    desk: Desk, request: Request, status: int = 200, told: str = "", text: str = "", *, asks: bool = False
) -> Response:
    """The page on which a programme is opened, with the therapist's voice that is kept here."""
    with desk.store.reading() as session:
        own = session.scalar(select(Patient.id).where(Patient.own))
        voiced = 0 if own is None else patient_voice(session, own)
    words = desk.words(request)
    return _page("programme.html.j2", words, status, told=told, asks=asks, text=text, voiced=voiced)


def _text_of(code: bytes | None) -> str:
    """A programme's file as the text that it holds, if it is one that may be asked about."""
    kept = code is not None and len(code) <= MAX_BYTES and not code.startswith(MARK)
    return code.decode("utf-8", "replace") if code is not None and kept else ""


def _why(error: FormcheckError) -> str:
    return error.why if isinstance(error, ExchangeError) else "failed"
