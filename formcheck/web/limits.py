"""Limits of a request: how large its body may be, and how slowly it may come.

How slowly the head of a request may come, and an answer be read, the connection knows: see `connections`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAUSE_S = 15.0
"""Longest pause between two pieces of a body, seconds."""
GRACE_S, LEAST_BYTES_S = 20.0, 32_768.0
"""A body has to be there after so many seconds, and one more for each so many bytes: a slow line."""
TOO_LARGE, TOO_SLOW = 413, 408


class Limits:
    """An application whose requests have limits. WebSockets have their own, of a message.

    Args:
        app: the application.
        most: bytes that the body of a request may have.
        larger: the same for requests to these paths.
        refused: told the reason of each refusal: "large" or "slow".
        pause_s, grace_s: see the constants.
    """

    def __init__(
        self,
        app: ASGIApp,
        most: int,
        larger: Mapping[str, int],
        refused: Callable[[str], None] = lambda reason: None,
        *,
        pause_s: float = PAUSE_S,
        grace_s: float = GRACE_S,
    ) -> None:
        self._app, self._most, self._larger, self._refused = app, most, larger, refused
        self._pause_s, self._grace_s = pause_s, grace_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(self, self._larger.get(scope["path"], self._most), receive, send)
        if request.announces_too_much(scope["headers"]):
            await request.refuse(TOO_LARGE, "large")
            return
        await self._app(scope, request.receive, request.send)

    def refused(self, reason: str) -> None:
        """Tell of a refusal."""
        self._refused(reason)

    @property
    def times(self) -> tuple[float, float]:
        """Pause and grace, seconds."""
        return self._pause_s, self._grace_s


class _Request:
    """One request: what it has sent so far, and whether it was refused. After that the application sees a
    client that has gone, and nothing that it says is sent.
    """

    def __init__(self, limits: Limits, most: int, receive: Receive, send: Send) -> None:
        self._limits, self._most = limits, most
        self._receive, self._send = receive, send
        self._began = asyncio.get_running_loop().time()
        self._bytes = 0
        self._whole = self._answered = self._over = False

    def announces_too_much(self, headers: list[tuple[bytes, bytes]]) -> bool:
        announced = dict(headers).get(b"content-length", b"0")
        return announced.isdigit() and int(announced) > self._most

    async def receive(self) -> Message:
        if self._over:
            return {"type": "http.disconnect"}
        if self._whole:  # the application waits for the client to go
            return await self._receive()
        pause_s, grace_s = self._limits.times
        last = self._began + grace_s + self._bytes / LEAST_BYTES_S
        try:
            async with asyncio.timeout(min(pause_s, max(0.0, last - asyncio.get_running_loop().time()))):
                message = await self._receive()
        except TimeoutError:
            return await self.refuse(TOO_SLOW, "slow")
        self._bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._bytes > self._most:
            return await self.refuse(TOO_LARGE, "large")
        return message

    async def send(self, message: Message) -> None:
        if not self._over:
            self._answered = True
            await self._send(message)

    async def refuse(self, status: int, reason: str) -> Message:
        """Answer, close the connection, and give what the application is told."""
        self._over = True
        self._limits.refused(reason)
        if not self._answered:
            headers = [(b"content-length", b"0"), (b"connection", b"close")]
            await self._send({"type": "http.response.start", "status": status, "headers": headers})
            await self._send({"type": "http.response.body", "body": b""})
        return {"type": "http.disconnect"}
