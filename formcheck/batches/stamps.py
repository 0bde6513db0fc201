"""Whether an input is what it was: stamps, which are quickly read, and SHA-256 of the content.

An input is a file, or a folder of OpenPose, of which the files of its frames count and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from formcheck.batches.teller import TELLER
from formcheck.errors import InputError
from formcheck.mocap.formats import pose_json
from formcheck.runtime.printable import printable

_BLOCK = 1 << 20


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size in bytes and time of change in nanoseconds: an input with both the same is taken for unchanged.

    Those of a folder are sums: the times of all frames and of the folder itself, so that none can change
    without them.
    """

    size: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """The stamp of a file, or of a folder of OpenPose.

        Raises:
            OSError: there is none.
        """
        return cls._read(path, path.stat())

    @classmethod
    def _read(cls, path: Path, status: os.stat_result) -> Self:
        if not stat.S_ISDIR(status.st_mode):
            return cls(status.st_size, status.st_mtime_ns)
        frames = [frame.stat() for _, frame in pose_json(path)]
        return cls(
            sum(one.st_size for one in frames), sum(one.st_mtime_ns for one in frames) + status.st_mtime_ns
        )


def stamp_of(path: Path) -> Stamp:
    """The stamp of an input.

    Raises:
        InputError: it cannot be read, or is no ordinary file and no folder of OpenPose.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode) and not pose_json(path):
            raise InputError(
                f"{printable(path)} is a folder without files of OpenPose", "Name a file, or such a folder"
            )
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise InputError(f"{printable(path)} is not an ordinary file", "Save the video to a file first")
        return Stamp._read(path, status)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {printable(path)}", "Check the name and the folder") from error
    except OSError as error:
        raise _unread(path, error) from error


def content_digest(path: Path) -> str:
    """SHA-256 of a file's bytes; of a folder of OpenPose, of each frame's name, size and bytes.

    Raises:
        InputError: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for name, file in _files(path):
            if name is not None:
                digest.update(os.fsencode(name) + b"\0" + str(file.stat().st_size).encode() + b"\0")
            _add(digest, file)
    except OSError as error:
        raise _unread(path, error) from error
    return digest.hexdigest()


def content_of(path: Path) -> bytes | dict[str, bytes]:
    """What a file holds; the files of a folder of OpenPose by their names.

    Raises:
        InputError: it cannot be read.
    """
    try:
        if not path.is_dir():
            return path.read_bytes()
        return {frame.name: frame.read_bytes() for _, frame in pose_json(path)}
    except OSError as error:
        raise _unread(path, error) from error


def _files(path: Path) -> Iterator[tuple[str | None, Path]]:
    if not path.is_dir():
        yield None, path
        return
    for _, frame in sorted(pose_json(path), key=lambda one: one[1].name):
        yield frame.name, frame


def _add(digest: _Digest, path: Path) -> None:
    """The bytes of a file; one without end ends with what its size was at the beginning."""
    teller = TELLER.get()
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            digest.update(block)
            left -= len(block)
            if teller is not None:
                teller.alive()


def _unread(path: Path, error: OSError) -> InputError:
    if isinstance(error, PermissionError):
        return InputError(f"{printable(path)} may not be read", "Ask for permission to read it, or copy it")
    return InputError(
        f"{printable(path)} cannot be read ({error.strerror or error})", "Copy it to this computer"
    )
