"""Programs that connect and say nothing: the visit goes on, and is kept."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from formcheck.web.accepting import PageServer
from formcheck.web.access import COOKIE, PageAccess
from formcheck.web.connections import Door
from tests.support.page_client import begin, bye, press, serving, shown, steps
from tests.support.page_troubles import HELD

STRANGERS = 1300
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1"


@contextlib.contextmanager
def half_open(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Connections that have begun a request and do not finish it."""
    resource = pytest.importorskip("resource", reason="needs a system with a limit of open files")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard != resource.RLIM_INFINITY else 8192
    if most < count + 200:
        pytest.skip("this system gives a program too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(most, 8192)), hard))
    with contextlib.ExitStack() as stack:
        made = []
        for _ in range(count):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            with contextlib.suppress(ConnectionError):  # closed already
                line.sendall(HALF)
            made.append(line)
        yield made


def test_many_half_open_connections_and_a_visit(tmp_path: Path) -> None:
    """The program may open fewer files than there are strangers, and asks for no more than it may have."""
    visits, few = tmp_path / "visits", ("bash", "-c", 'ulimit -n 256; exec "$@"', "-")
    with serving(visits, staged=HELD, wrapped=few) as server, server.live() as link:
        begin(link, {"exercise": "plank"}, keep=True)
        press(link, "next")
        shown(link, *steps(0, 3))
        with half_open(server.port, STRANGERS):
            answers = shown(link, *steps(3, 12))
            assert {told["type"] for told in answers} == {"frame"}
            assert not any(told["trouble"] for told in answers)
            assert server.ask("/options.json", Cookie=server.cookie)[0] == 200, "its page is let in"
            assert server.ask("/")[0] == 403, "and so is another stranger, to be told"
            told = bye(link)
        assert told["type"] == "kept", told
        assert (visits / Path(told["folders"][0]).relative_to(visits) / "result.json").exists()


@pytest.fixture
def door() -> Iterator[tuple[Door, PageAccess, int]]:
    """A server that says hello to everybody, behind a door with room for three."""
    access = PageAccess(80)
    door = Door(access, most=3, head_s=0.2)

    async def hello(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"hi"})  # type: ignore[operator]

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(hello, http=door.protocol(), log_config=None, lifespan="off")
    server = PageServer(config, listening)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        yield door, access, listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def answered(line: socket.socket) -> bool:
    """Whether the whole answer comes."""
    line.settimeout(2)
    got = b""
    while not got.endswith(b"hi"):
        got += line.recv(1000) or b"hi"
    return b"200 OK" in got


def ended(line: socket.socket) -> bool:
    """Whether the other side closed the connection, within two seconds."""
    line.settimeout(2)
    with contextlib.suppress(ConnectionError):
        try:
            return line.recv(1000) == b""
        except TimeoutError:
            return False
    return True


def test_who_says_nothing_or_half_of_it_has_to_go(door: tuple[Door, PageAccess, int]) -> None:
    counted, access, port = door
    cookie = f"\r\nCookie: a=b; {COOKIE}={access.cookie}\r\n\r\n".encode()
    for said in ((b"",), (HALF,), (HALF + cookie, HALF)):
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(said[0])
            for more in said[1:]:
                assert answered(line)
                line.sendall(more)
            assert ended(line), said
    assert counted.strangers == 0


def test_the_oldest_stranger_makes_room_and_who_has_the_cookie_stays(
    door: tuple[Door, PageAccess, int],
) -> None:
    counted, access, port = door
    counted.head_s = 30
    whole = HALF + f"\r\nCookie: {COOKIE}={access.cookie}\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(3)]
        lines[0].sendall(whole)
        assert answered(lines[0])
        for _ in range(2):
            lines.append(stack.enter_context(socket.create_connection(("127.0.0.1", port))))
        assert ended(lines[1])
        lines[0].sendall(whole)
        assert answered(lines[0]), "no stranger"
        end = time.monotonic() + 2
        while counted.strangers != 3 and time.monotonic() < end:
            time.sleep(0.01)
        assert counted.strangers == 3
