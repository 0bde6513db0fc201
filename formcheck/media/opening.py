"""Opens a video file, or says why a file is not a video."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from formcheck.errors import InputError
from formcheck.media.formats import RECORD_AGAIN, open_plain, picture_kind
from formcheck.media.picture_stream import picture_stream
from formcheck.media.pieces import pieces
from formcheck.runtime.printable import printable

Opened = tuple[InputContainer, VideoStream]
"""An open file, and the stream with the moving picture."""


def open_container(path: Path) -> Iterator[Opened]:
    """Open `path` for reading: one after the other the films in it, usually one. The caller closes each.

    Raises:
        InputError: it is not a readable video; the message says why.
    """
    shown = printable(path)
    _refuse_by_look(path, shown)
    try:
        found: Sequence[tuple[int, int] | None] = pieces(path) or [None]
    except (OSError, ValueError) as error:
        raise _open_error(error, path, shown) from error
    for piece in found:
        yield _open(path, shown, piece)


def _open(path: Path, shown: str, piece: tuple[int, int] | None) -> Opened:
    again = partial(open_plain, os.fspath(path), piece)
    try:
        container = again()
    except (av.FFmpegError, OSError, UnicodeError) as error:
        raise _open_error(error, path, shown) from error
    try:
        return container, picture_stream(container, again, shown)
    except BaseException:
        container.close()
        raise


def _refuse_by_look(path: Path, shown: str) -> None:
    """Refuse what can be recognised without a demuxer: a missing file, a folder, an empty file, a picture."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{shown} is a folder, not a video", "Name a video file instead")
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
        raise InputError(f"{shown} is {kind}, not a video", "Give a recorded video such as MP4, MOV or WebM")


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
