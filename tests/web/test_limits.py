"""Bodies that are too large or too slow, answers that nobody reads, and crowds: each is ended."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from formcheck.web.accepting import Crowd, PageServer
from formcheck.web.access import PageAccess
from formcheck.web.connections import Door
from formcheck.web.limits import Limits

MOST_BYTES = 1 << 20
PAUSE_S, GRACE_S, HEAD_S, READ_S = 0.3, 0.6, 0.5, 0.4
HUGE = 32 << 20
"""Bytes of an answer: more than the system keeps for a client that does not read."""


async def counting(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how many bytes came; at /huge it says much."""
    with contextlib.suppress(ClientDisconnect):
        body = await Request(scope, receive).body()
        said = b"x" * HUGE if scope["path"] == "/huge" else str(len(body)).encode()
        headers = [(b"content-length", str(len(said)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": said})


class Open(Door):
    """Knows everybody."""

    def knows(self, headers: object) -> bool:
        return True


class Served:
    """A server with small limits."""

    def __init__(self, crowd: Crowd | None) -> None:
        self.refused: Counter[str] = Counter()
        limits = Limits(
            counting,
            MOST_BYTES,
            {"/larger": 2 * MOST_BYTES},
            lambda reason: self.refused.update([reason]),
            pause_s=PAUSE_S,
            grace_s=GRACE_S,
        )
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        door = Open(PageAccess(80), most=50, head_s=HEAD_S, read_s=READ_S)
        config = uvicorn.Config(
            limits, http=door.protocol(), log_config=None, lifespan="off", h11_max_incomplete_event_size=4096
        )  # fmt: skip
        self.server = PageServer(config, self._listening, crowd)
        self._thread = threading.Thread(target=lambda: asyncio.run(self.server.serve()))
        self._thread.start()

    def close(self) -> None:
        self.server.should_exit = True
        self._thread.join()
        self._listening.close()

    def line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 5)

    def send(self, path: str, length: int, *parts: bytes, pause_s: float = 0.0) -> str:
        """The status that a body gets, which comes in parts; "" where the connection is cut."""
        with self.line() as one:
            one.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n".encode())
            with contextlib.suppress(ConnectionError):
                for part in parts:
                    one.sendall(part)
                    time.sleep(pause_s)
            return status(one)


def status(one: socket.socket) -> str:
    """The status of the answer; "" where none comes."""
    got = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        while b"\r\n" not in got and (part := one.recv(1000)):
            got += part
    return got.split(b" ")[1].decode() if got else ""


@contextmanager
def limited(crowd: Crowd | None = None) -> Iterator[Served]:
    served = Served(crowd)
    try:
        yield served
    finally:
        served.close()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with limited() as one:
        yield one


def test_a_body_has_a_size(served: Served) -> None:
    served.refused.clear()
    assert served.send("/", 5, b"12345") == "200"
    assert served.send("/", MOST_BYTES + 1) == "413", "told before it is sent"
    assert served.send("/larger", MOST_BYTES + 1, bytes(MOST_BYTES + 1)) == "200"
    assert served.refused == {"large": 1}
    with served.line() as one:
        one.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = f"{1 << 17:x}\r\n".encode() + bytes(1 << 17) + b"\r\n"
        with contextlib.suppress(ConnectionError):
            for _ in range(20):  # it never says how much it will be
                one.sendall(piece)
        assert status(one) in ("413", "")
    assert served.refused == {"large": 2}


def test_a_body_comes_in_time(served: Served) -> None:
    served.refused.clear()
    assert served.send("/", 5, b"1") == "408", "then nothing"
    assert served.send("/", 50, *[b"1"] * 40, pause_s=0.05) in ("408", ""), "a byte at a time"
    assert served.refused == {"slow": 2}
    assert served.send("/", 5, b"1", b"2", b"345", pause_s=0.1) == "200"


def test_a_head_has_a_size_and_comes_in_time(served: Served) -> None:
    with served.line() as one:
        with contextlib.suppress(ConnectionError):
            one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 6000)
        assert status(one) in ("400", "")
    with served.line() as one:
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
            for _ in range(40):  # a header now and then
                one.sendall(b"X: y\r\n")
                time.sleep(0.05)
        assert status(one) == ""
        assert time.monotonic() - began < 40 * 0.05 + 1


def test_an_answer_that_nobody_reads_is_dropped(served: Served) -> None:
    with served.line() as one:
        one.sendall(b"GET /huge HTTP/1.1\r\nHost: a\r\n\r\n")
        end = time.monotonic() + 10
        while not served.server.connections and time.monotonic() < end:
            time.sleep(0.01)
        while served.server.connections and time.monotonic() < end:
            time.sleep(0.05)
        assert served.server.connections == 0


def test_a_crowd_has_a_size() -> None:
    with limited(Crowd(most=5, each=3)) as served, contextlib.ExitStack() as stack:
        for _ in range(3):
            one = stack.enter_context(served.line())
            one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert status(one) == "200"
        fourth = stack.enter_context(served.line())
        assert status(fourth) == "", "of one address"
    crowd = Crowd(most=5, each=3, alike=lambda address: address == "127.0.0.1")
    with limited(crowd) as served, contextlib.ExitStack() as stack:
        for _ in range(5):
            one = stack.enter_context(served.line())
            one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert status(one) == "200", "a proxy brings many"
        assert status(stack.enter_context(served.line())) == "", "but not any number"
