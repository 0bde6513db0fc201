"""The routes of the page. Everything but the way in asks for the cookie that the one-time token buys."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.websockets import WebSocketDisconnect

from formcheck.web.door import COOKIE, Door
from formcheck.web.link import Begin, Link, hello_of
from formcheck.words.catalogue import LANGUAGES, Words

STATIC = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob: mediastream:; "
    "connect-src 'self' {sockets}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}


@dataclass(slots=True)
class Settings:
    """What the page runs on.

    Attributes:
        door: who may come in.
        options: see `options_of`.
        begin: makes a visit.
    """

    door: Door
    options: dict[str, Any]
    begin: Begin
    links: dict[asyncio.Task[None], Link] = field(default_factory=dict)
    """The visit that is going on: at most one, there is one camera and one patient."""

    @property
    def busy(self) -> bool:
        """Somebody is at it. Who is leaving is waited for: a page that is loaded anew follows itself."""
        return any(not link.ending for link in self.links.values())


def create_app(settings: Settings) -> FastAPI:
    """The application."""
    app = FastAPI(title="formcheck", docs_url=None, redoc_url=None, openapi_url=None)
    door = settings.door
    # Not every browser counts a WebSocket to the same server as 'self'; "ws:" alone would let a page out. A
    # policy has no way to write an IPv6 address: Chromium complains of one, and there 'self' has to do.
    sockets = (f"ws://{host}" for host in sorted(door.hosts) if not host.startswith("["))
    policy = _POLICY.format(sockets=" ".join(sockets))
    headers = {"Content-Security-Policy": policy, **_HEADERS}

    @app.middleware("http")
    async def guard(request: Request, call_next: Any) -> Response:
        if not door.own_host(request.headers.get("host")):
            return Response("This address is not formcheck's.", 421)
        response: Response = await call_next(request)
        response.headers.update(headers)
        return response

    def inside(request: Request) -> None:
        if not door.knows(request.cookies):
            raise HTTPException(403, "Open the address that `formcheck serve` printed.")

    own = [Depends(inside)]

    @app.get("/", response_class=HTMLResponse)
    def page(request: Request, token: str = "") -> Response:
        if token and door.enter(token):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(COOKIE, door.cookie, httponly=True, samesite="strict")
            return answer
        if not door.knows(request.cookies):
            return HTMLResponse((STATIC / "closed.html").read_text("utf-8"), 403)
        return RedirectResponse("/", 303) if token else _file("index.html")

    @app.get("/static/{name:path}", dependencies=own)
    def static(name: str) -> Response:
        return _file(name)

    @app.get("/words/{language}.json", dependencies=own)
    def words(language: str) -> Response:
        if language not in LANGUAGES:
            raise HTTPException(404)
        return JSONResponse(Words(language).export())

    @app.get("/options.json", dependencies=own)
    def options() -> Response:
        return JSONResponse(settings.options)

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        host, origin = socket.headers.get("host"), socket.headers.get("origin")
        if not (door.own_host(host) and door.own_origin(origin) and door.knows(socket.cookies)):
            await socket.close(4403)
            return
        await socket.accept()
        try:
            await _visit(socket, settings)
        except (WebSocketDisconnect, RuntimeError):  # the page has gone
            return

    return app


def _file(name: str) -> Response:
    # Looked up, not put together: no name whatever leads out of the folder.
    path = {path.name: path for path in STATIC.iterdir()}.get(name)
    if path is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=_TYPES.get(path.suffix))


async def _visit(socket: WebSocket, settings: Settings) -> None:
    """One page from hello to goodbye, when no other one is at it."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        hello = hello_of(message.get("text") or "")
        if hello is None:
            await socket.send_json({"type": "error", "text": "hello expected"})
        elif settings.busy and not hello.take:
            await socket.send_json({"type": "busy"})
        else:
            break
    await _take_over(settings)
    link = Link(socket, settings.begin)
    going_on = asyncio.create_task(link.run(hello))
    settings.links[going_on] = link
    try:
        await asyncio.wait([going_on])
    finally:
        del settings.links[going_on]
    if going_on.cancelled():
        await socket.send_json({"type": "taken"})
    await socket.close()


async def _take_over(settings: Settings) -> None:
    """End the visit that is going on; what it kept is written before the next one begins."""
    while settings.links:  # whoever else waited for the same may have begun in the meantime
        for going_on in settings.links:
            going_on.cancel()
        await asyncio.wait(list(settings.links))
