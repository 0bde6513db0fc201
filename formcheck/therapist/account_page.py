"""The page of one's own account: who has signed in, and another password."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from formcheck.practice.accounts import change_password
from formcheck.practice.audit import Action, note
from formcheck.practice.carried import principal_of
from formcheck.practice.passwords import MAX_PASSWORD, MIN_PASSWORD
from formcheck.practice.principal import Scope
from formcheck.practice.require import address_of, note_request, require
from formcheck.practice.session_cookie import give_cookie
from formcheck.practice.sessions import begin_session
from formcheck.practice.signing_in import TurnedAway, checked
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.visits.practice_schema import Account

ACCOUNT = "/therapist/account"
Typed = Annotated[str, Form(max_length=4 * MAX_PASSWORD)]


def account_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter(prefix="/account", dependencies=[Depends(require(Scope.SELF))])

    @router.get("", response_class=HTMLResponse)
    def page(request: Request, changed: str = "") -> Response:
        return _page(desk, request, "practice.account.changed" if changed else "")

    @router.post("/password", response_class=HTMLResponse)
    def password(request: Request, old: Typed = "", new: Typed = "", again: Typed = "") -> Response:
        who, store = principal_of(request), desk.store
        if isinstance(tried := checked(store, who.login, old, address_of(request)), TurnedAway):
            return _turned_away(desk, request, tried)
        if new != again:
            return _page(desk, request, "practice.account.differ", 422)
        if not MIN_PASSWORD <= len(new) <= MAX_PASSWORD:
            return _page(desk, request, "practice.account.length", 422)
        if new == old:
            return _page(desk, request, "practice.account.same", 422)
        with store.writing() as session:
            change_password(session, session.get_one(Account, who.id), new, given=False)
            key = begin_session(session, who.id, store.now())
            note(session, store.now(), Action.ACCOUNT, who, subject=f"{who.login}: new password",
                 address=address_of(request))  # fmt: skip
        answer = RedirectResponse(f"{ACCOUNT}?changed=1", 303)
        give_cookie(answer, key, secure=desk.tls)
        return answer

    return router


def _turned_away(desk: Desk, request: Request, tried: TurnedAway) -> Response:
    """Who sits down before a browser that was left open gets no further than at the page for signing in."""
    if tried.tried:
        note_request(request, Action.WRONG_PASSWORD, subject="present password")
    if tried.crowded:
        return _page(desk, request, "practice.sign_in.crowded", 503)
    minutes = math.ceil(tried.wait.total_seconds() / 60)
    if minutes:
        return _page(desk, request, "practice.account.wait", 429, minutes)
    return _page(desk, request, "practice.account.old_wrong", 422)


def _page(desk: Desk, request: Request, key: str = "", status: int = 200, minutes: int = 0) -> Response:
    words, who = desk.words(request), principal_of(request)
    said = words.text(key, least=MIN_PASSWORD, most=MAX_PASSWORD, minutes=minutes) if key else ""
    page = render(
        "account.html.j2", words, who=who, said=said, wrong=status != 200,
        least=MIN_PASSWORD, most=MAX_PASSWORD,
    )  # fmt: skip
    return HTMLResponse(page, status)
