"""The administrator's page of the audit log: who opened whose file. It shows, and changes nothing."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from starlette.datastructures import URL

from formcheck.practice.audit import Action, Asked, entries
from formcheck.practice.principal import Scope
from formcheck.practice.require import require
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.visits.practice_schema import MAX_LOGIN
from formcheck.visits.schema import Patient
from formcheck.visits.table_base import ID_LENGTH

AUDIT = "/therapist/practice/audit"
AT_ONCE = 100
"""Entries on one page."""


def audit_router(desk: Desk) -> APIRouter:
    """The route of this page."""
    router = APIRouter(prefix="/practice/audit", dependencies=[Depends(require(Scope.AUDIT))])

    @router.get("", response_class=HTMLResponse)
    def page(request: Request, login: str = "", patient: str = "", before: str = "") -> Response:
        words = desk.words(request)
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
        asked = Asked(login.strip().lower()[:MAX_LOGIN], _key(patient), most=AT_ONCE + 1, before=number)
        with desk.store.reading() as session:
            rows = entries(session, asked)
            named = {row.patient_id for row in rows if row.patient_id}
            query = select(Patient.id, Patient.name).where(Patient.id.in_(named))
            names: dict[str, str] = {row[0]: row[1] for row in session.execute(query)}
        kept = {"login": asked.login, "patient": asked.patient}
        earlier = URL(AUDIT).include_query_params(
            **{name: value for name, value in kept.items() if value}, before=rows[AT_ONCE - 1].id
        ) if len(rows) > AT_ONCE else None  # fmt: skip
        return HTMLResponse(
            render(
                "audit.html.j2",
                words,
                rows=[(row, f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}") for row in rows[:AT_ONCE]],
                names=names,
                asked=asked,
                earlier=earlier,
                warned=(Action.REFUSED.value, Action.WRONG_PASSWORD.value),
                most_login=MAX_LOGIN,
                most_key=ID_LENGTH,
            )
        )

    return router


def _key(typed: str) -> str:
    """A patient's key as it was typed; what no key looks like finds nothing, and does no harm."""
    return "".join(one for one in typed.strip() if one.isalnum() or one in "-_")[:ID_LENGTH]
