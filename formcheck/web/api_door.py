"""The door of the API: who asks, by a token or a cookie, and what is answered without asking any further."""

from __future__ import annotations

import logging
import time
from collections.abc import MutableMapping
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from formcheck.api.app import PREFIX
from formcheck.api.kept import Kept, Key, Watch
from formcheck.api.problems import problem, problem_of
from formcheck.practice.carried import carry
from formcheck.practice.principal import Principal, Role
from formcheck.practice.require import READING, address_of
from formcheck.practice.tokens import principal_of_token, used_token
from formcheck.therapist.desk import Desk
from formcheck.visits.store_version import StoreVersion
from formcheck.web.access import MACHINE_PREFIX, PageAccess, shown_token
from formcheck.web.guard import Guard

_LOG = logging.getLogger(__name__)
MOST_BODY = 64_000
"""Bytes of a question: an override of every band of an exercise takes a tenth."""
ANEW_S = 10.0
"""What is kept ready is made anew after so long, seconds, also where nothing has changed: what is "lately"
moves on, and tokens run out."""
READY = frozenset((f"{PREFIX}/patients", f"{PREFIX}/codes", f"{PREFIX}/"))
"""What is kept ready: it depends on the store and on who asks, and nothing is noted of who reads it."""
NAMED = b"if-none-match"
NOTED_S = 60.0
"""So often the use of a token is written, seconds."""
_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
]


class ApiDoor:
    """ASGI: requests below `PREFIX` go to the API, with their principals; all others to the pages.

    Args:
        api: of `formcheck.api.app.create_api`.
        pages: everything else.
        access: knows host, origin and the machine's own cookie.
        desk: with the store.
        accounts: they are on.
    """

    def __init__(
        self, api: ASGIApp, pages: ASGIApp, access: PageAccess, desk: Desk, *, accounts: bool
    ) -> None:
        self._api, self._pages, self._access, self._desk = api, pages, access, desk
        self._accounts, self._guard = accounts, Guard(access, desk, accounts=accounts)
        self._version, self._kept, self._tokens = StoreVersion(desk.store), Kept(), _Tokens(desk)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{PREFIX}/"):
            await self._pages(scope, receive, send)
            return

        begun = False

        async def safely(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message["headers"], *_SAFE]
            await send(message)

        try:
            await self._serve(Request(scope, receive), scope, receive, safely)
        except Exception as error:
            if (
                not begun
            ):  # before the application, which answers its own errors: the store is busy, or has gone
                await problem_of(error)(scope, receive, safely)

    async def _serve(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        headers = request.headers
        if not self._access.own_host(headers.get("host")):
            await problem(421, "This address is not formcheck's.")(scope, receive, send)
            return
        reads = scope["method"] in READING
        if not reads and (refused := self._too_large(request)):
            await problem(refused)(scope, receive, send)
            return
        version = f"{await self._version.current()} {time.monotonic() // ANEW_S}"
        if shown := shown_token(headers.get("authorization", "")):
            principal = await self._by_token(shown, version)
            if principal is None:
                _LOG.warning("refused: a token that is not good, from %s", address_of(request))
                refusal = problem(401, "This token is not good.", headers={"WWW-Authenticate": "Bearer"})
                await refusal(scope, receive, send)
                return
            principals: tuple[Principal, ...] = (principal,)
        else:
            principals = await self._by_cookie(request)
            # A cookie comes by itself with what another program or site sends; a token does not. Where
            # neither is shown, no body is read.
            if not reads and not (principals and self._access.own_origin(headers.get("origin"))):
                status = 403 if principals else 401
                await problem(status, "This does not come from a page of formcheck.")(scope, receive, send)
                return
        carry(request, principals)
        if scope["method"] != "GET" or scope["path"] not in READY or not principals:
            await self._api(scope, receive, send)
            return
        await self._read(scope, receive, send, principals[0], version)

    async def _read(
        self, scope: Scope, receive: Receive, send: Send, principal: Principal, version: str
    ) -> None:
        key = Key(principal, scope["path"], scope["query_string"])
        wanted = b", ".join(value for name, value in scope["headers"] if name == NAMED).decode("latin-1")
        found = self._kept.get(key, version) or await self._kept.coming(key, version)
        if found is not None:
            await found.send(wanted, send)
            return
        with self._kept.making(key, version) as making:
            watch = Watch(send, version)
            asked = [header for header in scope["headers"] if header[0] != NAMED]
            await self._api({**scope, "headers": asked}, receive, watch)
            making.answer = watch.answer
        await watch.finish(wanted)

    async def _by_token(self, token: str, version: str) -> Principal | None:
        if token.startswith(MACHINE_PREFIX):  # of the machine's user, who is nobody where accounts are on
            good = not self._accounts and self._access.is_machine_token(token)
            return Principal.of(Role.OWNER) if good else None
        principal = await self._tokens.principal(token, version)
        if principal is not None:
            self._access.saw(token)
        return principal

    async def _by_cookie(self, request: Request) -> tuple[Principal, ...]:
        if not self._accounts:  # a cookie of the machine asks no database
            return self._guard.principals(request)
        return await run_in_threadpool(self._guard.principals, request)

    def _too_large(self, request: Request) -> int:
        """The status of the refusal of a body that is too large, or does not say how large it is; else 0."""
        length = request.headers.get("content-length", "")
        if not length and "transfer-encoding" not in request.headers:
            return 0  # it has none
        if not length.isascii() or not length.isdigit():
            return 411
        return 413 if int(length) > MOST_BODY else 0


class _Tokens:
    """The principals of tokens, as long as nothing in the store has changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[str, Principal] = {}
        self._version = ""
        self._noted: dict[str, float] = {}

    async def principal(self, token: str, version: str) -> Principal | None:
        """Who works with a token, or None."""
        if version != self._version:
            self._known, self._version = {}, version
        if token not in self._known:
            found = await run_in_threadpool(self._look, token)
            if found is None:
                return None
            self._known[token] = found
        return self._known[token]

    def _look(self, token: str) -> Principal | None:
        store = self._desk.store
        with store.reading() as session:
            principal = principal_of_token(session, token, store.now())
        at = time.monotonic()
        if principal is not None and at - self._noted.get(token, -NOTED_S) >= NOTED_S:
            with store.writing() as session:
                used_token(session, token, store.now())
            self._noted[token] = at
        return principal
