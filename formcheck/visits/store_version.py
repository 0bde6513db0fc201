"""Whether anything in the store has changed: a text that is another one after every change."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import suppress

from sqlalchemy import text

from formcheck.visits.open_store import OpenStore


class StoreVersion:
    """The version of a store's content, which a program asks for before each answer that it has ready.

    SQLite counts the commits of other connections (`PRAGMA data_version`), and this one never writes:
    microseconds, without a thread. PostgreSQL names what a reader sees now (`pg_current_snapshot`): the same
    text, the same content, also where another server writes. That takes a question to it; those who come
    while one is under way share the next one, so that it does not bound how many may ask.

    Args:
        store: whose.
    """

    def __init__(self, store: OpenStore) -> None:
        self._store = store
        self._lite = store.engine.dialect.name == "sqlite"
        self._line: sqlite3.Connection | None = None
        self._file = 0
        self._lock = threading.Lock()
        self._asking: asyncio.Task[str] | None = None
        self._next: asyncio.Task[str] | None = None

    async def current(self) -> str:
        """The version now."""
        if self._lite:
            return self._of_sqlite()
        # What is under way may have been answered before this question came: the next one was not.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._of_server(None))
            return await asyncio.shield(self._asking)
        if self._next is None or self._next.done():
            self._next = asyncio.create_task(self._of_server(self._asking))
        return await asyncio.shield(self._next)

    def _of_sqlite(self) -> str:
        with self._lock:
            file = self._store.database.stat().st_ino  # a copy that was put back is another file
            if self._line is None or file != self._file:
                self.close()
                path = self._store.database.absolute().as_uri()
                self._line = sqlite3.connect(f"{path}?mode=ro", uri=True, check_same_thread=False)
                self._file = file
            return f"{file} {self._line.execute('PRAGMA data_version').fetchone()[0]}"

    async def _of_server(self, after: asyncio.Task[str] | None) -> str:
        if after is not None:
            with suppress(Exception):
                await asyncio.shield(after)
            self._asking, self._next = self._next, None
        return await asyncio.to_thread(self._ask)

    def _ask(self) -> str:
        with self._store.reading() as session:
            return str(session.scalar(text("SELECT pg_current_snapshot()::text")))

    def close(self) -> None:
        """Let go of the file."""
        if self._line is not None:
            self._line.close()
            self._line = None
