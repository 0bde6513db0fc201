"""What PostgreSQL and its driver say, as errors with a remedy."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from formcheck.errors import FormcheckError, FullDiskError, InputError, OutputError
from formcheck.runtime.printable import printable_text
from formcheck.visits.database_errors import (
    CHOSEN,
    BusyStoreError,
    DamagedStoreError,
    UnreachableStoreError,
)

_BUSY = {
    "55P03": "another program has been writing to it for long",  # lock_not_available
    "57014": "it took too long to answer",  # query_canceled: statement_timeout
    "40001": "other programs changed the same at the same moment",  # serialization_failure
    "40P01": "other programs changed the same at the same moment",  # deadlock_detected
    "53300": "it has no connection left",  # too_many_connections
}
_FULL = (
    FullDiskError,
    "There is no space left on the disk of the database {shown}",
    "Free some space on that machine",
)
_DAMAGED = (
    DamagedStoreError,
    "The database {shown} is damaged",
    "Restore a backup into a new one with `formcheck visits restore FILE --store URL`",
)
_FORBIDDEN = (
    OutputError,
    "The database {shown} cannot be written to ({said})",
    "Let its user own it, and name the main server, not a copy that is only read",
)
_DOES_NOT_FIT = (InputError, "The database {shown} does not take that ({said})", "Shorten or correct it")
_FOREIGN = (
    InputError,
    "The tables of the database {shown} are not ours any more",
    f"Choose another {CHOSEN}",
)
_TOLD: dict[str, tuple[type[FormcheckError], str, str]] = {
    "53100": _FULL,  # disk_full
    "XX001": _DAMAGED,  # data_corrupted
    "XX002": _DAMAGED,  # index_corrupted
    "42501": _FORBIDDEN,  # insufficient_privilege
    "25006": _FORBIDDEN,  # read_only_sql_transaction: a standby
    "22001": _DOES_NOT_FIT,  # string_data_right_truncation
    "22003": _DOES_NOT_FIT,  # numeric_value_out_of_range
    "22021": _DOES_NOT_FIT,  # character_not_in_repertoire
    "22P02": _DOES_NOT_FIT,  # invalid_text_representation, of JSON
    "22P05": _DOES_NOT_FIT,  # untranslatable_character
    "42P01": _FOREIGN,  # undefined_table
    "42703": _FOREIGN,  # undefined_column
}
"""Class, message and remedy by SQLSTATE (PostgreSQL Error Codes, appendix A of its documentation)."""


def postgres_error(error: Exception, shown: str, *, writes: bool) -> FormcheckError | None:
    """The error of SQLAlchemy or the driver as one that says what the user can do; None for a defect.

    Args:
        error: what was raised.
        shown: the database, for people.
        writes: something was to be kept.
    """
    if isinstance(error, PoolTimeoutError):
        return _busy(shown, "all its connections are in use")
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return None
    code = cause.sqlstate or ""
    if code in _BUSY:
        return _busy(shown, _BUSY[code])
    if code in _TOLD:
        kind, message, remedy = _TOLD[code]
        if kind is DamagedStoreError and writes:
            kind = OutputError
        return kind(message.format(shown=shown, said=_said(cause)), remedy)
    return unreachable(cause, shown) if isinstance(cause, psycopg.OperationalError) else None


def unreachable(error: psycopg.Error, shown: str) -> UnreachableStoreError:
    """The error of a server that does not answer, does not know us, or went away."""
    return UnreachableStoreError(
        f"The database {shown} cannot be reached ({_said(error)})",
        "See that the server runs, and that address, database, user and password (~/.pgpass) are right; "
        "what was said to be kept is kept",
    )


def _busy(shown: str, why: str) -> BusyStoreError:
    return BusyStoreError(f"The database {shown} is busy: {why}", "Try again; nothing was changed")


def _said(error: psycopg.Error) -> str:
    """What the server said, in one line."""
    said = error.diag.message_primary or str(error).strip() or "no answer"
    return printable_text(said.splitlines()[0])  # what follows are guesses
