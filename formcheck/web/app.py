"""The routes of the page. All but `/` ask for the cookie that a browser gets for the one-time token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.websockets import WebSocketDisconnect

from formcheck.errors import FormcheckError
from formcheck.practice.principal import Scope
from formcheck.practice.require import READING, SignedOutError, anybody, require
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.therapist.refusals import say_refusals
from formcheck.therapist.sight import Sight
from formcheck.therapist.sign_in_page import SIGN_IN
from formcheck.therapist.trouble import say_troubles, trouble
from formcheck.web.access import COOKIE, PageAccess
from formcheck.web.exchange_pages import exchange_router
from formcheck.web.guard import CLOSED, Guard
from formcheck.web.learn_pages import learn_router
from formcheck.web.left_visit import left_router
from formcheck.web.link import Begin, Link
from formcheck.web.messages import Busy, Hello, Refused, Taken, hello_of, text_of
from formcheck.web.options import Options
from formcheck.web.own_voice import own_voice_router
from formcheck.web.step_pages import step_router
from formcheck.web.visit_pages import visit_router
from formcheck.web.voice_files import OwnVoice, nobodys_voice, voice_router
from formcheck.words.catalogue import LANGUAGES, Words

STATIC = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob: mediastream:; "
    "connect-src 'self' {sockets}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    # Not "no-referrer": with that a browser sends forms with "Origin: null", which `guard` refuses.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_STRICT = "max-age=31536000"
"""Browsers ask for this host with TLS only, for a year."""
THERAPIST = "/therapist/"
"""Where the therapist's pages begin."""
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}


@dataclass(slots=True)
class Settings:
    """What the page runs on.

    Attributes:
        access: which browsers may open it.
        options: gives what the page is told before a visit: the programme in force may change.
        begin: makes a visit.
        desk: what the therapist's pages work on; None serves none.
        accounts: who opens the therapist's pages has to sign in; the machine's own cookie is good for the
            live coach and the own patient's pages only.
        own_voice: the therapist's recordings of what is said.
    """

    access: PageAccess
    options: Callable[[], Options]
    begin: Begin
    desk: Desk | None = None
    accounts: bool = False
    own_voice: OwnVoice = nobodys_voice
    links: dict[asyncio.Task[None], Link] = field(default_factory=dict)
    """The visit that is going on: at most one, since there is one camera and one patient."""

    @property
    def busy(self) -> bool:
        """A visit is going on. One that is ending does not count: a page that is loaded anew waits for it."""
        return any(not link.ending for link in self.links.values())

    async def over(self) -> None:
        """Wait until visits that are ending are written."""
        ending = [task for task, link in self.links.items() if link.ending]
        if ending:
            await asyncio.wait(ending)


def create_app(settings: Settings) -> FastAPI:
    """The application."""
    app = FastAPI(title="formcheck", docs_url=None, redoc_url=None, openapi_url=None)
    _check_cookies(settings)
    app.state.accounts = settings.accounts
    app.state.store = None if settings.desk is None else settings.desk.store
    own = [Depends(require(Scope.COACH))]
    _add_guard(app, settings)
    _add_door(app, settings, own)
    app.include_router(voice_router(settings.own_voice), dependencies=own)
    if settings.desk is not None:
        _add_pages(app, settings, settings.desk, own)
    _add_live(app, settings)
    return app


def _check_cookies(settings: Settings) -> None:
    if settings.desk is not None and settings.desk.tls != settings.access.tls:
        raise ValueError("the desk's cookies and the door's have to agree on TLS")


def _add_guard(app: FastAPI, settings: Settings) -> None:
    """Who is sent away before any page, the headers of every answer, what the signed out hear."""
    headers = _headers(settings.access)
    guard = Guard(settings.access, settings.desk, accounts=settings.accounts)

    @app.middleware("http")
    async def guarded(request: Request, call_next: Any) -> Response:
        try:
            refused = await guard.refusal(request)
        except FormcheckError as error:  # the store is asked who asks, before any page
            if settings.desk is None:
                raise
            refused = trouble(settings.desk, request, error)
        response: Response = await call_next(request) if refused is None else refused
        for name, value in headers.items():
            response.headers.setdefault(name, value)  # a report has a policy of its own
        return response

    @app.exception_handler(SignedOutError)
    def signed_out(request: Request, error: SignedOutError) -> Response:
        if not settings.accounts:
            return JSONResponse({"detail": CLOSED}, 403)
        if request.url.path.startswith(THERAPIST) and request.method in READING:
            return RedirectResponse(SIGN_IN, 303)
        return JSONResponse({"detail": error.detail}, 401)


