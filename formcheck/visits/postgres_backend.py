"""The database of visits on a PostgreSQL server, with the recordings in a folder."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, ForeignKeyConstraint, MetaData, Table, and_, func, inspect, select
from sqlalchemy.exc import DBAPIError

from formcheck.errors import InputError
from formcheck.visits.engine import BUSY_MS, sqlite_engine
from formcheck.visits.opening import head_revision, migrate
from formcheck.visits.place import StorePlace
from formcheck.visits.postgres_engine import (
    STATEMENT_S,
    UPKEEP,
    alone,
    outside_transactions,
    reading_engine,
    without_timeout,
    writing,
)
from formcheck.visits.postgres_opening import copy_at, open_postgres, postgres_reported, revision_of
from formcheck.visits.table_copy import all_tables, copy_rows, empty_tables, table_sums

_POLL_S = 0.05


class PostgresBackend:
    """A database on a server; see `formcheck.visits.backend.Backend`.

    Args:
        place: with its URL.

    Raises:
        InputError, OutputError: as of `open_postgres`.
    """

    def __init__(self, place: StorePlace) -> None:
        self.place = place
        self.engine = open_postgres(place)
        self.reads = reading_engine(self.engine)

    def reported(self, *, writes: bool) -> AbstractContextManager[None]:
        """Errors in the block become errors that say what the user can do."""
        return postgres_reported(self.place, writes=writes)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads all of one moment, however long that takes."""
        with self.reads.connect() as connection, connection.begin():
            without_timeout(connection)
            yield connection

    def writing(self, wait_ms: int) -> AbstractContextManager[Connection]:
        """A transaction that writes, the only one at a time, of all servers."""
        return writing(self.engine, wait_ms)

    def rewrite(self, wait_ms: int) -> bool:
        """Have the server write the tables anew, without what was deleted.

        Its log of changes (WAL), its copies on other machines and its own backups are not in our hands.
        """
        with outside_transactions(self.engine) as connection, alone(connection, UPKEEP) as mine:
            if not mine or not _nobody_looks_back(connection, wait_ms):
                return False
            connection.exec_driver_sql(f"SET lock_timeout = '{max(wait_ms, 1)}ms'")
            connection.exec_driver_sql("SET statement_timeout = 0")
            try:
                for table in inspect(connection).get_table_names():
                    connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise
                return False
            finally:
                if not connection.invalidated:
                    connection.exec_driver_sql("RESET lock_timeout")
                    connection.exec_driver_sql(f"SET statement_timeout = '{STATEMENT_S}s'")
        return True

    def copy_to(self, path: Path) -> None:
        """Write all rows into a new SQLite database of the newest schema."""
        with self.reading() as connection:
            copy_at(connection, path, head_revision())

    def replace(self, copy: Path) -> None:
        """Put the rows of a copy, of this or an earlier schema, in the place of all rows."""
        migrate(copy, keeps_copy=False)
        engine = sqlite_engine(copy)
        try:
            with engine.connect() as source, self.writing(BUSY_MS) as target:
                without_timeout(target)
                tables = all_tables(source)
                empty_tables(target, tables)
                copied = copy_rows(source, target, tables)
                if copied != table_sums(target, tables):
                    raise InputError("What was written is not what was read", "Try again")
        finally:
            engine.dispose()

    def quick_check(self) -> None:
        """Check that the tables can be asked."""
        with self.reported(writes=False), self.reads.connect() as connection:
            revision_of(connection, str(self.place))
            for table in inspect(connection).get_table_names():
                connection.exec_driver_sql(f'SELECT 1 FROM "{table}" LIMIT 1')

    def problems(self, most: int) -> list[str]:
        """Read everything; rows that name what is not there."""
        found: list[str] = []
        with self.reading() as connection:
            table_sums(connection, all_tables(connection))  # raises where a page cannot be read
            there = MetaData()
            there.reflect(connection)
            for table in there.sorted_tables:
                for key in table.foreign_key_constraints:
                    lost = min(_lost(connection, table, key), most)
                    found += [f"A row of the table {table.name} belongs to nothing"] * lost
        return found

    def size(self) -> int:
        """Bytes of the database."""
        with self.reported(writes=False), self.reads.connect() as connection:
            return int(connection.scalar(select(func.pg_database_size(func.current_database()))) or 0)

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()


def _nobody_looks_back(connection: Connection, wait_ms: int) -> bool:
    """Whether no other transaction still sees what was deleted; waits for those that do."""
    until = time.monotonic() + wait_ms / 1000
    looking = _looking(connection)
    while looking:
        if time.monotonic() > until:
            return False
        time.sleep(_POLL_S)
        looking &= _looking(connection)
    return True


def _looking(connection: Connection) -> set[tuple[int, datetime]]:
    """Number of the server's process and start of each transaction that sees a moment of the past."""
    query = """
        SELECT pid, xact_start FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND backend_xmin IS NOT NULL
    """
    return {(pid, began) for pid, began in connection.exec_driver_sql(query)}


def _lost(connection: Connection, table: Table, key: ForeignKeyConstraint) -> int:
    """Rows of a table whose foreign key names nothing."""
    parent = key.referred_table.alias()
    pairs = [
        (column, parent.c[element.column.name])
        for column, element in zip(key.columns, key.elements, strict=True)
    ]
    query = (
        select(func.count())
        .select_from(table.outerjoin(parent, and_(*(own == other for own, other in pairs))))
        .where(pairs[0][0].is_not(None), pairs[0][1].is_(None))
    )
    return connection.scalar(query) or 0
