"""What the operating system says about a full or forbidden place, in plain words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from formcheck.errors import FullDiskError, OutputError
from formcheck.runtime.printable import printable

_ELSEWHERE = "Choose another folder with --out"
_FULL = ("There is no space left in {}", "Free some space, or choose another folder with --out")
_FORBIDDEN = ("{} may not be written to", _ELSEWHERE)
_IN_THE_WAY = ("{} cannot be a folder: a file is in the way", _ELSEWHERE)

_WORDS: dict[int | None, tuple[str, str]] = {
    errno.ENOSPC: _FULL,
    errno.EFBIG: _FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: ("{} is on a read-only disk", _ELSEWHERE),
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: ("A folder in {} bears the name of a result file", _ELSEWHERE),
    errno.ENOENT: ("There is no folder {}", "Make it first, or choose another with --out"),
    errno.ENAMETOOLONG: ("The name {} is too long", _ELSEWHERE),
}


def is_disk_error(error: OSError, folder: Path) -> bool:
    """Whether `error` is about writing to `folder` rather than about something else that was opened.

    Libraries that write on our behalf (Arrow, FFmpeg) leave the file name out; those count as ours.
    """
    if error.errno is None:
        return False
    name = error.filename
    named = isinstance(name, str | bytes) and bool(name)
    return _WORDS.get(error.errno) is _FULL or not named or Path(os.fsdecode(name)).is_relative_to(folder)


def as_output_error(error: Exception, place: Path) -> OutputError:
    """The error of a system call or of a library, in words a user can act on.

    Args:
        error: an OSError, or anything with `errno` and `strerror` like one.
        place: the folder that was written to.
    """
    reason = getattr(error, "strerror", None) or error
    unknown = (f"{{}} cannot be written to ({reason})", _ELSEWHERE)
    message, remedy = _WORDS.get(getattr(error, "errno", None), unknown)
    kind = FullDiskError if message is _FULL[0] else OutputError
    return kind(message.format(printable(place)), remedy)
