"""What a page says to whom it does not let in."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from formcheck.practice.require import ForbiddenError, MustChangeError, NotYoursError
from formcheck.therapist.account_page import ACCOUNT
from formcheck.therapist.desk import Desk
from formcheck.therapist.sentence import sentence_page


def say_refusals(app: FastAPI, desk: Desk) -> None:
    """Answer refusals with a page where a page was asked for."""

    @app.exception_handler(NotYoursError)
    def not_yours(request: Request, error: NotYoursError) -> Response:
        if _is_page(request):
            return sentence_page(desk.words(request), "practice.not_yours", error.status_code)
        return JSONResponse({"detail": error.detail}, error.status_code)

    @app.exception_handler(ForbiddenError)
    def forbidden(request: Request, error: ForbiddenError) -> Response:
        if _is_page(request):
            return sentence_page(desk.words(request), error.key, error.status_code)
        return JSONResponse({"detail": error.detail}, error.status_code)

    @app.exception_handler(MustChangeError)
    def must_change(request: Request, error: MustChangeError) -> Response:
        if _is_page(request):
            return RedirectResponse(ACCOUNT, 303)
        return JSONResponse({"detail": error.detail}, error.status_code)


def _is_page(request: Request) -> bool:
    return request.url.path.startswith("/therapist/")
