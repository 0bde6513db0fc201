"""What a page says of an error that no page has expected: a sentence with what to do, never a traceback."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from formcheck.errors import FormcheckError, FullDiskError, InputError, OutputError, UsageError
from formcheck.runtime.error_lines import print_error
from formcheck.therapist.desk import Desk
from formcheck.therapist.sentence import sentence_page
from formcheck.visits.database_errors import BusyStoreError, DamagedStoreError

WRONG = 422
"""Status of what was asked for and makes no sense."""
_SAID: dict[type[FormcheckError], tuple[str, int]] = {
    FullDiskError: ("store.full", 507),
    BusyStoreError: ("store.busy", 503),
    DamagedStoreError: ("store.damaged", 500),
    UsageError: ("therapist.error", WRONG),
    InputError: ("therapist.error", WRONG),
    OutputError: ("store.place", 500),
    FormcheckError: ("store.slip", 500),
}
"""Key and status of the answer: the first class that fits."""


def say_troubles(app: FastAPI, desk: Desk) -> None:
    """Answer errors that no page has expected with a sentence; the terminal gets what went wrong here.

    What was asked for and makes no sense is said in the error's own words.
    """

    @app.exception_handler(FormcheckError)
    def told(request: Request, error: FormcheckError) -> Response:
        words = desk.words(request)
        key, status = next(said for kind, said in _SAID.items() if isinstance(error, kind))
        why = str(error) if status == WRONG else ""
        if not why:
            print_error(str(error), error)
        if request.url.path.startswith("/therapist/"):
            return sentence_page(words, key, status, why=why)
        return PlainTextResponse(f"{words.text(key)} {why}".rstrip(), status)
