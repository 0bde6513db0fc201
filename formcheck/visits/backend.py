"""`Backend`: what a database of visits can do. `SqliteBackend` and `PostgresBackend` are two."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine


class Backend(Protocol):
    """A database with the newest tables.

    Attributes:
        engine: works on it.
        reads: the same for what only reads: all that one transaction reads is of one moment.
    """

    engine: Engine
    reads: Engine

    def reported(self, *, writes: bool) -> AbstractContextManager[None]:
        """Errors of the database in the block become errors that say what the user can do.

        Args:
            writes: the block keeps something: the error is an `OutputError` then.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that reads all of one moment, however long that takes."""

    def writing(self, wait_ms: int) -> AbstractContextManager[Connection]:
        """A transaction that writes, the only one on this database at a time; it ends all or nothing.

        Args:
            wait_ms: how long it waits at most for another one, milliseconds.
        """

    def rewrite(self, wait_ms: int) -> bool:
        """Take away what deleted rows left behind; False while others are in the way.

        Args:
            wait_ms: how long it waits for them, milliseconds.
        """

    def copy_to(self, path: Path) -> None:
        """Write all rows, as they stand at this moment, into a new SQLite database.

        Raises:
            OutputError: it cannot be written.
            InputError: this database is damaged.
        """

    def replace(self, copy: Path) -> None:
        """Put what `copy_to` wrote in the place of all rows, in one transaction."""

    def quick_check(self) -> None:
        """Check that the database hangs together.

        Raises:
            InputError: it does not.
        """

    def problems(self, most: int) -> list[str]:
        """Read everything; what is wrong, a sentence each, at most so many of one kind."""

    def size(self) -> int:
        """Bytes of the database."""

    def close(self) -> None:
        """Let go of the database."""
