"""Takes in a therapist's programme that the patient opens on the first screen."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response

from formcheck.errors import FormcheckError
from formcheck.exchange.programme_file import MAX_BYTES, ProgrammeContent, unpack_programme
from formcheck.exchange.refused import ExchangeError
from formcheck.therapist.desk import Desk
from formcheck.visits.programmes import add_version
from formcheck.visits.store import VisitStore


def programme_router(desk: Desk) -> APIRouter:
    """The route `/programme`: the bytes of the file are the body; the answer is a sentence."""
    router = APIRouter()

    @router.post("/programme")
    async def take(request: Request) -> Response:
        words = desk.words(request)
        data = b""
        async for piece in request.stream():
            data += piece
            if len(data) > MAX_BYTES:  # it is refused in words, whatever else comes
                break
        try:
            content = await run_in_threadpool(unpack_programme, data)
            await run_in_threadpool(_follow, desk.store, content)
        except FormcheckError as error:
            told = error.sentence(words) if isinstance(error, ExchangeError) else f"{error}."
            return PlainTextResponse(told, 400)
        return PlainTextResponse(words.text("page.programme.yours"))

    return router


def _follow(store: VisitStore, content: ProgrammeContent) -> None:
    """Put the programme in force for the patient whose machine this is."""
    with store.writing() as session:
        patient = store.own_patient(session, content.lang)
        add_version(
            session, patient.id, content.programme, store.now(), content.message, content.programme_id
        )
