"""A group of files that get their final names together or not at all."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import ClassVar


class StagedFiles:
    """Temporary files and the names they are to get. Made by `OutputFolder.staging`.

    Args:
        folder: of the final files. The temporary files are in the same folder, so that a file gets its final
            name by a rename, which the file system does completely or not at all.
        temporary: makes a new temporary path for a name.
    """

    in_use: ClassVar[set[Path]] = set()
    """All temporary paths that this process uses now; `OutputFolder` does not remove them as stale."""

    def __init__(self, folder: Path, temporary: Callable[[str], Path]) -> None:
        self._folder = folder
        self._temporary = temporary
        self._staged: dict[str, Path] = {}
        self._removed: list[str] = []
        self._backups: dict[str, Path] = {}

    def path(self, name: str) -> Path:
        """The temporary path of the file that will be `name`; the same path at every call."""
        if name not in self._staged:
            self._staged[name] = self._fresh(name)
        return self._staged[name]

    def remove(self, name: str) -> None:
        """Remove an older file of this name at `commit`: it does not belong to the new results."""
        self._removed.append(name)

    def commit(self) -> None:
        """Give all files their final names; after an error, restore the files that were there before.

        Ctrl-C takes effect afterwards.

        Raises:
            OSError: a file was not written, or the disk refuses; the older files are as they were.
        """
        for path in self._staged.values():
            _flush(path)
        with _ctrl_c_later():
            try:
                self._rename_all()
            except BaseException:
                self._roll_back()
                raise

    def discard(self) -> None:
        """Remove all temporary files that are left. Ctrl-C takes effect afterwards."""
        with _ctrl_c_later():
            for path in (*self._staged.values(), *self._backups.values()):
                with contextlib.suppress(OSError):
                    path.unlink()
                self.in_use.discard(path)

    def _fresh(self, name: str) -> Path:
        path = self._temporary(name)
        self.in_use.add(path)
        return path

    def _rename_all(self) -> None:
        for name, path in self._staged.items():
            self._back_up(name)
            path.replace(self._folder / name)
        for name in self._removed:
            if name not in self._staged:
                self._back_up(name)
                (self._folder / name).unlink(missing_ok=True)

    def _back_up(self, name: str) -> None:
        """Give the older result a second name, without a copy. Some file systems cannot do that."""
        self._backups[name] = self._fresh(name)
        with contextlib.suppress(OSError):
            os.link(self._folder / name, self._backups[name])

    def _roll_back(self) -> None:
        for name, backup in self._backups.items():
            with contextlib.suppress(OSError):
                if backup.exists():
                    backup.replace(self._folder / name)
                elif name in self._staged and not self._staged[name].exists():
                    (self._folder / name).unlink()


def _flush(path: Path) -> None:
    """Write the bytes to the disk before the rename; a full network disk reports its error only here."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _ctrl_c_later() -> Iterator[None]:
    """Hold Ctrl-C back until the block has ended. Python interrupts only the main thread by it."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or handler is None:
        yield
        return
    held: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: held.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if held and callable(handler):
            handler(*held[0])
