"""`OpenStore`: what the store gives to those who work on its files and rows; `VisitStore` is one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from formcheck.visits.backend import Backend
from formcheck.visits.recordings import Recordings


class OpenStore(Protocol):
    """The database of visits, with the recordings in a folder; see `formcheck.visits.store.VisitStore`."""

    folder: Path
    now: Callable[[], datetime]
    database: Path
    backend: Backend
    engine: Engine
    recordings: Recordings

    def reading(self) -> AbstractContextManager[Session]:
        """A session that reads."""

    def writing(self) -> AbstractContextManager[Session]:
        """A session that writes: committed when the block ends, taken back when it raises."""
