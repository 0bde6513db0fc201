"""Errors of the API as `application/problem+json` (RFC 9457): what went wrong, never a traceback."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from formcheck.errors import FormcheckError, FullDiskError, InputError, UsageError
from formcheck.runtime.error_lines import as_formcheck_error, print_error
from formcheck.visits.database_errors import BusyStoreError, UnreachableStoreError

PROBLEM = "application/problem+json"
_STATUS: dict[type[FormcheckError], int] = {
    FullDiskError: 507,
    BusyStoreError: 503,
    UnreachableStoreError: 503,
    FormcheckError: 500,
}
"""The first class that fits."""


class WrongPart(BaseModel):
    """One thing that was asked for and makes no sense."""

    place: str
    message: str


class Problem(BaseModel):
    """What went wrong."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    wrong: list[WrongPart] = []


def problem(
    status: int, detail: str = "", wrong: list[WrongPart] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """The answer with a problem."""
    title = HTTPException(status).detail  # the phrase of HTTP
    content = Problem(title=title, status=status, detail=detail, wrong=wrong or [])
    body = content.model_dump_json()
    return Response(body, status, {**(headers or {}), "Cache-Control": "no-store"}, media_type=PROBLEM)


def problems(titles: Mapping[int, str]) -> dict[int | str, dict[str, object]]:
    """What the document says of these statuses: each is a `Problem`."""
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": title, "content": content} for status, title in titles.items()}


def say_problems(api: FastAPI) -> None:
    """Answer all errors as problems; the terminal gets what went wrong here."""

    @api.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 401:
            headers["WWW-Authenticate"] = "Bearer"
        phrase = HTTPException(error.status_code).detail
        return problem(
            error.status_code, "" if error.detail == phrase else str(error.detail), headers=headers
        )

    @api.exception_handler(RequestValidationError)
    def wrong(request: Request, error: RequestValidationError) -> Response:
        parts = [
            WrongPart(place=".".join(map(str, one["loc"])), message=str(one["msg"])) for one in error.errors()
        ]
        return problem(422, "What was asked for makes no sense.", parts)

    @api.exception_handler(FormcheckError)
    def failed(request: Request, error: FormcheckError) -> Response:
        return problem_of(error)

    @api.exception_handler(Exception)
    def slipped(request: Request, error: Exception) -> Response:
        return problem_of(error)


def problem_of(error: Exception) -> Response:
    """What is said of an error that no route has expected; the terminal gets what went wrong here."""
    if isinstance(error, ClientDisconnect):  # nobody waits for an answer
        return problem(400)
    if isinstance(error, UsageError):
        return problem(422, f"{error}.")
    if not isinstance(error, FormcheckError):
        print_error(str(as_formcheck_error(error)), error)
        return problem(500)
    print_error(str(error), error)  # such sentences may name folders of this machine
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    return problem(status, "Something in the store cannot be read." if isinstance(error, InputError) else "")
