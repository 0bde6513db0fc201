"""The output folder: no file in it is half-written under its final name."""

from __future__ import annotations

import contextlib
import itertools
import os
import platform
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from formcheck.runtime.disk_errors import as_output_error, is_disk_error
from formcheck.runtime.processes import has_ended
from formcheck.store.staging import StagedFiles

_PREFIX = ".formcheck-"
_BELOW = ("", "*/", "*/*/")
"""Where results lie below a folder of visits: in the folder of a visit, and in those of its exercises."""
_STALE_S = 24 * 3600
"""Seconds until a temporary file of another machine counts as abandoned: its process cannot be asked."""

_numbers = itertools.count()


class OutputFolder:
    """The folder for the results of one scoring.

    It is created with its parents. A file is written for a trial at once, so that a long scoring does not end
    in "cannot write". Temporary files that a killed process left behind are removed.

    Args:
        path: the folder; it need not exist.
        chosen: how the user chooses another folder, as the end of a sentence; errors say it.

    Raises:
        OutputError: it cannot be made or written to.
    """

    def __init__(self, path: str | os.PathLike[str], chosen: str = "with --out") -> None:
        self.path = Path(path)
        self._chosen = chosen
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._remove_stale()
            self._write_trial()
        except OSError as error:
            raise as_output_error(error, self.path, self._chosen) from error

    def __truediv__(self, name: str) -> Path:
        """The final path of a result."""
        return self.path / name

    @contextlib.contextmanager
    def staged(self, name: str) -> Iterator[Path]:
        """A temporary path for one file, which is renamed to `name` when the block ends without an error.

        When the block raises (also KeyboardInterrupt), the temporary file is removed; an older `name` stays.

        Raises:
            OutputError: the disk is full, or the place cannot be written to.
        """
        with self.staging() as files:
            yield files.path(name)

    @contextlib.contextmanager
    def staging(self) -> Iterator[StagedFiles]:
        """Several files that get their final names together when the block ends without an error.

        ``files.path("result.json")`` gives a temporary path to write to. When the block raises (also
        KeyboardInterrupt), all temporary files are removed and older results stay. To keep a partial result,
        catch KeyboardInterrupt inside the block.

        Raises:
            OutputError: the disk is full, or the place cannot be written to; in the block or at its end.
        """
        files = StagedFiles(self.path, self._temporary)
        try:
            yield files
            files.commit()
        except OSError as error:
            if is_disk_error(error, self.path):
                raise as_output_error(error, self.path, self._chosen) from error
            raise
        finally:
            files.discard()

    @contextlib.contextmanager
    def scratch(self, name: str) -> Iterator[Path]:
        """A temporary path that is needed in the block only: what lies there at its end is removed."""
        files = StagedFiles(self.path, self._temporary)
        try:
            yield files.path(name)
        finally:
            files.discard()

    def _temporary(self, name: str) -> Path:
        # The final name comes last: some libraries choose the format by the extension.
        return self.path / f"{_PREFIX}{_host()}-{os.getpid()}-{next(_numbers)}-{name}"

    def _write_trial(self) -> None:
        probe = self._temporary("probe")
        try:
            with probe.open("wb") as file:
                file.write(bytes(4096))
                file.flush()
                os.fsync(file.fileno())
        finally:
            with contextlib.suppress(OSError):
                probe.unlink()

    def _remove_stale(self) -> None:
        _remove_stale(self.path.glob(f"{_PREFIX}*"))


def remove_stale(folder: Path) -> None:
    """Remove the temporary files that killed processes left in a folder, which need not exist, and below it.

    It looks as deep as results lie. Folders below it that held nothing else go with them.
    """
    stale = _remove_stale([path for below in _BELOW for path in folder.glob(f"{below}{_PREFIX}*")])
    for parent in {path.parent for path in stale} - {folder}:
        for emptied in (parent, *parent.parents):
            if emptied == folder:
                break
            with contextlib.suppress(OSError):  # something else is in it
                emptied.rmdir()


def _remove_stale(paths: Iterable[Path]) -> list[Path]:
    """Remove those whose process is gone; gives them."""
    removed = []
    for path in paths:
        with contextlib.suppress(OSError):
            if _is_stale(path):
                path.unlink()
                removed.append(path)
    return removed


def _host() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _is_stale(path: Path) -> bool:
    """Whether the process that made this temporary file is gone."""
    host, pid, number, *_ = (*path.name.removeprefix(_PREFIX).split("-", 3), "", "", "")
    if not (pid.isdigit() and number.isdigit()):
        return False
    if host != _host() or sys.platform == "win32":  # no way to ask whether the owner is alive
        return time.time() - path.stat().st_mtime > _STALE_S
    if int(pid) == os.getpid():  # of this process, or of an earlier one with the same number
        return path not in StagedFiles.in_use
    return has_ended(int(pid))


def is_in_use(path: Path) -> bool:
    """Whether a temporary file of an `OutputFolder` may still be written to: its process is there."""
    return not _is_stale(path)


def is_temporary(path: Path) -> bool:
    """Whether a file has the name of a temporary one."""
    return path.name.startswith(_PREFIX)
