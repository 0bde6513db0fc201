"""Opens the database: refuses what is not ours, and brings an older one to the newest schema."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine

from formcheck.errors import InputError
from formcheck.runtime.disk_errors import as_output_error, is_disk_error
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder
from formcheck.visits import judgement_schema as _judgement_schema  # noqa: F401  tables of every store
from formcheck.visits import opinion_schema as _opinion_schema  # noqa: F401
from formcheck.visits import voice_schema as _voice_schema  # noqa: F401
from formcheck.visits.database_errors import CHOSEN, damaged, store_error
from formcheck.visits.engine import raw_connection, sqlite_engine, writing

MIGRATIONS = Path(__file__).parent / "migrations"
_REVISION = re.compile(r"\d{4}")
OURS = frozenset(("alembic_version", "patient", "visit"))
"""Tables that every store has had."""
_QUICK_BYTES = 64 << 20
"""Up to this size a database is checked when its last program did not close it: that takes a tenth of a
second. `formcheck visits check` looks at larger ones."""
OWNER_ONLY, OWNER_FOLDER = 0o600, 0o700
"""Modes of files and folders: only this user may read them."""


def open_database(path: Path) -> Engine:
    """An engine on the database, which has the newest schema then.

    Folder and file are made where they are missing, readable by this user only.

    Raises:
        InputError: the file is no database of ours, is damaged, or was made by a newer formcheck; it stays
            untouched.
        OutputError: the place cannot be written to, is full, or another program does not let go of it.
    """
    _make_place(path)
    with reported(path, writes=False):
        log = path.with_name(f"{path.name}-wal")
        left_open = log.exists() and log.stat().st_size > 0
        found = revision_of(path)
        check_not_newer(found, printable(path.parent))
        engine = sqlite_engine(path)
        try:
            if left_open and path.stat().st_size <= _QUICK_BYTES:
                quick_check(engine, path)
            if found != head_revision():
                migrate(path)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextlib.contextmanager
def reported(database: Path, *, writes: bool) -> Iterator[None]:
    """Errors of SQLite and of the disk in the block become errors that say what the user can do.

    Args:
        database: the file that the block works on.
        writes: the block keeps something; see `store_error`.
    """
    try:
        yield
    except OSError as error:
        if not is_disk_error(error, database.parent):
            raise
        raise as_output_error(error, database.parent, CHOSEN) from error
    except Exception as error:
        found = store_error(error, database, writes=writes)
        if found is None:
            raise
        raise found from error


def check_not_newer(revision: str | None, shown: str) -> None:
    """Check that this formcheck knows a schema.

    Args:
        revision: of a database; None of one that is empty.
        shown: the place of the store, for people.

    Raises:
        InputError: it does not.
    """
    if revision is not None and revision > head_revision():
        raise InputError(
            f"The store of visits in {shown} was made by a newer formcheck",
            f"Update formcheck, or choose another store {CHOSEN}",
        )


def head_revision() -> str:
    """The newest schema: the number of the last migration."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision_of(path: Path) -> str | None:
    """The schema of a database; None of one that is empty. Nothing is changed.

    Raises:
        InputError: it is the database of another program, or no database.
        sqlite3.Error: it cannot be read.
    """
    foreign = InputError(
        f"{printable(path)} is not a store of visits",
        f"Move that file away, or choose another store {CHOSEN}",
    )
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                raise foreign from None
            raise
        if not tables:
            return None
        if not tables >= OURS:
            raise foreign
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None or not _REVISION.fullmatch(str(row[0])):
        raise foreign
    return str(row[0])


def quick_check(engine: Engine, path: Path) -> None:
    """Check that the database hangs together.

    Raises:
        InputError: it does not.
    """
    with raw_connection(engine) as connection:
        if not hangs_together(connection):
            raise damaged(path)


def hangs_together(connection: sqlite3.Connection) -> bool:
    """Whether a database can be read throughout."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def migrate(path: Path, *, keeps_copy: bool = True) -> None:
    """Bring the tables to the newest schema, all or nothing. Of a database with tables a copy is kept first.

    Another program that does the same at this moment is waited for; then there is nothing left to do.

    Args:
        path: the database.
        keeps_copy: False for a database that is a copy itself.
    """
    engine = sqlite_engine(path, foreign_keys=False)
    try:
        with writing(engine) as connection:
            found = revision_of(path)
            if found is not None and found < head_revision():
                quick_check(engine, path)
                if keeps_copy:
                    _keep_copy(engine, path)
            if found != head_revision():
                upgrade(connection, "head")
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if lost is not None:
                raise damaged(path)
    finally:
        engine.dispose()


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the tables of a database of any kind up to a schema.

    Args:
        connection: in a transaction, which decides whether that holds.
        revision: number of the schema, or "head".
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def copy_name() -> str:
    """Name of the copy of a database from before an update to the newest schema."""
    return f"visits-before-{head_revision()}.db"


def safety_copies(folder: Path) -> list[Path]:
    """The copies of the database that migrations have kept in the folder of a store."""
    return sorted(folder.glob("visits-before-*.db"))


def copy_database(engine: Engine, path: Path) -> None:
    """Write a copy of the database, as it stands at this moment, without what was deleted from it.

    Args:
        engine: of the database.
        path: there is no file yet.
    """
    make_file(path)
    with raw_connection(engine) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))


def make_file(path: Path) -> None:
    """An empty file that only this user can read, if there is none."""
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            path.touch(mode=OWNER_ONLY, exist_ok=False)


def make_folder(path: Path) -> None:
    """A folder that only this user can open, if there is none."""
    path.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)


def _keep_copy(engine: Engine, path: Path) -> None:
    with OutputFolder(path.parent, CHOSEN).staged(copy_name()) as staged:
        copy_database(engine, staged)


def _make_place(path: Path) -> None:
    """Make folder and file; close to others what an earlier version left open.

    Raises:
        OutputError: they cannot be made.
    """
    try:
        make_folder(path.parent)
        make_file(path)
    except OSError as error:
        raise as_output_error(error, path.parent, CHOSEN) from error
    for file in (path, *path.parent.glob(f"{path.name}-*")):
        with contextlib.suppress(OSError):  # another user's: opening it tells
            if file.stat().st_mode & 0o077:
                file.chmod(OWNER_ONLY)
