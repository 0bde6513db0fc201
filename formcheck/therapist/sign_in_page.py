"""The page for signing in, and the button that signs out."""

from __future__ import annotations

import logging
import math
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from formcheck.practice.accounts import principal_of_account
from formcheck.practice.audit import Action, note
from formcheck.practice.carried import carried, principal_of
from formcheck.practice.form_token import FIELD, field_of, is_token, token_of
from formcheck.practice.passwords import MAX_PASSWORD
from formcheck.practice.principal import Scope
from formcheck.practice.require import address_of, anybody, require
from formcheck.practice.secrets import new_key
from formcheck.practice.session_cookie import BEFORE, give_cookie, shown_key, take_cookie
from formcheck.practice.sessions import end_session
from formcheck.practice.signing_in import SignedIn, sign_in
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.visits.practice_schema import MAX_LOGIN

SIGN_IN = "/therapist/sign-in"
_HOME = "/therapist/"
_LOG = logging.getLogger(__name__)


def sign_in_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter()

    @router.get("/sign-in", response_class=HTMLResponse, dependencies=[Depends(anybody)])
    def page(request: Request) -> Response:
        if any(one.may(Scope.SELF) for one in carried(request)):
            return RedirectResponse(_HOME, 303)
        return _page(desk, request)

    @router.post("/sign-in", response_class=HTMLResponse, dependencies=[Depends(anybody)])
    def enter(
        request: Request,
        login: Annotated[str, Form(max_length=4 * MAX_LOGIN)] = "",
        password: Annotated[str, Form(max_length=4 * MAX_PASSWORD)] = "",
        form_token: Annotated[str, Form(alias=FIELD, max_length=200)] = "",
    ) -> Response:
        before = shown_key(request.cookies, secure=desk.tls, name=BEFORE)
        if not before or not is_token(form_token, token_of(before)):
            return _page(desk, request, "practice.old_form", status=403)
        answer = sign_in(desk.store, login, password, address_of(request))
        if not isinstance(answer, SignedIn):
            why = "too many at once" if answer.crowded else "wrong name or password"
            _LOG.warning("refused: %s from %s", why, address_of(request))
            if answer.crowded:
                return _page(desk, request, "practice.sign_in.crowded", status=503)
            minutes = math.ceil(answer.wait.total_seconds() / 60)
            if answer.tried:
                _note_wrong(desk, request)
            key = "practice.sign_in.wait" if minutes else "practice.sign_in.wrong"
            return _page(desk, request, key, status=429 if minutes else 403, minutes=minutes)
        who = principal_of_account(answer.account)
        with desk.store.writing() as session:
            old = shown_key(request.cookies, secure=desk.tls)
            if old:  # a session of before, or one that somebody planted, is good no longer
                end_session(session, old)
            note(session, desk.store.now(), Action.SIGNED_IN, who, address=address_of(request))
        entered = RedirectResponse(_HOME, 303)
        give_cookie(entered, answer.key, secure=desk.tls)
        take_cookie(entered, secure=desk.tls, name=BEFORE)
        return entered

    @router.post("/sign-out", dependencies=[Depends(require(Scope.SELF))])
    def leave(request: Request) -> Response:
        with desk.store.writing() as session:
            end_session(session, shown_key(request.cookies, secure=desk.tls))
            note(session, desk.store.now(), Action.SIGNED_OUT, principal_of(request),
                 address=address_of(request))  # fmt: skip
        answer = RedirectResponse(SIGN_IN, 303)
        take_cookie(answer, secure=desk.tls)
        return answer

    return router


def _page(desk: Desk, request: Request, key: str = "", status: int = 200, minutes: int = 0) -> Response:
    words = desk.words(request)
    before = shown_key(request.cookies, secure=desk.tls, name=BEFORE) or new_key()
    trouble = words.text(key, minutes=minutes) if key else ""
    answer = HTMLResponse(
        render("sign_in.html.j2", words, trouble=trouble, field=field_of(token_of(before)), most=MAX_LOGIN),
        status,
    )
    give_cookie(answer, before, secure=desk.tls, name=BEFORE)
    return answer


def _note_wrong(desk: Desk, request: Request) -> None:
    """What was typed is not noted: people type their password into the field of the name."""
    with desk.store.writing() as session:
        note(session, desk.store.now(), Action.WRONG_PASSWORD, address=address_of(request))
