"""Errors of the database while writing, as an `OutputError` with a remedy."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.runtime.disk_errors import as_output_error

_TRIAL_BYTES = 1 << 20
_CODES = {
    "SQLITE_FULL": errno.ENOSPC,
    "SQLITE_READONLY": errno.EROFS,
    "SQLITE_CANTOPEN": errno.EACCES,
    "SQLITE_PERM": errno.EACCES,
}
"""Errors of SQLite and what the system would have called them; the longer names begin with the shorter."""


def as_write_error(error: Exception, store: Path) -> OutputError:
    """The error of a write to the store as an error that says what the user can do.

    Args:
        error: of SQLAlchemy, of the system, or an `OutputError`, which stays.
        store: folder of the store.
    """
    if isinstance(error, OutputError):
        return error
    if isinstance(error, OSError):
        return as_output_error(error, store)
    cause = getattr(error, "orig", None)
    name = str(getattr(cause, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return OutputError(
            f"Another program has been writing to {store} for a long time", "Wait for it, or close it"
        )
    code = next((code for begin, code in _CODES.items() if name.startswith(begin)), None)
    if code is not None:
        return as_output_error(OSError(code, str(cause)), store)
    return as_output_error(_tried(store) or Exception(cause or error), store)


def _tried(store: Path) -> OSError | None:
    """What the system says to a new file in the store, where the database only says that it failed."""
    trial = store / f".trial-{os.getpid()}"
    try:
        with trial.open("wb") as file:
            file.write(bytes(_TRIAL_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error
    finally:
        with contextlib.suppress(OSError):
            trial.unlink()
    return None
