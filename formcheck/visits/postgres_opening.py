"""Opens a PostgreSQL database of visits: refuses what is not ours, brings the tables to the newest schema."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, String, inspect, text

from formcheck.errors import InputError
from formcheck.runtime.disk_errors import as_output_error, is_disk_error
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.engine import raw_connection, sqlite_engine
from formcheck.visits.engine import writing as writing_file
from formcheck.visits.opening import (
    OURS,
    OWNER_ONLY,
    check_not_newer,
    copy_name,
    head_revision,
    make_file,
    make_folder,
    upgrade,
)
from formcheck.visits.place import ID_FILE, StorePlace
from formcheck.visits.postgres_engine import postgres_engine, without_timeout, writing
from formcheck.visits.postgres_errors import postgres_error
from formcheck.visits.table_copy import STORE_ID, all_tables, copy_rows

MIGRATE_WAIT_MS = 120_000
"""How long a server waits for another one that brings the tables up to date, milliseconds."""
_KEY = 64
"""Columns of more characters than a key or a hash are of texts."""
OLDEST = (13,)
"""The first PostgreSQL that numbers transactions for good (`pg_current_xact_id`)."""
_REVISION = re.compile(r"\d{4}")


def open_postgres(place: StorePlace) -> Engine:
    """An engine on the database, which has the newest schema then; the folder belongs to it.

    Raises:
        InputError: the database is no store of ours, or was made by a newer formcheck; or the folder belongs
            to another store. Nothing was changed.
        OutputError: it cannot be reached or written to.
    """
    assert place.url is not None
    _make_folder(place.folder)
    engine = postgres_engine(place.url)
    try:
        with postgres_reported(place, writes=False):
            with engine.connect() as connection:
                found = revision_of(connection, str(place))
                key = _store_key(connection) if found is not None else None
            check_folder(place, key)
            check_not_newer(found, str(place))
            if found != head_revision() or key is None:
                migrate(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextlib.contextmanager
def postgres_reported(place: StorePlace, *, writes: bool) -> Iterator[None]:
    """Errors of the server and of the folder's disk become errors that say what the user can do."""
    try:
        yield
    except OSError as error:
        if not is_disk_error(error, place.folder):
            raise
        raise as_output_error(error, place.folder, CHOSEN) from error
    except Exception as error:
        found = postgres_error(error, str(place), writes=writes)
        if found is None:
            raise
        raise found from error


def revision_of(connection: Connection, shown: str) -> str | None:
    """The schema of a database; None of one that is empty.

    Raises:
        InputError: it holds the tables of another program, or does not hold all characters; or the server is
            too old.
    """
    version = connection.dialect.server_version_info or OLDEST
    if version < OLDEST:
        raise InputError(
            f"The server of {shown} is PostgreSQL {version[0]}, which is too old",
            f"Use {OLDEST[0]} or later",
        )
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise InputError(
            f"The database {shown} holds characters as {encoding}, not all there are",
            "Make it with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0",
        )
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    row = None
    if tables >= OURS:
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if row is None or not _REVISION.fullmatch(str(row)):
        raise InputError(
            f"The database {shown} holds the tables of another program",
            "Make a new database for the visits, and name that one",
        )
    return str(row)


def migrate(engine: Engine, place: StorePlace) -> None:
    """Bring the tables to the newest schema, all or nothing. Of a database with tables a copy is kept first.

    Another server that does the same at this moment is waited for; then there is nothing left to do.
    """
    with writing(engine, MIGRATE_WAIT_MS) as connection:
        without_timeout(connection)
        found = revision_of(connection, str(place))
        if found is not None and found < head_revision():
            with OutputFolder(place.folder, CHOSEN).staged(copy_name()) as staged:
                copy_at(connection, staged, found)
        if found != head_revision():
            upgrade(connection, "head")
            _keep_texts_out_of_statistics(connection)
        key = _store_key(connection)
        check_folder(place, key)
        if key is None:
            _bind(connection, place.folder / ID_FILE)


def _bind(connection: Connection, file: Path) -> None:
    """Give the database a key, and note it in its folder: while no other server can do the same."""
    key = uuid.uuid4().hex
    insert = text("INSERT INTO setting (name, value) VALUES (:name, :key)")
    connection.execute(insert, {"name": STORE_ID, "key": key})
    make_file(file)
    file.write_text(f"{key}\n", encoding="utf-8")


def check_folder(place: StorePlace, key: str | None) -> None:
    """Check that no other store has its recordings in the folder: the sweep would take them away.

    Args:
        place: of the store.
        key: that the database bears; None of a new one.

    Raises:
        InputError: the folder belongs to another store, or the database to another folder.
    """
    file, folder = place.folder / ID_FILE, printable(place.folder)
    own = file.read_text("utf-8").strip() if file.exists() else None
    remedy = "Name the folder of this database at the end of its URL: ?folder=DIR"
    if own is None and any((place.folder / name).exists() for name in ("visits.db", "recordings")):
        raise InputError(f"The folder {folder} holds another store of visits", remedy)
    if own is not None and own != key:
        raise InputError(
            f"The folder {folder} belongs to another database than {place}",
            f"{remedy}. If no database uses that folder, remove the file {ID_FILE} in it",
        )
    if own is None and key is not None:
        raise InputError(f"The recordings of {place} do not lie in {folder}", remedy)


def copy_at(connection: Connection, path: Path, revision: str) -> None:
    """Write all rows into a new SQLite database of the same schema.

    Args:
        connection: in a transaction.
        path: there is no file yet, or an empty one.
        revision: of the tables, which need not be the newest.
    """
    path.touch(mode=OWNER_ONLY, exist_ok=True)
    copy = sqlite_engine(path, foreign_keys=False)
    try:
        with writing_file(copy) as target:
            upgrade(target, revision)
            copy_rows(connection, target, all_tables(connection))
        with raw_connection(copy) as connected:
            connected.execute("PRAGMA journal_mode = DELETE")  # one file, as copies of SQLite are
    finally:
        copy.dispose()


def _store_key(connection: Connection) -> str | None:
    query = text("SELECT value FROM setting WHERE name = :name")
    return connection.execute(query, {"name": STORE_ID}).scalar()


def _keep_texts_out_of_statistics(connection: Connection) -> None:
    """The server keeps samples of columns for its planning; names and notes have to be gone when deleted."""
    known = inspect(connection)
    for table in known.get_table_names():
        for column in known.get_columns(table):
            kind = column["type"]
            if isinstance(kind, String) and not 0 < (kind.length or 0) <= _KEY:
                connection.exec_driver_sql(
                    f'ALTER TABLE "{table}" ALTER COLUMN "{column["name"]}" SET STATISTICS 0'
                )


def _make_folder(folder: Path) -> None:
    try:
        make_folder(folder)
    except OSError as error:
        raise as_output_error(error, folder, CHOSEN) from error
