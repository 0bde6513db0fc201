"""The database of the store: SQLite with a write-ahead log."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_MS = 10_000
"""How long a program waits for another one that writes, milliseconds."""
_RETRY_S = 0.01
_WRITES = "formcheck_writes"


def sqlite_engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    """An engine on a database file. Foreign keys hold, and what is deleted is overwritten with zeros.

    Args:
        path: the database; it is made where it is missing.
        foreign_keys: False for migrations: a table that is made anew would take the rows that name it along.
    """
    url = URL.create("sqlite", database=str(path))  # a path may hold what has a meaning in a URL
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins no transaction of its own accord
        cursor = connection.cursor()
        _write_ahead(cursor)
        for pragma in (
            "synchronous = FULL",  # what was said to be kept survives a power cut
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
            "secure_delete = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that only later turns out to write could not wait for another writer.
        wait_ms = connection.get_execution_options().get(_WRITES)
        if wait_ms is not None:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {wait_ms}")
        connection.exec_driver_sql("BEGIN" if wait_ms is None else "BEGIN IMMEDIATE")

    return engine


@contextlib.contextmanager
def writing(engine: Engine, wait_ms: int = BUSY_MS) -> Iterator[Connection]:
    """A transaction that writes: it waits for another writer, and ends all or nothing.

    Args:
        engine: of the database.
        wait_ms: how long it waits at most, milliseconds.
    """
    with engine.connect().execution_options(**{_WRITES: wait_ms}) as connection, connection.begin():
        yield connection


def empty_log(engine: Engine, wait_ms: int = 0) -> bool:
    """Bring the write-ahead log into the database and empty its file.

    Args:
        engine: of the database; no transaction of this thread is open.
        wait_ms: how long to wait for programs that are reading what the log holds, milliseconds.

    Returns:
        False when one of them still does: the log stays as it is.
    """
    with raw_connection(engine) as connection:
        connection.execute(f"PRAGMA busy_timeout = {wait_ms}")
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return not busy


@contextlib.contextmanager
def raw_connection(engine: Engine) -> Iterator[sqlite3.Connection]:
    """The driver's connection, outside of any transaction: for PRAGMA and VACUUM."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield driver


def _write_ahead(cursor: object) -> None:
    """Switch to the write-ahead log. SQLite does not wait when another program just does the same."""
    assert isinstance(cursor, sqlite3.Cursor)
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_RETRY_S)
        else:
            return
