"""The outermost part of the server: what is believed of a proxy, and the path before all pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from formcheck.web.place import Place

_FORWARDED = re.compile(rb"x-forwarded-.*|forwarded|x-real-ip|x-original-.*|x-rewrite-.*")
_LINK = re.compile(rb'(\s(?:href|src|action|formaction|data-src)=")/(?!/)')
"""An address of ours in an attribute of a page. No text of a user looks like one: its quotes are escaped."""
_SECURE = ("https", "wss")


def front(app: ASGIApp, place: Place, proxies: Sequence[str] = ()) -> ASGIApp:
    """The application as browsers reach it.

    Args:
        app: knows nothing of proxies, and lies at the root.
        place: where browsers find it.
        proxies: addresses or networks of the proxies; of all others the headers X-Forwarded-For and
            X-Forwarded-Proto are ignored. No other header of a proxy is believed, of nobody.
    """
    behind: ASGIApp = _Front(app, place)
    return ProxyHeadersMiddleware(behind, list(proxies)) if proxies else behind  # type: ignore[arg-type, return-value]


class _Front:
    """Takes off what proxies say, refuses what came without TLS, and adds and removes the prefix."""

    def __init__(self, app: ASGIApp, place: Place) -> None:
        self._app, self._place = app, place
        self._prefix = place.prefix.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if self._place.secure and scope["scheme"] not in _SECURE:
            await _refuse(scope, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if not _FORWARDED.fullmatch(name)]
        scope = {**scope, "headers": headers}
        if scope.get("method") == "HEAD":  # a monitor; the server leaves out the body
            scope["method"] = "GET"
        if not self._prefix:
            await self._app(scope, receive, send)
            return
        headers = [(name, self._came(value) if name == b"referer" else value) for name, value in headers]
        scope = {**scope, "headers": headers, "path": self._inner(scope["path"])}
        await self._app(scope, receive, _Outgoing(send, self._prefix) if scope["type"] == "http" else send)

    def _inner(self, path: str) -> str:
        """The path without the prefix: proxies leave it, or have taken it off."""
        if path == self._place.prefix or path.startswith(self._place.prefix + "/"):
            return path[len(self._place.prefix) :] or "/"
        return path

    def _came(self, referer: bytes) -> bytes:
        """The page before, without the prefix, if it is one of ours."""
        for origin in self._place.origins:
            ours = origin.encode() + self._prefix
            if referer.startswith(ours + b"/"):
                return origin.encode() + referer[len(ours) :]
        return referer


class _Outgoing:
    """Puts the prefix before the addresses in answers: links of pages, where to go on, and cookies' paths."""

    def __init__(self, send: Send, prefix: bytes) -> None:
        self._send, self._prefix = send, prefix
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Send a message of an answer."""
        if message["type"] == "http.response.start":
            headers = [(name, self._header(name, value)) for name, value in message["headers"]]
            message = {**message, "headers": headers}
            if (b"content-type", b"text/html") in [(name, value[:9]) for name, value in headers]:
                self._start = message  # its length is not known yet
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = {**message, "body": await self._page()}
        await self._send(message)

    async def _page(self) -> bytes:
        assert self._start is not None
        body = _LINK.sub(rb"\g<1>" + self._prefix + b"/", bytes(self._body))
        headers = [(name, value) for name, value in self._start["headers"] if name != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        start, self._start = {**self._start, "headers": headers}, None
        await self._send(start)
        return body

    def _header(self, name: bytes, value: bytes) -> bytes:
        if name == b"location" and value.startswith(b"/") and not value.startswith(b"//"):
            return self._prefix + value
        if name == b"set-cookie" and not value.startswith(b"__Host-"):  # those must have the path /
            return re.sub(rb"(?i)(;\s*path=)/", rb"\g<1>" + self._prefix + b"/", value, count=1)
        return value


async def _refuse(scope: Scope, send: Send) -> None:
    """Answer a request that came without TLS, or whose proxy does not say that it came with it."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
        return
    body = b"formcheck is to be reached by https only."
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": body})
