"""The database of visits as a file beside the recordings: SQLite."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection

from formcheck.visits.engine import empty_log, raw_connection, writing
from formcheck.visits.opening import copy_database, open_database, quick_check, reported


class SqliteBackend:
    """A database file; see `formcheck.visits.backend.Backend`.

    Args:
        path: it is made where it is missing.

    Raises:
        InputError: it is not ours, damaged, or made by a newer formcheck.
        OutputError: the place cannot be written to, is full, or another program does not let go of it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = self.reads = open_database(path)

    def reported(self, *, writes: bool) -> AbstractContextManager[None]:
        """Errors in the block become errors that say what the user can do."""
        return reported(self.path, writes=writes)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads all of one moment."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def writing(self, wait_ms: int) -> AbstractContextManager[Connection]:
        """A transaction that writes, the only one at a time."""
        return writing(self.engine, wait_ms)

    def rewrite(self, wait_ms: int) -> bool:
        """Write the database anew, without free pages, and empty its log."""
        with raw_connection(self.engine) as connection:
            try:
                connection.execute("VACUUM")
            except sqlite3.OperationalError:  # another program or a full disk prevents it
                return False
        return empty_log(self.engine, wait_ms)

    def copy_to(self, path: Path) -> None:
        """Write a copy without what was deleted."""
        copy_database(self.engine, path)

    def replace(self, copy: Path) -> None:
        """Write the copy over the database, in one transaction: other programs see one or the other."""
        with (
            raw_connection(self.engine) as target,
            contextlib.closing(sqlite3.connect(copy)) as source,
        ):
            source.backup(target)

    def quick_check(self) -> None:
        """Check that the database hangs together."""
        quick_check(self.engine, self.path)

    def problems(self, most: int) -> list[str]:
        """Read everything; what is wrong."""
        with raw_connection(self.engine) as connection:
            found = [
                f"The database is damaged: {said}"
                for (said,) in connection.execute(f"PRAGMA integrity_check({most})")
                if said != "ok"
            ]
            lost = connection.execute("PRAGMA foreign_key_check").fetchmany(most)
        return found + [f"A row of the table {table} belongs to nothing" for table, *_ in lost]

    def size(self) -> int:
        """Bytes of the database, with what is still in its log."""
        with raw_connection(self.engine) as connection:
            pages, each = (
                connection.execute(f"PRAGMA {n}").fetchone()[0] for n in ("page_count", "page_size")
            )
        return int(pages * each)

    def close(self) -> None:
        """Let go of the database; its write-ahead log is brought in."""
        with contextlib.suppress(Exception):  # it is whole with the log, too
            empty_log(self.engine)
        self.engine.dispose()
