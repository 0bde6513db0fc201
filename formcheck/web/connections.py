"""Connections of strangers: they get little time and little room, so that the visit keeps its own.

Any program on this machine can connect to the page's port, as often as it likes, and then say nothing.
uvicorn waits for such a connection for ever, and each takes one of the program's open files.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

import h11
from starlette.requests import cookie_parser
from uvicorn.protocols.http.h11_impl import H11Protocol

from formcheck.web.access import PageAccess

HEAD_S = 10.0
"""A request has to be there this long after its connection, or after its first byte, seconds: a page on this
machine needs milliseconds, and a browser opens another connection when one that it kept ready is gone."""
MOST_STRANGERS = 64
"""Connections that have not shown the cookie: a browser that comes in has about ten."""
OPEN_FILES = 4096
"""Open files that are asked for: systems give 256 to 1024 by themselves, and more for the asking."""
READ_S = 30.0
"""A client that takes nothing of its answer for so long has gone, seconds."""


class Door:
    """Knows the connections that have not shown the cookie.

    Args:
        access: knows the cookie.
        most: when there are more, the oldest is closed: a browser shows the cookie with its first request.
        head_s: longest wait for a request.
        read_s: longest wait for a client to read.
    """

    def __init__(
        self, access: PageAccess, most: int = MOST_STRANGERS, head_s: float = HEAD_S, read_s: float = READ_S
    ) -> None:
        self.head_s, self.read_s = head_s, read_s
        self._access, self._most = access, most
        self._strangers: dict[GuardedProtocol, None] = {}

    @property
    def strangers(self) -> int:
        """How many there are."""
        return len(self._strangers)

    def protocol(self) -> type[GuardedProtocol]:
        """The protocol of connections through this door, for uvicorn."""
        return type("ProtocolOfDoor", (GuardedProtocol,), {"door": self})

    def came(self, one: GuardedProtocol) -> None:
        """A connection was made."""
        self._strangers[one] = None
        if len(self._strangers) > self._most:
            next(iter(self._strangers)).dismiss()

    def left(self, one: GuardedProtocol) -> None:
        """It has gone, or is no stranger any more."""
        self._strangers.pop(one, None)

    def knows(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether the request shows the cookie, or a token that was good before."""
        return any(
            self._access.familiar(_cookies(value))
            if name == b"cookie"
            else self._access.familiar_token(value.decode("latin-1"))
            for name, value in headers
            if name in (b"cookie", b"authorization")
        )


class GuardedProtocol(H11Protocol):
    """uvicorn's HTTP, with an end to waiting.

    Attributes:
        door: counts the strangers.
    """

    door: Door
    _waiting: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connected."""
        super().connection_made(transport)
        self.door.came(self)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._wait_no_longer()
        self._is_read()
        self.door.left(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes came: the request may be whole now, or a next one has begun."""
        super().data_received(data)
        if self.headers is not None and self.door.knows(self.headers):
            self.door.left(self)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._wait_no_longer()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on the connection is another protocol's, which asks for the cookie at once."""
        self._wait_no_longer()
        self.door.left(self)
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """The client reads more slowly than the answer comes, or not at all."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.door.read_s, self.dismiss)

    def resume_writing(self) -> None:
        """It reads."""
        super().resume_writing()
        self._is_read()

    def timeout_keep_alive_handler(self) -> None:
        """Close; a client that has not read what was sent before would keep the connection for ever."""
        super().timeout_keep_alive_handler()
        self._unread = self._unread or self.loop.call_later(self.door.read_s, self.dismiss)

    def dismiss(self) -> None:
        """Close the connection."""
        self._wait_no_longer()
        self._is_read()
        self.door.left(self)
        self.transport.abort()

    def _wait(self) -> None:
        if self._waiting is None and not self.transport.is_closing():
            self._waiting = self.loop.call_later(self.door.head_s, self.dismiss)

    def _is_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def allow_open_files(wanted: int = OPEN_FILES) -> None:
    """Ask the system for more open files, as far as it lets this user; never for fewer."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited: Any = resource.RLIM_INFINITY
    most = wanted if hard == unlimited else min(wanted, hard)
    if soft != unlimited and soft < most:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _cookies(header: bytes) -> Mapping[str, str]:
    return cookie_parser(header.decode("latin-1"))