def _add_door(app: FastAPI, settings: Settings, own: list[Any]) -> None:
    """The page of the coach, its files, its words and what it is told before a visit."""
    access = settings.access

    @app.get("/", response_class=HTMLResponse, dependencies=[Depends(at_the_door)])
    def page(request: Request, token: str = "", at: str = "") -> Response:
        home = THERAPIST if at == "therapist" else "/"
        if token and access.enter(token):
            answer = RedirectResponse(home, 303)
            answer.set_cookie(COOKIE, access.cookie, httponly=True, samesite="strict", secure=access.tls)
            return answer
        if not access.knows(request.cookies):
            if settings.accounts:
                return RedirectResponse(THERAPIST, 303)
            return HTMLResponse((STATIC / "closed.html").read_text("utf-8"), 403)
        return RedirectResponse(home, 303) if token else _file("index.html")

    @app.get("/static/{name:path}", dependencies=[Depends(anybody)])
    def static(name: str) -> Response:
        return _file(name)

    @app.get("/words/{language}.json", dependencies=own)
    def words(language: str) -> Response:
        if language not in LANGUAGES:
            raise HTTPException(404)
        return JSONResponse(Words(language).export())

    @app.get("/options.json", dependencies=own)
    def options() -> Response:
        return Response(settings.options().model_dump_json(), media_type="application/json")


def _add_live(app: FastAPI, settings: Settings) -> None:
    """The connection of a visit."""
    access = settings.access

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        host, origin = socket.headers.get("host"), socket.headers.get("origin")
        if not (access.own_host(host) and access.own_origin(origin) and access.knows(socket.cookies)):
            await socket.close(4403)
            return
        await socket.accept()
        try:
            await _visit(socket, settings)
        except (WebSocketDisconnect, RuntimeError):  # the page has gone
            return


def _add_pages(app: FastAPI, settings: Settings, desk: Desk, own: list[Any]) -> None:
    """The pages that work on the store."""
    say_troubles(app, desk)
    say_refusals(app, desk)
    app.include_router(therapist_router(desk, accounts=settings.accounts))
    looked = [*own, Depends(Sight(desk).guard)]
    app.include_router(exchange_router(desk), dependencies=looked)  # before /visits/{visit_id}
    app.include_router(visit_router(desk), dependencies=looked)
    app.include_router(learn_router(desk), dependencies=looked)
    app.include_router(step_router(desk), dependencies=looked)
    app.include_router(left_router(desk.store, settings.over), dependencies=own)
    app.include_router(own_voice_router(desk.store, accounts=settings.accounts), dependencies=own)


def _headers(access: PageAccess) -> dict[str, str]:
    # Not every browser counts a WebSocket to the same server as 'self'; "ws:" alone would allow others. A
    # policy cannot name an IPv6 address (Chromium complains of one), so 'self' has to do there.
    scheme = "wss" if access.tls else "ws"
    sockets = (f"{scheme}://{host}" for host in sorted(access.hosts) if not host.startswith("["))
    headers = {"Content-Security-Policy": _POLICY.format(sockets=" ".join(sockets)), **_HEADERS}
    if access.tls and not access.place.loopback:
        headers["Strict-Transport-Security"] = _STRICT
    return headers


def at_the_door() -> None:
    """The route itself asks for the one-time token or the machine's cookie."""


def _file(name: str) -> Response:
    # The name is looked up among the files, never joined to a path: no name leads out of the folder.
    path = {path.name: path for path in STATIC.iterdir()}.get(name)
    if path is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=_TYPES.get(path.suffix))


async def _visit(socket: WebSocket, settings: Settings) -> None:
    """Serve one page from hello to goodbye, while no other page has a visit."""
    hello = await _hello(socket, settings)
    if hello is None:
        return
    await _take_over(settings)
    link = Link(socket, settings.begin)
    going_on = asyncio.create_task(link.run(hello))
    settings.links[going_on] = link
    try:
        await asyncio.wait([going_on])
    finally:
        del settings.links[going_on]
    if going_on.cancelled():
        await socket.send_text(text_of(Taken(type="taken")))
    await socket.close()


async def _hello(socket: WebSocket, settings: Settings) -> Hello | None:
    """The first hello that may begin a visit; None when the page goes before."""
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        try:
            hello = hello_of(message.get("text") or "")
        except ValueError:
            await socket.send_text(text_of(Refused(type="error", text="hello expected")))
            continue
        if hello.take or not settings.busy:
            return hello
        await socket.send_text(text_of(Busy(type="busy")))
    return None


async def _take_over(settings: Settings) -> None:
    """End the visit that is going on; its results are written before the next visit begins."""
    while settings.links:  # another page that waited for the same may have begun meanwhile
        for going_on in settings.links:
            going_on.cancel()
        await asyncio.wait(list(settings.links))
