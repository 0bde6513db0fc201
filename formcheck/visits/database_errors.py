"""What SQLite and the disk say of the database, as errors with a remedy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from formcheck.errors import FormcheckError, InputError, OutputError
from formcheck.runtime.disk_errors import full_disk_error, is_full
from formcheck.runtime.printable import printable

CHOSEN = "with --store"
"""How the user chooses another store, as the end of a sentence."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_CLOSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_DISK = (sqlite3.SQLITE_IOERR,)


class DamagedStoreError(InputError):
    """A database that cannot be read any more."""


class BusyStoreError(OutputError):
    """A database that another program keeps to itself."""


class UnreachableStoreError(OutputError):
    """A database server that does not answer."""


def damaged(database: Path) -> DamagedStoreError:
    """The error of a database that cannot be read any more."""
    return DamagedStoreError(
        f"The store of visits in {printable(database.parent)} is damaged",
        f"Move {printable(database)} away and restore a backup with `formcheck visits restore FILE`, "
        f"or choose another store {CHOSEN}",
    )


def store_error(error: Exception, database: Path, *, writes: bool) -> FormcheckError | None:
    """The error of SQLAlchemy or SQLite as one that says what the user can do; None where it is a defect.

    Args:
        error: what was raised.
        database: the file.
        writes: something was to be kept: the error is an `OutputError` then, also of a damaged file.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = sqlite3.SQLITE_BUSY if isinstance(error, PoolTimeoutError) else _code(cause)
    folder = database.parent
    found: FormcheckError | None = None
    if code == sqlite3.SQLITE_FULL or (code in _DISK and is_full(folder)):
        found = full_disk_error(folder, CHOSEN)
    elif code in _BUSY:
        found = _busy(database)
    elif code in _DAMAGED:
        unreadable = damaged(database)
        found = OutputError(unreadable.message, unreadable.remedy) if writes else unreadable
    elif code in (*_CLOSED, *_DISK):
        found = OutputError(
            f"The store of visits in {printable(folder)} cannot be written to ({cause})",
            f"Make the folder writable, or choose another {CHOSEN}",
        )
    return found


def _code(error: BaseException | None) -> int | None:
    """SQLite's code of an error, without what tells the place in its source."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(error, sqlite3.Error) and isinstance(code, int) else None


def _busy(database: Path) -> BusyStoreError:
    return BusyStoreError(
        f"Another program has been writing to the store of visits in {printable(database.parent)} for long",
        "Wait until it is done or close it, then try again; nothing was changed",
    )
