"""Opens the database of a store: a file in its folder, or a database on a server."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import InputError, MissingPackageError
from formcheck.runtime.printable import printable
from formcheck.visits.backend import Backend
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.place import ID_FILE, StorePlace
from formcheck.visits.sqlite_backend import SqliteBackend

DATABASE = "visits.db"


def has_store(place: StorePlace) -> bool:
    """Whether there is a store; of a server only opening tells, so that it is taken for granted."""
    return place.url is not None or (place.folder / DATABASE).exists()


def open_backend(place: StorePlace, *, make: bool = True) -> Backend:
    """The database of a store, with the newest tables.

    Args:
        place: of the store.
        make: False refuses a place without a store.

    Raises:
        InputError: there is no store of ours, a damaged one, or one of a newer formcheck.
        MissingPackageError: what speaks to database servers is not installed.
        OutputError: it cannot be reached or written to.
    """
    if place.url is not None:
        return _on_server(place)
    if not make and not has_store(place):
        raise InputError(f"There is no store of visits in {place}", f"Choose its folder {CHOSEN}")
    _check_own(place.folder)
    return SqliteBackend(place.folder / DATABASE)


def _on_server(place: StorePlace) -> Backend:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise MissingPackageError(
            "A store on PostgreSQL needs the Python package psycopg",
            "Install it with: pip install 'formcheck[postgres]'",
        ) from error
    from formcheck.visits.postgres_backend import PostgresBackend

    return PostgresBackend(place)


def _check_own(folder: Path) -> None:
    """Check that the recordings in a folder are not those of a database on a server.

    Raises:
        InputError: they are.
    """
    if (folder / ID_FILE).exists():
        raise InputError(
            f"The visits of {printable(folder)} are in a database on a server",
            f"Name it by its URL {CHOSEN}: postgresql://USER@HOST/DATABASE?folder=DIR",
        )
