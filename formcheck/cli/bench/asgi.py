"""Asks the pages of an application without a network, and counts what they ask of the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine, event


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application answered: status and body, after how many milliseconds and queries.

    Attributes:
        cpu_ms: milliseconds of the processor in this program: what the machine's other work adds to `ms` is
            not in it.
    """

    status: int
    body: bytes
    ms: float
    cpu_ms: float
    queries: int


class Caller:
    """Asks an application for pages, one after the other, in this process.

    Args:
        app: the application.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._runner = asyncio.Runner()

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        with counted_queries() as counted:
            began, worked = time.perf_counter(), time.process_time()
            status, body = self._runner.run(_get(self._app, path))
            ms = 1000 * (time.perf_counter() - began)
            cpu_ms = 1000 * (time.process_time() - worked)
        return Answer(status, body, ms, cpu_ms, counted.statements)

    def close(self) -> None:
        """End it."""
        self._runner.close()


@dataclass(slots=True)
class Counted:
    """Statements that were sent to a database."""

    statements: int = 0


@contextmanager
def counted_queries() -> Iterator[Counted]:
    """Count the statements of all databases within the block, without those that only begin a transaction."""
    counted = Counted()

    def count(connection: object, cursor: object, statement: str, *_: object) -> None:
        counted.statements += not statement.startswith("BEGIN")

    event.listen(Engine, "after_cursor_execute", count)
    try:
        yield counted
    finally:
        event.remove(Engine, "after_cursor_execute", count)


@dataclass(slots=True)
class _Exchange:
    """One request with its answer, as ASGI messages."""

    asked: bool = False
    status: int = 0
    body: list[bytes] = field(default_factory=list)

    async def receive(self) -> dict[str, Any]:
        if self.asked:
            await asyncio.Event().wait()  # the caller does not hang up
        self.asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.body.append(message.get("body", b""))


async def _get(app: FastAPI, path: str) -> tuple[int, bytes]:
    exchange = _Exchange()
    place, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": place,
        "raw_path": place.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"accept-language", b"nl")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, exchange.receive, exchange.send)
    return exchange.status, b"".join(exchange.body)
