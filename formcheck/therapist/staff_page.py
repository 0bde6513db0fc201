"""The administrator's page of accounts: added, given another password, disabled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from formcheck.errors import InputError, UsageError
from formcheck.practice.accounts import (
    ROLES,
    account_of,
    add_account,
    all_accounts,
    change_password,
    disable,
    enable,
)
from formcheck.practice.audit import Action, note
from formcheck.practice.carried import principal_of
from formcheck.practice.passwords import made_password
from formcheck.practice.principal import Role, Scope
from formcheck.practice.require import address_of, require
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.visits.practice_schema import MAX_LOGIN, Account, Binding
from formcheck.visits.schema import MAX_NAME

STAFF = "/therapist/practice"
Login = Annotated[str, Form(max_length=4 * MAX_LOGIN)]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a page says first.

    Attributes:
        key, login: of the sentence, and the account that it is about.
        password: that was made; shown this once.
    """

    key: str = ""
    login: str = ""
    password: str = ""
    status: int = 200


def staff_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter(prefix="/practice", dependencies=[Depends(require(Scope.ACCOUNTS))])

    @router.get("", response_class=HTMLResponse)
    def page(request: Request) -> Response:
        return _page(desk, request, _Said())

    @router.post("/add", response_class=HTMLResponse)
    def add(
        request: Request,
        login: Login = "",
        name: Annotated[str, Form(max_length=4 * MAX_NAME)] = "",
        role: Annotated[str, Form(max_length=16)] = "",
    ) -> Response:
        if role not in ROLES:
            return _page(desk, request, _Said("practice.staff.no_role", status=422))

        def change(session: Session, password: str) -> Account:
            return add_account(session, login, name, Role(role), password, desk.store.now())

        return _changed(desk, request, change, "added", login)

    @router.post("/reset", response_class=HTMLResponse)
    def reset(request: Request, login: Login = "") -> Response:
        def change(session: Session, password: str) -> Account:
            account = account_of(session, login)
            change_password(session, account, password, given=True)
            return account

        return _changed(desk, request, change, "reset", login)

    @router.post("/disable", response_class=HTMLResponse)
    def stop(request: Request, login: Login = "") -> Response:
        def change(session: Session, _: str) -> Account:
            account = account_of(session, login)
            disable(session, account, desk.store.now())
            return account

        return _changed(desk, request, change, "disabled", login, shows=False)

    @router.post("/enable", response_class=HTMLResponse)
    def start(request: Request, login: Login = "") -> Response:
        def change(session: Session, _: str) -> Account:
            account = account_of(session, login)
            enable(session, account)
            return account

        return _changed(desk, request, change, "enabled", login, shows=False)

    return router


def _changed(
    desk: Desk,
    request: Request,
    change: Callable[[Session, str], Account],
    what: str,
    login: str,
    *,
    shows: bool = True,
) -> Response:
    """Change an account, and show the page with what was done; with the password that was made, if any."""
    password = made_password()
    try:
        with desk.store.writing() as session:
            account = change(session, password)
            note(session, desk.store.now(), Action.ACCOUNT, principal_of(request),
                 subject=f"{account.login}: {what}", address=address_of(request))  # fmt: skip
    except InputError:
        return _page(desk, request, _Said("practice.staff.unknown", login[:MAX_LOGIN], status=422))
    except UsageError:
        key = {"added": "practice.staff.not_added", "disabled": "practice.staff.last"}.get(what, "")
        return _page(desk, request, _Said(key or "practice.staff.unknown", login[:MAX_LOGIN], status=422))
    return _page(desk, request, _Said(f"practice.staff.{what}", account.login, password if shows else ""))


def _page(desk: Desk, request: Request, said: _Said) -> Response:
    words = desk.words(request)
    with desk.store.reading() as session:
        counted = select(Binding.account_id, func.count()).group_by(Binding.account_id)
        patients: dict[str, int] = {row[0]: row[1] for row in session.execute(counted)}
        people = all_accounts(session)
    page = render(
        "staff.html.j2",
        words,
        people=people,
        patients=patients,
        roles=[role.value for role in ROLES],
        said=words.text(said.key, login=said.login) if said.key else "",
        password=said.password,
        wrong=said.status != 200,
        most_login=MAX_LOGIN,
        most_name=MAX_NAME,
    )
    return HTMLResponse(page, said.status)
