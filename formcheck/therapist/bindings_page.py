"""The administrator's page of who sees whom: names of patients, and nothing else of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from starlette.datastructures import URL

from formcheck.practice.accounts import all_accounts
from formcheck.practice.audit import Action
from formcheck.practice.bindings import bind, unbind
from formcheck.practice.principal import Scope
from formcheck.practice.require import note_request, require
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.sentence import sentence_page
from formcheck.visits.practice_schema import Account, Binding
from formcheck.visits.schema import MAX_NAME, Patient
from formcheck.visits.table_base import ID_LENGTH

BINDINGS = "/therapist/practice/bindings"
MOST = 60
"""Patients on one page: further ones are searched for."""
Key = Annotated[str, Form(max_length=ID_LENGTH)]


def bindings_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter(prefix="/practice/bindings", dependencies=[Depends(require(Scope.ACCOUNTS))])

    @router.get("", response_class=HTMLResponse)
    def page(request: Request, q: str = "", free: str = "") -> Response:
        search, words = q.strip()[:MAX_NAME], desk.words(request)
        query = select(Patient.id, Patient.name).where(Patient.own.is_(False))
        if free:
            query = query.where(Patient.id.not_in(select(Binding.patient_id)))
        with desk.store.reading() as session:
            people = [
                (key, name) for key, name in session.execute(query) if search.casefold() in name.casefold()
            ]
            people.sort(key=lambda one: (one[1].casefold(), one[0]))
            bound = list(session.execute(select(Binding.patient_id, Binding.account_id)))
            staff = {one.id: one for one in all_accounts(session)}
        sees = {
            key: [staff[account] for patient, account in bound if patient == key] for key, _ in people[:MOST]
        }
        return HTMLResponse(
            render(
                "bindings.html.j2",
                words,
                people=people[:MOST],
                more=max(len(people) - MOST, 0),
                sees=sees,
                staff=[one for one in staff.values() if one.disabled_at is None],
                search=search,
                free=bool(free),
                most=MAX_NAME,
            )
        )

    @router.post("")
    def change(
        request: Request, patient: Key = "", account: Key = "", do: Annotated[str, Form(max_length=16)] = ""
    ) -> Response:
        with desk.store.writing() as session:
            good = patient.isprintable() and account.isprintable() and do in ("bind", "unbind")
            person = session.get(Patient, patient) if good else None
            who = session.get(Account, account) if good else None
            if person is None or person.own or who is None:
                return sentence_page(desk.words(request), "practice.bindings.wrong", 422)
            if do == "bind":
                bind(session, patient, account, desk.store.now())
            else:
                unbind(session, patient, account)
            login = who.login
        note_request(request, Action.BOUND if do == "bind" else Action.UNBOUND, patient, login)
        came = URL(request.headers.get("referer", ""))
        there = URL(BINDINGS).replace(query=came.query if came.path == BINDINGS else "")
        return RedirectResponse(there, 303)

    return router
