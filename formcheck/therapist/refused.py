"""A page that says what could not be done and how to mend it, in place of an error of the server."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from formcheck.errors import FormcheckError, OutputError
from formcheck.therapist.desk import Desk
from formcheck.therapist.sentence import sentence_page

PLACE = "/therapist"


def say_refusals(app: FastAPI, desk: Desk) -> None:
    """Let the therapist's pages answer with a sentence where something is refused, as by a full disk."""

    @app.exception_handler(FormcheckError)
    def refused(request: Request, error: FormcheckError) -> Response:
        if not request.url.path.startswith(PLACE):
            raise error
        status = 503 if isinstance(error, OutputError) else 422
        return sentence_page(desk.words(request), "therapist.refused", status, why=str(error))
