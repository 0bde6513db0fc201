"""What a page says of an error that no page has expected: a sentence with what to do, never a traceback."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.requests import ClientDisconnect

from formcheck.errors import FormcheckError, FullDiskError, InputError, OutputError, UsageError
from formcheck.exchange.refused import ExchangeError
from formcheck.runtime.error_lines import as_formcheck_error, print_error
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.sight import HiddenError
from formcheck.visits.database_errors import BusyStoreError, DamagedStoreError, UnreachableStoreError
from formcheck.words.catalogue import Words

WRONG = 422
"""Status of what was asked for and makes no sense."""
_SAID: dict[type[FormcheckError], tuple[str, int]] = {
    FullDiskError: ("store.full", 507),
    BusyStoreError: ("store.busy", 503),
    UnreachableStoreError: ("store.away", 503),
    DamagedStoreError: ("store.damaged", 500),
    UsageError: ("therapist.error", WRONG),
    InputError: ("therapist.error", WRONG),
    OutputError: ("store.place", 500),
    FormcheckError: ("store.slip", 500),
}
"""Key and status of the answer: the first class that fits."""


def told(error: FormcheckError, words: Words) -> str:
    """What a page says of an error that it expected.

    What is wrong with the file or the passphrase that somebody sent is said there. Other sentences may name
    folders of this machine: they go to the terminal, and the page says so.
    """
    if isinstance(error, ExchangeError):
        return error.sentence(words)
    if isinstance(error, UsageError):
        return f"{error}."
    print_error(str(error), error)
    key = "store.slip" if isinstance(error, InputError) else _said_of(error)[0]
    return words.text(key)


def _said_of(error: FormcheckError) -> tuple[str, int]:
    return next(said for kind, said in _SAID.items() if isinstance(error, kind))


def say_troubles(app: FastAPI, desk: Desk) -> None:
    """Answer errors that no page has expected with a sentence; the terminal gets what went wrong here.

    What was asked for and makes no sense is said in the error's own words.
    """

    @app.exception_handler(FormcheckError)
    def failed(request: Request, error: FormcheckError) -> Response:
        return trouble(desk, request, error)

    @app.exception_handler(HiddenError)
    def hidden(request: Request, error: HiddenError) -> Response:
        words = desk.words(request)
        page = render("hidden.html.j2", words, visit_id=error.visit_id, patient_id=error.patient_id)
        return HTMLResponse(page, 403)

    @app.exception_handler(Exception)
    def slipped(request: Request, error: Exception) -> Response:
        if isinstance(error, ClientDisconnect):  # in the middle of a form: nobody waits for an answer
            return Response(status_code=400)
        print_error(str(as_formcheck_error(error)), error)
        return _answer(desk, request, "store.slip", 500)


def trouble(desk: Desk, request: Request, error: FormcheckError) -> Response:
    """What is answered to a request that failed, also before it came to its page."""
    key, status = _said_of(error)
    why = str(error) if status == WRONG else ""
    if not why:
        print_error(str(error), error)
    return _answer(desk, request, key, status, why)


def _answer(desk: Desk, request: Request, key: str, status: int, why: str = "") -> Response:
    words = desk.words(request)
    if request.url.path.startswith("/therapist/"):
        coach = not getattr(request.app.state, "accounts", False)
        return sentence_page(words, key, status, why=why, coach=coach)
    return PlainTextResponse(f"{words.text(key)} {why}".rstrip(), status)
