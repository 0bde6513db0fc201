"""Opens a video file, or says why a file is not a video."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

import av

from formcheck.errors import InputError
from formcheck.media.formats import RECORD_AGAIN, not_moving, open_plain, picture_kind
from formcheck.media.picture_folder import PictureFolder, numbered_pictures
from formcheck.media.picture_reader import PictureReader
from formcheck.media.picture_stream import picture_stream
from formcheck.media.pieces import pieces
from formcheck.media.stream_reader import StreamReader
from formcheck.media.tally import Tally
from formcheck.runtime.printable import printable

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):[/\\\\]")
"""Begins an address; a single letter before the colon is a Windows drive."""


def open_film(path: Path, tally: Tally) -> Iterator[PictureReader]:
    """Open `path` for reading: one after the other the films in it, usually one. The caller closes each.

    Args:
        path: a video, or a folder or pattern of numbered pictures.
        tally: where the readers count what goes wrong.

    Raises:
        InputError: it is not a readable video; the message says why.
    """
    shown = printable(path)
    try:
        if len(pictures := numbered_pictures(path)) > 1:
            yield PictureFolder(pictures, tally)
            return
        _refuse_by_look(path, shown)
        found: Sequence[tuple[int, int] | None] = pieces(path) or [None]
    except (OSError, ValueError) as error:
        raise _open_error(error, path, shown) from error
    for piece in found:
        yield _open(path, shown, piece, tally)


def _open(path: Path, shown: str, piece: tuple[int, int] | None, tally: Tally) -> StreamReader:
    again = partial(open_plain, os.fspath(path), piece)
    try:
        container = again()
    except (av.FFmpegError, OSError, UnicodeError) as error:
        raise _open_error(error, path, shown) from error
    try:
        return StreamReader(container, picture_stream(container, again, shown), tally)
    except BaseException:
        container.close()
        raise


def _refuse_by_look(path: Path, shown: str) -> None:
    """Refuse what can be recognised without a demuxer: a missing file, a folder, an empty file, a picture."""
    if (address := _ADDRESS.match(os.fspath(path))) and not os.path.lexists(path):
        raise _not_followed(os.fspath(path), address[1])
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(
                f"{shown} is a folder, not a video", "Name a video file, or a folder of numbered pictures"
            )
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{shown} is not an ordinary file", "Save the video to a file first")
        with path.open("rb") as file:
            head = file.read(64)
    except (OSError, ValueError) as error:
        raise _open_error(error, path, shown) from error
    if not head:
        raise InputError(f"{shown} is empty", "Copy or record the video again")
    kind = picture_kind(head)
    if kind:
        raise not_moving(shown, kind)


def _not_followed(path: str, scheme: str) -> InputError:
    """The answer to an address; `Path` has made one slash of its two."""
    shown = printable(PurePosixPath(path)).replace(":/", "://", 1)
    remedy = "Save the video on this computer first, and give the name of that file"
    if scheme.lower() == "file":
        remedy = "Give the name of the file alone, without file://"
    return InputError(f"{shown} is an address, not a file; nothing is fetched from the network", remedy)


def _open_error(error: Exception, path: Path, shown: str) -> InputError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputError(f"There is no file {shown}", "Check the name and the folder")
    if isinstance(error, PermissionError):
        return InputError(f"{shown} may not be read", "Ask for permission to read it, or copy it")
    if isinstance(error, OSError) and not isinstance(error, av.FFmpegError):
        return InputError(f"{shown} cannot be read ({error.strerror or error})", "Copy it to this computer")
    if isinstance(error, av.error.EOFError):
        return InputError(f"{shown} is cut off before its first picture", "Copy or export it again")
    if isinstance(error, av.InvalidDataError) and _looks_cut_off(path):
        return InputError(
            f"{shown} is cut off: the index at its end is missing", "Copy or export the whole recording again"
        )
    return InputError(f"{shown} is not a video that can be read", RECORD_AGAIN)


def _looks_cut_off(path: Path) -> bool:
    """Whether the first box is one of MP4 or MOV: such a file cannot be opened without its `moov` box."""
    try:
        with path.open("rb") as file:
            return file.read(8)[4:8] in (b"ftyp", b"mdat", b"wide", b"moov")
    except OSError:
        return False
