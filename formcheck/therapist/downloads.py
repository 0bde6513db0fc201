"""Files that a page gives to the browser: made in the store's own folder, and gone once they are sent."""

from __future__ import annotations

import contextlib
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from formcheck.exchange.container import MIME
from formcheck.exchange.export_visits import EXTENSION, Selection, export_visits
from formcheck.exchange.programme_file import ProgrammeContent, pack_programme
from formcheck.exchange.sealing import lock
from formcheck.exchange.tables import TableChoice, write_tables
from formcheck.visits.store import VisitStore
from formcheck.visits.working_folder import working_folder

_MOST_NAME = 40


def visits_download(store: VisitStore, selection: Selection, name: str, passphrase: str = "") -> Response:
    """Visits as a file NAME.formcheck.

    Args:
        store: where they are.
        selection: which.
        name: of the patient, for the name of the file.
        passphrase: locks it; "" leaves it open.

    Raises:
        FormcheckError: there is nothing to export, the passphrase is too short, or the disk is full.
    """

    def make(folder: Path) -> Path:
        path = folder / "visits"
        export_visits(store, selection, path, passphrase or None)
        return path

    days = f"{store.now().astimezone():%Y-%m-%d}"
    kind = "application/octet-stream" if passphrase else MIME.decode()
    return _download(store, make, f"formcheck-{file_name(name)}-{days}{EXTENSION}", kind)


def tables_download(store: VisitStore, choice: TableChoice, name: str) -> Response:
    """The tables of visits, exercises and events in one zip.

    Raises:
        OutputError: the disk is full.
    """

    def make(folder: Path) -> Path:
        tables, path = folder / "tables", folder / "tables.zip"
        write_tables(store, tables, choice)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in sorted(tables.iterdir()):
                archive.write(table, table.name)
        return path

    days = f"{store.now().astimezone():%Y-%m-%d}"
    return _download(store, make, f"formcheck-{file_name(name)}-{days}.zip", "application/zip")


def programme_download(store: VisitStore, content: ProgrammeContent, name: str, passphrase: str) -> Response:
    """A programme as a file.

    Args:
        store: where a file can be locked.
        content: the programme.
        name: of the file.
        passphrase: locks it; "" leaves it open.

    Raises:
        FormcheckError: the passphrase is too short, or the disk is full.
    """

    def make(folder: Path) -> Path:
        path, locked = folder / "opened", folder / "locked"
        path.write_bytes(pack_programme(content))
        if passphrase:
            lock(path, locked, passphrase)
        return locked if passphrase else path

    return _download(store, make, name, "application/octet-stream" if passphrase else "application/json")


def file_name(name: str) -> str:
    """A name as a part of a file's name: letters and digits that every file system takes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    return "-".join(words)[:_MOST_NAME].strip("-") or "visits"


def _download(store: VisitStore, make: Callable[[Path], Path], name: str, kind: str) -> Response:
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(working_folder(store))
        path = make(folder)
        sent = stack.pop_all()
    return FileResponse(path, media_type=kind, filename=name, background=BackgroundTask(sent.close))
