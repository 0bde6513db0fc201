"""What a page says when the store of visits fails: a sentence with what to do, and never a traceback."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from formcheck.errors import FormcheckError, FullDiskError, OutputError
from formcheck.runtime.error_lines import print_error
from formcheck.therapist.desk import Desk
from formcheck.therapist.sentence import sentence_page
from formcheck.visits.database_errors import BusyStoreError, DamagedStoreError

_SAID: dict[type[FormcheckError], tuple[str, int]] = {
    FullDiskError: ("store.full", 507),
    BusyStoreError: ("store.busy", 503),
    DamagedStoreError: ("store.damaged", 500),
    OutputError: ("store.place", 500),
    FormcheckError: ("store.slip", 500),
}
"""Key and status of the answer: the first class that fits."""


def add_store_trouble(app: FastAPI, desk: Desk) -> None:
    """Answer errors that no page has expected with a sentence; the terminal gets the error itself."""

    @app.exception_handler(FormcheckError)
    def told(request: Request, error: FormcheckError) -> Response:
        print_error(str(error), error)
        key, status = next(said for kind, said in _SAID.items() if isinstance(error, kind))
        words = desk.words(request)
        if request.url.path.startswith("/therapist/"):
            return sentence_page(words, key, status)
        return PlainTextResponse(words.text(key), status)
