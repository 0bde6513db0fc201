"""What a visit needs on the disk while it goes on: a folder of its own that one process holds at a time.

The lock is the system's: it ends with the process, however that ends, and is not fooled by a process that
later has the same number.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from formcheck.runtime.file_lock import lock_file

FOLDER = "open"
"""Folder in the store, with a folder for each visit that goes on or was broken off without a word."""
_LOCK = "lock"


class HeldVisit:
    """The folder of a visit that this process holds; made by `hold_visit`.

    Attributes:
        folder: for journals and temporary files. Nothing in it outlives the visit.
    """

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder, self._lock = folder, lock

    def release(self) -> None:
        """Remove the folder and let go of it; calling it twice is allowed."""
        if self._lock < 0:
            return
        if sys.platform == "win32":  # an open file cannot be removed there
            self._unlock()
        with contextlib.suppress(OSError):  # what cannot be removed now is swept at the next start
            for path in self.folder.iterdir():
                path.unlink()
            self.folder.rmdir()
        self._unlock()

    def let_go(self) -> None:
        """Let go of the folder and leave what is in it."""
        self._unlock()

    def _unlock(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def open_folder(store: Path, visit: str) -> Path:
    """The folder of a visit that goes on, or was broken off without a word; there need not be one."""
    return store / FOLDER / visit


def hold_visit(store: Path, visit: str) -> HeldVisit | None:
    """Take hold of a visit; None where another one holds it.

    Args:
        store: folder of the store.
        visit: id of the visit.

    Raises:
        OSError: the place cannot be written to.
    """
    folder = open_folder(store, visit)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        lock_file(lock)
    except BlockingIOError:
        os.close(lock)
        return None
    except OSError:
        os.close(lock)
        raise
    return HeldVisit(folder, lock)


def sweep_open_visits(store: Path) -> None:
    """Remove the folders that nobody holds; of visits that are written, or were deleted meanwhile."""
    with contextlib.suppress(OSError):
        for folder in list((store / FOLDER).iterdir()):
            held = hold_visit(store, folder.name)
            if held is not None:
                held.release()
