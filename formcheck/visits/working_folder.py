"""A folder in the store for files that are being made or read: the store already holds what is in them."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from formcheck.runtime.disk_errors import as_output_error, is_disk_error
from formcheck.runtime.processes import has_ended
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.open_store import OpenStore

FOLDER = "exchange"
_PREFIX = "work-"
_STALE_S = 24 * 3600
"""Seconds until a folder is abandoned whose program cannot be asked for."""


@contextlib.contextmanager
def working_folder(store: OpenStore) -> Iterator[Path]:
    """A new folder that goes with all its files when the block ends; those of killed programs go too.

    Raises:
        OutputError: the disk is full, or the place cannot be written to; in the block too.
    """
    root = store.folder / FOLDER
    folder = None
    try:
        root.mkdir(mode=0o700, exist_ok=True)
        sweep(root)
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=root))
        yield folder
    except OSError as error:
        if is_disk_error(error, store.folder):
            raise as_output_error(error, store.folder, CHOSEN) from error
        raise
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def sweep(root: Path) -> None:
    """Remove what killed programs left in the folder."""
    for folder in root.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if _is_stale(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_stale(folder: Path) -> bool:
    pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
    if time.time() - folder.stat().st_mtime > _STALE_S:
        return True
    if sys.platform == "win32" or not pid.isdigit() or int(pid) == os.getpid():
        return False
    return has_ended(int(pid))
