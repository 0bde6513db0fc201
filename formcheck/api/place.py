"""What the API works on, and the parts that its routes share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import HTTPException, Query, Request
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from formcheck.practice.bindings import sees, visible
from formcheck.practice.carried import principal_of
from formcheck.practice.require import check_token
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore

_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
MOST_LIMIT = 500
PageNumber = Annotated[int, Query(ge=1, le=100_000, description="From 1.")]
Limit = Annotated[int, Query(ge=1, le=MOST_LIMIT, description="Entries on a page.")]


_FIRST, _LAST = date(2000, 1, 1), date(2200, 1, 1)
"""No visit was before or will be after that; a moment further off is none for a database."""


@dataclass(frozen=True, slots=True)
class ApiPlace:
    """What the API works on.

    Attributes:
        store: the visits.
        accounts: who asks has to show a token or a session of an account.
    """

    store: VisitStore
    accounts: bool = False


async def right_keys(request: Request) -> None:
    """Keys in the path are 32 hexadecimal digits; anything else, no table is asked for.

    Raises:
        HTTPException: 404, as for a key of nothing.
    """
    for name, value in request.path_params.items():
        if name.endswith("_id") and not _KEY.fullmatch(str(value)):
            raise HTTPException(404)


def check_form_token(request: Request) -> None:
    """A browser's session that changes something shows its form token in the header `X-Form-Token`.

    Raises:
        ForbiddenError: it is not there. A program with a token of its own needs none.
    """
    check_token(request, principal_of(request), request.headers.get("x-form-token"))


def whom(request: HTTPConnection) -> ColumnElement[bool]:
    """The condition on `Patient` that who asks sees them."""
    return visible(principal_of(request))


def check_sees(request: HTTPConnection, session: Session, patient_id: str) -> None:
    """Check that there is such a patient, and that who asks sees them.

    Raises:
        HTTPException: 404; which of both, nobody learns.
    """
    if not sees(session, principal_of(request), patient_id):
        raise HTTPException(404)


def found_patient(request: HTTPConnection, session: Session, patient_id: str) -> Patient:
    """The patient, as `check_sees` has it."""
    check_sees(request, session, patient_id)
    patient = session.get(Patient, patient_id)
    if patient is None:
        raise HTTPException(404)
    return patient


def midnight(day: date | None, now: datetime, *, after: bool = False) -> datetime | None:
    """The beginning of a day in UTC, or its end; None of none."""
    if day is None:
        return None
    near = min(max(day, _FIRST), _LAST)
    return datetime.combine(near + timedelta(days=int(after)), time(), now.tzinfo)
