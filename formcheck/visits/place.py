"""Where a store of visits is: a folder, and for one on a database server the URL of the database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.errors import UsageError
from formcheck.runtime.printable import printable, printable_text

if TYPE_CHECKING:  # no option of the command line waits for SQLAlchemy
    from sqlalchemy import URL

PLACE_VARIABLE = "FORMCHECK_STORE"
"""Environment variable that names the store: a folder or a URL."""
ID_FILE = "store-id"
"""File in the folder beside a database on a server, with the key of that database."""
SCHEMES = ("postgresql", "postgres")
_DRIVER = "postgresql+psycopg"
_FOLDER = "folder"
"""What in the URL names the folder of recordings; the database server does not see it."""
_EXAMPLE = "postgresql://USER@HOST/DATABASE?folder=DIR"


@dataclass(frozen=True, slots=True)
class StorePlace:
    """Where a store is.

    Attributes:
        folder: of recordings, and of what a visit needs on the disk while it goes on; where there is no URL
            the database lies in it, too.
        url: of a PostgreSQL database; it may hold a password, so that only `str` of a place is shown.
    """

    folder: Path
    url: URL | None = None

    def __str__(self) -> str:
        return printable(self.folder) if self.url is None else shown_url(self.url)


Place = Path | StorePlace
"""A folder alone is the place of a store with its database in it."""


def as_place(place: Place) -> StorePlace:
    """The place of a store, of which a folder may be all that is known."""
    return place if isinstance(place, StorePlace) else StorePlace(place)


def store_place(text: str) -> StorePlace:
    """The place that a user names: a folder, or ``postgresql://USER@HOST/DATABASE?folder=DIR``.

    Raises:
        UsageError: it looks like a URL, and is none that is of use. No password is repeated.
    """
    scheme, colon, _ = text.partition("://")
    if not colon or not scheme.replace("+", "").isalnum():
        return StorePlace(Path(text))
    if scheme.partition("+")[0] not in SCHEMES:
        raise UsageError(
            f"{printable_text(scheme)} is no database for visits", f"Give {_EXAMPLE}, or a folder"
        )
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError("The URL of the store cannot be read", f"Write it as {_EXAMPLE}") from None
    folder = url.query.get(_FOLDER)
    if not url.database:
        raise UsageError("The URL of the store names no database", f"Write it as {_EXAMPLE}")
    if isinstance(folder, tuple):
        raise UsageError("The URL of the store names several folders", f"Write it as {_EXAMPLE}")
    url = url.difference_update_query([_FOLDER]).set(drivername=_DRIVER)
    return StorePlace(Path(folder) if folder else server_folder(), url)


def default_place() -> StorePlace:
    """The store of `PLACE_VARIABLE`, else the one in the user's data folder for formcheck."""
    named = os.environ.get(PLACE_VARIABLE)
    return store_place(named) if named else StorePlace(_data_folder("formcheck"))


def server_folder() -> Path:
    """The folder beside a database on a server whose URL names none."""
    return _data_folder("formcheck-server")


def place_option(place: StorePlace) -> tuple[str, dict[str, str]]:
    """A place as another process of formcheck takes it: its `--store`, and what its environment holds.

    A password goes by the environment: everybody on a machine can read the command line of a process.
    """
    if place.url is None:
        return str(place.folder), {}
    url = place.url.set(drivername=SCHEMES[0]).update_query_dict({_FOLDER: str(place.folder)})
    told = {} if url.password is None else {"PGPASSWORD": str(url.password)}
    return type(url).create(
        url.drivername, url.username, None, url.host, url.port, url.database, url.query
    ).render_as_string(), told


def shown_url(url: URL) -> str:
    """A URL for people: without password, and of what follows the question mark only host and port."""
    where = {key: value for key, value in url.query.items() if key in ("host", "port")}
    shown = type(url).create(SCHEMES[0], url.username, None, url.host, url.port, url.database, where)
    return printable_text(shown.render_as_string())


def _data_folder(name: str) -> Path:
    import platformdirs

    return platformdirs.user_data_path(name, appauthor=False)
