"""The guard before all routes: refuses what no route should look at, and finds out who asks."""

from __future__ import annotations

import logging

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from formcheck.exchange.uploads import plain_charset
from formcheck.practice.accounts import principal_of_account
from formcheck.practice.carried import carried, carry
from formcheck.practice.form_token import token_of
from formcheck.practice.principal import Principal, Role
from formcheck.practice.require import READING, address_of
from formcheck.practice.session_cookie import shown_key
from formcheck.practice.sessions import find_session, saw_session
from formcheck.therapist.desk import Desk
from formcheck.therapist.language import LANGUAGE
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.sign_in_page import SIGN_IN
from formcheck.web.access import PageAccess

_LOG = logging.getLogger(__name__)
CLOSED = "Open the address that `formcheck serve` printed."
MOST_FORM, MOST_OF_A_STRANGER = 2_000_000, 16_000
"""Bytes of a form: a programme with every band takes a quarter of it; of one for signing in."""
_STREAMED = ("/therapist/import", "/programme")
"""Routes that read a body piece by piece, and count themselves."""
_STATIC = ("/static/", "/therapist/static/")
"""Below these lies what everybody gets: no database is asked who asks, also when it does not answer."""
_FOR_STRANGERS = (SIGN_IN, LANGUAGE)
"""Routes that change something, where accounts are on, for whoever has not signed in."""


class Guard:
    """Looks at each request before its route.

    Args:
        access: knows host, origin and the machine's own cookie.
        desk: with the store of the accounts; None has none.
        accounts: they are on.
    """

    def __init__(self, access: PageAccess, desk: Desk | None, *, accounts: bool) -> None:
        self._access, self._desk, self._accounts = access, desk, accounts

    async def refusal(self, request: Request) -> Response | None:
        """What to answer to a request that comes to no route; of any other, its principals are carried on."""
        access = self._access
        if not access.own_host(request.headers.get("host")):
            return Response("This address is not formcheck's.", 421)
        writes, path = request.method not in READING, request.scope["path"]
        # The cookie does not come with what other sites send; this holds for other programs on this machine.
        if writes and not access.own_origin(request.headers.get("origin")):
            return Response("This form is not formcheck's.", 403)
        plain = self._accounts and not writes and path.startswith(_STATIC)
        carry(request, () if plain else await run_in_threadpool(self.principals, request))
        # Before the routes: they read what is sent, all of it, before they ask who sends.
        if writes and not carried(request) and not (self._accounts and path in _FOR_STRANGERS):
            return self._signed_out(request)
        if writes and path not in _STREAMED:
            refused = _too_large(request, MOST_FORM if carried(request) else MOST_OF_A_STRANGER)
            if refused is not None:
                return refused
        if not plain_charset(request.headers.get("content-type", "")):
            return Response("Forms are sent in UTF-8.", 415)
        return None

    def principals(self, request: Request) -> tuple[Principal, ...]:
        """Who asks. A browser on a machine with accounts may be both: a therapist's, and the patient's."""
        machine = self._access.knows(request.cookies)
        if not self._accounts or self._desk is None:
            return (Principal.of(Role.OWNER),) if machine else ()
        signed_in = self._signed_in(request, self._desk)
        patient = (Principal.of(Role.PATIENT),) if machine else ()
        return patient if signed_in is None else (signed_in, *patient)

    def _signed_out(self, request: Request) -> Response:
        """What a form gets when nobody has signed in, or no longer."""
        if not self._accounts or self._desk is None:
            return Response(CLOSED, 403)
        _LOG.warning("refused: a form of nobody from %s", address_of(request))
        return sentence_page(self._desk.words(request), "practice.signed_out", 403, coach=False)

    def _signed_in(self, request: Request, desk: Desk) -> Principal | None:
        key, now = shown_key(request.cookies, secure=self._access.tls), desk.store.now()
        if not key:
            return None
        with desk.store.reading() as session:
            found = find_session(session, key, now)
        if found is None:
            return None
        self._access.saw(key)
        if found.stale:
            with desk.store.writing() as session:
                saw_session(session, key, now)
        return principal_of_account(found.account, token_of(key))


def _too_large(request: Request, most: int) -> Response | None:
    """What to answer to a body that is too large, or does not say how large it is."""
    length = request.headers.get("content-length", "")
    if not length and "transfer-encoding" not in request.headers:
        return None  # it has none
    if not length.isascii() or not length.isdigit():
        return Response("Say how much is sent.", 411)
    return Response("That is too much.", 413) if int(length) > most else None
