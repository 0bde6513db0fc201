"""Copies the rows of all tables from one database to another, of either kind, and compares them.

Rows are read and written as they are stored: JSON as its text, so that what was kept is the same byte for
byte. The digest of a table is the sum of the SHA-256 of its rows: it does not hang on their order, which
databases see differently.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Delete,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    cast,
    func,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from formcheck.visits.json_text import clean_json, without_nul

STORE_ID = "store_id"
"""The setting that binds a database to its folder; it stays where it is."""
_SETTINGS = "setting"
_AT_ONCE = 200
_MODULUS = 1 << 256
_Row = dict[str, object]
_Query = TypeVar("_Query", Select[Any], Delete)
Progress = Callable[[str, int, int], None]
"""Is told the table, how many of its rows were copied, and of how many."""


@dataclass(frozen=True, slots=True)
class TableSum:
    """What is in a table.

    Attributes:
        rows: how many.
        digest: hexadecimal; see above.
    """

    rows: int
    digest: str


class _RawJson(UserDefinedType[str]):
    """A column of JSON as its text."""

    cache_ok = True

    def get_col_spec(self, **kw: object) -> str:
        """Its type in SQL."""
        return "JSON"

    def column_expression(self, colexpr: ColumnElement[str]) -> ColumnElement[str]:
        """How it is read: drivers would make objects of it."""
        return cast(colexpr, Text)


_RAW: tuple[tuple[type[TypeEngine[Any]], TypeEngine[Any]], ...] = (
    (JSON, _RawJson()),
    (Boolean, Boolean()),
    (Integer, Integer()),
    (Float, Float()),
    (DateTime, DateTime()),
    (LargeBinary, LargeBinary()),
)
"""How columns are read and written; all others are text."""


def all_tables(connection: Connection) -> list[Table]:
    """All tables that a database has, as they are copied, those first that others name.

    The database itself is asked, so that no table of any schema can be forgotten; Alembic's is left out.
    """
    there, raw = MetaData(), MetaData()
    there.reflect(connection)
    return [
        Table(table.name, raw, *map(_raw_column, table.columns))
        for table in there.sorted_tables
        if table.name != "alembic_version"
    ]


def copy_rows(
    source: Connection, target: Connection, tables: Sequence[Table], progress: Progress | None = None
) -> dict[str, TableSum]:
    """Copy all rows into empty tables; gives what was read.

    Args:
        source: in a transaction that sees one moment.
        target: in a transaction that writes.
        tables: as of `all_tables`.
        progress: is called now and then.
    """
    sums: dict[str, TableSum] = {}
    for table in tables:
        digest = _Digest()
        whole = _count(source, table)
        for rows in _read(source, table):
            target.execute(table.insert(), rows)
            digest.add(rows)
            if progress is not None:
                progress(table.name, digest.rows, whole)
        sums[table.name] = digest.sum()
    continue_numbering(target, tables)
    return sums


def table_sums(connection: Connection, tables: Sequence[Table]) -> dict[str, TableSum]:
    """What is in each table: all of it is read."""
    sums: dict[str, TableSum] = {}
    for table in tables:
        digest = _Digest()
        for rows in _read(connection, table):
            digest.add(rows)
        sums[table.name] = digest.sum()
    return sums


def empty_tables(target: Connection, tables: Sequence[Table]) -> None:
    """Delete all rows, also those that triggers keep: what comes in their place is of another store."""
    with _without_triggers(target):
        for table in reversed(tables):
            target.execute(_kept(table, table.delete()))


def continue_numbering(target: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL number new rows after those that were copied with their numbers."""
    if target.dialect.name != "postgresql":
        return
    for table in tables:
        keys = list(table.primary_key.columns)
        if len(keys) == 1 and isinstance(keys[0].type, Integer):
            target.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{keys[0].name}'), "
                    f"coalesce(max({keys[0].name}), 0) + 1, false) FROM {table.name}"
                )
            )


@contextlib.contextmanager
def _without_triggers(target: Connection) -> Iterator[None]:
    """Our triggers rest in the block; where it raises, the transaction brings them back."""
    if target.dialect.name == "postgresql":
        query = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        tables = [table for (table,) in target.exec_driver_sql(query)]
        before = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        after = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
    else:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        found = target.exec_driver_sql(query).all()
        before, after = [f'DROP TRIGGER "{name}"' for name, _ in found], [sql for _, sql in found]
    for statement in before:
        target.exec_driver_sql(statement)
    yield
    for statement in after:
        target.exec_driver_sql(statement)


def _raw_column(column: Column[Any]) -> Column[Any]:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    raw = next((raw for wanted, raw in _RAW if isinstance(kind, wanted)), Text())
    return Column(column.name, raw, primary_key=column.primary_key)


def _read(connection: Connection, table: Table) -> Iterator[list[_Row]]:
    """The rows of a table, some at a time, as every database takes them."""
    query = _kept(table, select(*table.columns)).execution_options(yield_per=_AT_ONCE)
    json = {column.name for column in table.columns if isinstance(column.type, _RawJson)}
    with connection.execute(query) as found:
        for rows in found.mappings().partitions():
            yield [{name: _clean(value, name in json) for name, value in row.items()} for row in rows]


def _clean(value: object, json: bool) -> object:
    if not isinstance(value, str):
        return value
    return clean_json(value) if json else without_nul(value)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(_kept(table, select(func.count()).select_from(table))) or 0


def _kept(table: Table, query: _Query) -> _Query:
    """The query without the row that stays where it is."""
    return query.where(table.c.name != STORE_ID) if table.name == _SETTINGS else query


class _Digest:
    """Sums rows up."""

    def __init__(self) -> None:
        self.rows, self._total = 0, 0

    def add(self, rows: list[_Row]) -> None:
        """Take some rows."""
        self.rows += len(rows)
        for row in rows:
            hashed = hashlib.sha256(repr(sorted(row.items(), key=lambda item: item[0])).encode())
            self._total = (self._total + int.from_bytes(hashed.digest(), "big")) % _MODULUS

    def sum(self) -> TableSum:
        """What they come to."""
        return TableSum(self.rows, f"{self._total:064x}")
