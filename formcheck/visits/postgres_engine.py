"""Connections to a PostgreSQL database of visits: pooled, with one writer at a time on the whole database.

A transaction that writes takes an advisory lock first, as SQLite's BEGIN IMMEDIATE does: whoever reads a row
in it and writes it again cannot lose what another server wrote meanwhile, and no file of a recording is swept
away whose row is just being written. Readers wait for nobody and see one moment throughout (REPEATABLE READ).
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import psycopg
from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from formcheck.visits.json_text import dump_json, without_nul

POOL_SIZE, POOL_MORE = 5, 10
"""Connections that a program keeps open, and that it opens for a while when all are in use: two servers take
30 of the 100 that PostgreSQL allows by default."""
POOL_WAIT_S = 10
"""How long a page waits for a connection when all are in use, seconds."""
CONNECT_S = 10
"""How long a program waits for a server that does not answer, seconds."""
STATEMENT_S = 60
"""A question that takes longer is given up: pages ask for milliseconds. Copies and migrations are let off."""
IDLE_S = 300
"""A transaction that does nothing for so long is ended by the server, seconds: its program hangs, and others
wait for it. An import judges and decodes within its own for some seconds."""
WRITERS = 0x666F726D0001
UPKEEP = 0x666F726D0002
"""Keys of the advisory locks: of the one who writes, and of the one who cleans up. `form` and a number."""
_SETTLE_S = 5.0
"""How long to ask whether a commit was done whose answer got lost, seconds."""
_LOCAL = ("", "localhost", "127.0.0.1", "::1")


class _NoNulDumper(StrDumperUnknown):
    """Texts without the character of number 0, which PostgreSQL refuses."""

    def dump(self, obj: str) -> Buffer | None:
        """The text as it is sent."""
        return super().dump(without_nul(obj))


def postgres_engine(url: URL) -> Engine:
    """An engine with a pool of connections.

    Args:
        url: of the driver psycopg. Unless it says otherwise, the connection to another machine is encrypted.
    """
    engine = create_engine(
        secured(url),
        pool_size=POOL_SIZE,
        max_overflow=POOL_MORE,
        pool_timeout=POOL_WAIT_S,
        pool_pre_ping=True,  # a server that was started again is noticed before anything is asked
        isolation_level="READ COMMITTED",
        json_serializer=dump_json,
        connect_args={"connect_timeout": CONNECT_S, "application_name": "formcheck", "keepalives_idle": 30},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        driver = connection.driver_connection if hasattr(connection, "driver_connection") else connection
        assert isinstance(driver, psycopg.Connection)
        driver.adapters.register_dumper(str, _NoNulDumper)
        settings = {
            "synchronous_commit": "on",  # what was said to be kept survives a power cut
            "statement_timeout": f"{STATEMENT_S}s",
            "idle_in_transaction_session_timeout": f"{IDLE_S}s",
            "client_encoding": "UTF8",
        }
        driver.execute("; ".join(f"SET {name} = '{value}'" for name, value in settings.items()).encode())
        driver.commit()

    return engine


def secured(url: URL) -> URL:
    """The URL, with encryption asked for where the server is another machine and the URL does not say."""
    hosts = [url.host or "", *(str(host) for host in _each(url.query.get("host", ())))]
    local = all(host in _LOCAL or host.startswith("/") for host in hosts)
    return url if local or "sslmode" in url.query else url.update_query_dict({"sslmode": "require"})


def reading_engine(engine: Engine) -> Engine:
    """The same pool for transactions that only read, each of one moment."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextlib.contextmanager
def writing(engine: Engine, wait_ms: int) -> Iterator[Connection]:
    """A transaction that writes, the only one on the database; it ends all or nothing.

    When the connection breaks while it is committed, the server is asked whether it was.

    Args:
        engine: of the database.
        wait_ms: how long it waits for another writer, milliseconds.
    """
    with engine.connect() as connection, connection.begin() as transaction:
        number = connection.exec_driver_sql(
            f"SELECT set_config('lock_timeout', '{max(wait_ms, 1)}ms', true), "
            f"pg_advisory_xact_lock({WRITERS}), pg_current_xact_id()::text"
        ).one()[2]
        yield connection
        if not transaction.is_active:  # the block took it back
            return
        try:
            transaction.commit()
        except DBAPIError as error:
            if not (error.connection_invalidated and was_committed(engine, number)):
                raise


def was_committed(engine: Engine, number: str, within_s: float = _SETTLE_S) -> bool:
    """Whether the transaction of that number was committed; False where the server cannot be asked either."""
    until = time.monotonic() + within_s
    while True:
        with contextlib.suppress(DBAPIError), engine.connect() as connection:
            query = f"SELECT pg_xact_status('{int(number)}'::xid8)"
            state = connection.exec_driver_sql(query).scalar_one()
            if state != "in progress":
                return bool(state == "committed")
        if time.monotonic() > until:
            return False
        time.sleep(0.1)


@contextlib.contextmanager
def outside_transactions(engine: Engine) -> Iterator[Connection]:
    """A connection on which each statement stands alone: for VACUUM."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


@contextlib.contextmanager
def alone(connection: Connection, key: int) -> Iterator[bool]:
    """Whether this program is the only one in such a block; see `UPKEEP`."""
    taken = bool(connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({key})").scalar_one())
    try:
        yield taken
    finally:
        if taken:
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({key})")


def without_timeout(connection: Connection) -> None:
    """Let this transaction take its time."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _each(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
