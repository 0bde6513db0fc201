"""Errors of the operating system while writing, as an `OutputError` with a remedy."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from formcheck.errors import FullDiskError, OutputError
from formcheck.runtime.printable import printable

_CHOOSE_ANOTHER = "Choose another folder with {option}"
_FULL = ("There is no space left in {}", "Free some space, or choose another folder with {option}")
_FORBIDDEN = ("{} may not be written to", _CHOOSE_ANOTHER)
_FILE_IN_THE_WAY = ("{} cannot be a folder: a file is in the way", _CHOOSE_ANOTHER)

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
    errno.ENOENT: ("There is no folder {}", "Make it first, or choose another with {option}"),
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


def full_disk_error(place: Path, option: str = "--out") -> FullDiskError:
    """The error of a place without free space, for libraries that tell it in a way of their own."""
    message, remedy = _FULL
    return FullDiskError(message.format(printable(place)), remedy.format(option=option))


def as_output_error(error: Exception, place: Path, option: str = "--out") -> OutputError:
    """The error of a system call or of a library as an error that says what the user can do.

    Args:
        error: an OSError, or another exception with `errno` and `strerror`, as PyAV raises.
        place: the folder that was written to.
        option: of the command, by which another folder is chosen.

    Returns:
        `FullDiskError` when there is no space left, else `OutputError`.
    """
    reason = getattr(error, "strerror", None) or error
    unknown = (f"{{}} cannot be written to ({reason})", _CHOOSE_ANOTHER)
    message, remedy = _MESSAGES.get(getattr(error, "errno", None), unknown)
    kind = FullDiskError if message is _FULL[0] else OutputError
    return kind(message.format(printable(place)), remedy.format(option=option))
