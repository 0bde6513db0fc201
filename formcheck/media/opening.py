"""Opens a video file, or says why a file is not a video."""

from __future__ import annotations

import stat
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from formcheck.errors import InputError
from formcheck.runtime.printable import printable

_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mxf,dv,nut,rm,wtv,vob,"
    "h264,hevc,m4v,ivf,obu,mjpeg,amr,aac,ac3,aiff,au,caf,flac,mp3,wav,w64"
)
"""Formats that may be opened. Play lists and session descriptions (hls, dash, concat, sdp, ...) are left out,
because they can name other files and hosts. Sound formats are here so that the error can say "only sound"."""

_PICTURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF animation"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
)
_PICTURE_BRANDS = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif", b"avis")

RECORD_AGAIN = "Record or export it again as MP4 (H.264)"


def open_container(path: Path) -> tuple[InputContainer, VideoStream]:
    """Open `path` for reading and find the stream with the moving picture.

    Raises:
        InputError: it is not a readable video; the message says why.
    """
    shown = printable(path)
    _refuse_by_look(path, shown)
    try:
        # "file:" keeps a name such as "concat:x" from being taken for an address.
        container = av.open(
            f"file:{path}",
            mode="r",
            metadata_errors="replace",
            options={"protocol_whitelist": "file", "format_whitelist": _CONTAINERS},
        )
    except (av.FFmpegError, OSError, UnicodeError) as error:
        raise _open_error(error, path, shown) from error
    try:
        return container, _moving_picture(container, shown)
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
    kind = _picture_kind(head)
    if kind:
        raise InputError(f"{shown} is {kind}, not a video", "Give a recorded video such as MP4, MOV or WebM")


def _picture_kind(head: bytes) -> str:
    for magic, kind in _PICTURES:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a WebP picture"
    if head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS:
        return "a HEIC or AVIF picture"
    return ""


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


def _moving_picture(container: InputContainer, shown: str) -> VideoStream:
    """The first video stream that can be decoded and is not cover art."""
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        what = "only sound" if container.streams.audio else "no moving picture"
        raise InputError(f"{shown} holds {what}, no video", "Give a recorded video such as MP4, MOV or WebM")
    for stream in streams:
        if stream.codec_context is not None:
            return stream
    raise InputError(f"{shown} is packed with a video codec that is not known here", RECORD_AGAIN)
