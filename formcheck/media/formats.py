"""Which file formats are opened, and how FFmpeg is asked to."""

from __future__ import annotations

import av
from av.container import InputContainer

from formcheck.errors import InputError

_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mxf,dv,nut,rm,wtv,vob,"
    "gif,apng,h264,hevc,m4v,ivf,obu,mjpeg,amr,aac,ac3,aiff,au,caf,flac,mp3,wav,w64"
)
"""Formats that may be opened. Play lists and session descriptions (hls, dash, concat, sdp, ...) are left out,
because they can name other files and hosts. Sound formats are here so that the error can say "only sound"."""

_PICTURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
)
_PICTURE_BRANDS = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif", b"avis")

RECORD_AGAIN = "Record or export it again as MP4 (H.264)"
"""Remedy for a file that cannot be read."""


def open_plain(path: str, piece: tuple[int, int] | None = None) -> InputContainer:
    """Open a file of this machine and nothing else: no address, no play list, no other file that it names.

    Args:
        path: the file.
        piece: first byte and byte after the last of the film in it; None for the whole file.

    Raises:
        av.FFmpegError, OSError, UnicodeError: it cannot be opened.
    """
    # "file:" keeps a name such as "concat:x" from being taken for an address.
    within = f"subfile,,start,{piece[0]},end,{piece[1]},,:" if piece else ""
    return av.open(
        f"{within}file:{path}",
        mode="r",
        metadata_errors="replace",
        options={"protocol_whitelist": "file,subfile", "format_whitelist": _CONTAINERS},
    )


def picture_kind(head: bytes) -> str:
    """What kind of picture a file is, by its first 64 bytes; "" for none."""
    if b"acTL" in head:  # an animated PNG
        return ""
    for magic, kind in _PICTURES:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a WebP picture"
    if head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS:
        return "a HEIC or AVIF picture"
    return ""


def not_moving(shown: str, kind: str) -> InputError:
    """The error for a single picture: `shown` is the file's name, `kind` what it is."""
    return InputError(
        f"{shown} is {kind}, not a video",
        "Give a recorded video such as MP4, MOV or WebM; of a film in pictures, its folder",
    )
