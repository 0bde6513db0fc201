"""Errors of the operating system while writing, as an `OutputError` with a remedy."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from formcheck.errors import FullDiskError, OutputError
from formcheck.runtime.printable import printable

_CHOOSE_ANOTHER = "Choose another folder {chosen}"
_FULL = ("There is no space left in {}", "Free some space, or choose another folder {chosen}")
_FORBIDDEN = ("{} may not be written to", _CHOOSE_ANOTHER)
_FILE_IN_THE_WAY = ("{} cannot be a folder: a file is in the way", _CHOOSE_ANOTHER)

_ROOM_BYTES = 1 << 20
"""Less free space than this counts as none."""

_MESSAGES: dict[int | None, tuple[str, str]] = {
    errno.ENOSPC: _FULL,
    errno.EFBIG: _FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: ("{} is on a read-only disk", _CHOOSE_ANOTHER),
    errno.EEXIST: _FILE_IN_THE_WAY,
    errno.ENOTDIR: _FILE_IN_THE_WAY,
    errno.EISDIR: ("A folder in {} bears the name of a result file", _CHOOSE_ANOTHER),
    errno.ENOENT: ("There is no folder {}", "Make it first, or choose another {chosen}"),
    errno.ENAMETOOLONG: ("The name {} is too long", _CHOOSE_ANOTHER),
}


def is_disk_error(error: OSError, folder: Path) -> bool:
    """Whether `error` is about writing to `folder`, and not about another file.

    Libraries that write for formcheck (Arrow, FFmpeg) give no file name: their errors count as `folder`'s.
    """
    if error.errno is None:
        return False
    name = error.filename
    named = isinstance(name, str | bytes) and bool(name)
    return _MESSAGES.get(error.errno) is _FULL or not named or Path(os.fsdecode(name)).is_relative_to(folder)


def is_full(place: Path) -> bool:
    """Whether there is hardly any free space: not every library says that this is why it failed."""
    try:
        return shutil.disk_usage(place).free < _ROOM_BYTES
    except OSError:
        return False


def full_disk_error(place: Path, chosen: str = "with --out") -> FullDiskError:
    """The error of a place without free space, for libraries that tell it in a way of their own."""
    message, remedy = _FULL
    return FullDiskError(message.format(printable(place)), remedy.format(chosen=chosen))


def as_output_error(error: Exception, place: Path, chosen: str = "with --out") -> OutputError:
    """The error of a system call or of a library as an error that says what the user can do.

    Args:
        error: an OSError, or another exception with `errno` and `strerror`, as PyAV raises.
        place: the folder that was written to.
        chosen: how the user chooses another folder, as the end of a sentence.

    Returns:
        `FullDiskError` when there is no space left, else `OutputError`.
    """
    reason = getattr(error, "strerror", None) or error
    unknown = (f"{{}} cannot be written to ({reason})", _CHOOSE_ANOTHER)
    message, remedy = _MESSAGES.get(getattr(error, "errno", None), unknown)
    kind = FullDiskError if message is _FULL[0] else OutputError
    return kind(message.format(printable(place)), remedy.format(chosen=chosen))
