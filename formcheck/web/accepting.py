"""The server that takes connections in: one after the other, within limits, with TLS where it is to."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from typing import Any

import uvicorn

from formcheck.errors import FormcheckError
from formcheck.practice.addresses import network_of
from formcheck.runtime.error_lines import print_error
from formcheck.web.tls import Certificate

FULL_S = 0.1
"""Wait until the next connection is accepted when no more files can be opened, seconds."""
HANDSHAKE_S = 10.0
"""Longest TLS handshake, seconds."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many connections there may be at once.

    Attributes:
        most: of all clients together.
        each: of one address (of IPv6: of one network): a browser opens six, and a practice may share one.
        alike: whether all come from this address, as from a proxy, so that `each` does not hold for it.
    """

    most: int = 1024
    each: int = 128
    alike: Callable[[str], bool] = lambda address: False


class PageServer(uvicorn.Server):
    """uvicorn's server, which accepts one connection after the other.

    The event loops accept all that wait at once, before the first of them can be refused: a thousand
    connections then take a thousand open files, if only for a moment.

    Args:
        config: with a door's protocol.
        listening: the socket that connections come to.
        crowd: how many there may be; None for any number.
        certificate: of TLS; None for none. It is read again at SIGHUP.
        beside: opens another port in the same event loop; None for none.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        listening: socket,
        crowd: Crowd | None = None,
        certificate: Certificate | None = None,
        beside: Callable[[], Awaitable[asyncio.Server]] | None = None,
    ) -> None:
        super().__init__(config)
        self._beside = beside
        self._other: asyncio.Server | None = None
        self._listening, self._crowd, self._certificate = listening, crowd, certificate
        self._accepting: asyncio.Task[None] | None = None
        self._shaking: dict[asyncio.Task[None], str] = {}

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to accept."""
        await super().startup(sockets=[])
        self._listening.setblocking(False)
        self._accepting = asyncio.create_task(self._accept())
        if self._beside is not None:
            self._other = await self._beside()
        if self._certificate is not None and hasattr(signal, "SIGHUP"):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._renew)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Accept no more, and end what goes on."""
        if self._accepting is not None:
            self._accepting.cancel()
            await asyncio.wait([self._accepting])
        self._listening.close()  # who comes now is refused, and does not wait for nobody
        for task in self._shaking:
            task.cancel()
        await super().shutdown(sockets=[])
        if self._other is not None:
            self._other.close()

    @property
    def connections(self) -> int:
        """How many there are, those that still agree on TLS included."""
        return len(self.server_state.connections) + len(self._shaking)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                line, address = await loop.sock_accept(self._listening)
            except OSError:
                await asyncio.sleep(FULL_S)
                continue
            client = str(address[0])
            if self._crowd is not None and not self._room_for(client, self._crowd):
                line.close()
            elif self._certificate is None:
                await self._take(line, None)
            else:  # a client may say nothing for long
                task = asyncio.create_task(self._take(line, self._certificate.context))
                self._shaking[task] = client
                task.add_done_callback(self._shaking.pop)

    def _room_for(self, client: str, crowd: Crowd) -> bool:
        if self.connections >= crowd.most:
            return False
        if crowd.alike(client):
            return True
        known = [_client(one) for one in self.server_state.connections]
        there = [network_of(one) for one in (*known, *self._shaking.values())]
        return there.count(network_of(client)) < crowd.each

    async def _take(self, line: socket, tls: Any) -> None:
        timeout = None if tls is None else HANDSHAKE_S
        with contextlib.suppress(OSError):  # it has gone already, or speaks no TLS
            line.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            loop = asyncio.get_running_loop()
            await loop.connect_accepted_socket(self._protocol, line, ssl=tls, ssl_handshake_timeout=timeout)

    def _protocol(self) -> asyncio.Protocol:
        kind: Any = self.config.http_protocol_class
        protocol: asyncio.Protocol = kind(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return protocol

    def _renew(self) -> None:
        assert self._certificate is not None
        try:
            self._certificate.renew()
        except FormcheckError as error:
            print_error(f"The certificate stays as it was: {error}", error)


def _client(connection: object) -> str:
    """The address at the other end, which all of uvicorn's protocols keep under one name."""
    address: object = getattr(connection, "client", None)
    return str(address[0]) if isinstance(address, tuple) and address else ""
