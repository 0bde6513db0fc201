"""A group of files that appear together or not at all."""

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
        folder: where the final names live; the temporaries are in the same folder, so that giving them
            their final names is a rename, which the file system does whole or not at all.
        temporary: makes a fresh temporary path for a name.
    """

    in_use: ClassVar[set[Path]] = set()
    """Every temporary path this process is using now; a sweep leaves them alone."""

    def __init__(self, folder: Path, temporary: Callable[[str], Path]) -> None:
        self._folder = folder
        self._temporary = temporary
        self._staged: dict[str, Path] = {}
        self._removed: list[str] = []
        self._backups: dict[str, Path] = {}

    def path(self, name: str) -> Path:
        """The temporary path that will become `name`; the same one every time it is asked for."""
        if name not in self._staged:
            self._staged[name] = self._fresh(name)
        return self._staged[name]

    def remove(self, name: str) -> None:
        """Let no file of this name be there afterwards: an older result that no longer belongs."""
        self._removed.append(name)

    def commit(self) -> None:
        """Give every file its final name; on an error put back what was there before.

        Ctrl-C waits until all is done.

        Raises:
            OSError: a path was never written, or the disk refuses; the final names are as they were.
        """
        for path in self._staged.values():
            _flush(path)
        with _uninterrupted():
            try:
                self._rename_all()
            except BaseException:
                self._roll_back()
                raise

    def discard(self) -> None:
        """Remove every temporary file that is left; Ctrl-C waits until all is done."""
        with _uninterrupted():
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
        """A second name for the older result, which costs no copy; some file systems cannot do it."""
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
    """Have the bytes on the disk before the name points to them; a full network disk says so only here."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back until the block has ended. Only the main thread is ever interrupted by it."""
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
