"""Finds films that were joined by copying one file behind the other, where FFmpeg reads only the first."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_SIGNATURES = (
    (b"FLV\x01", (b"FLV\x01\x05\0\0\0\x09", b"FLV\x01\x01\0\0\0\x09", b"FLV\x01\x04\0\0\0\x09")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"),)),
)
"""First bytes of a format, and the headers that begin each film in it: FLV with sound, picture or both; the
header object of ASF (WMV)."""


_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"
_AT_ONCE = 4 << 20
"""Bytes that are searched at once."""
_DOC_TYPE = b"\x42\x82"
_HEADER_BYTES = 96
"""Within so many bytes of a Matroska or WebM file its document type is named (RFC 8794, 11.2.4)."""


def pieces(path: Path) -> list[tuple[int, int]]:
    """(first byte, byte after the last) of each whole film in the file; [] for an ordinary file.

    Transport and program streams, Ogg, AVI and NUT need no help: FFmpeg reads over the seam.

    Raises:
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        if head[4:8] == b"ftyp":
            starts = list(_film_boxes(file, size))
        elif head.startswith(_EBML):
            starts = _matroska_headers(file, size)
        else:
            known = (headers for first, headers in _SIGNATURES if head.startswith(first))
            starts = _found(file, next(known, ()))
    return list(zip(starts, [*starts[1:], size], strict=True)) if len(starts) > 1 else []


def _film_boxes(file: BinaryIO, size: int) -> Iterator[int]:
    """Offset of each `ftyp` box that begins a film: one after a film with its `moov` (ISO/IEC 14496-12)."""
    place, complete = 0, True
    while place + 8 <= size:
        file.seek(place)
        head = file.read(16)
        length, kind = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        if kind == b"ftyp" and complete:
            yield place
            complete = False
        complete = complete or kind == b"moov"
        if length < 8:  # 0: up to the end of the file; else damage
            return
        place += length


def _matroska_headers(file: BinaryIO, size: int) -> list[int]:
    """Offsets of all headers; a file whose segment states its size is not searched, only what follows it."""
    starts = [0]
    for place in _found(file, (_EBML,), _end_of_segment(file, size)):
        file.seek(place)
        if _DOC_TYPE in file.read(_HEADER_BYTES):
            starts.append(place)
    return starts


def _end_of_segment(file: BinaryIO, size: int) -> int:
    """Byte after the first segment; 1 where its size is not stated."""
    file.seek(0)
    head = file.read(_HEADER_BYTES * 2)
    place = head.find(_SEGMENT)
    if place < 0 or place + 12 > len(head):
        return 1
    place += len(_SEGMENT)
    first = head[place]
    length = 9 - first.bit_length()  # the leading zero bits of an EBML size tell its length in bytes
    value = int.from_bytes(head[place : place + length], "big") & ((1 << 7 * length) - 1)
    unknown = not 1 <= length <= 8 or value == (1 << 7 * length) - 1
    return 1 if unknown else min(place + length + value, size)


def _found(file: BinaryIO, headers: tuple[bytes, ...], start: int = 0) -> list[int]:
    """Offsets of all headers from `start` on, in order."""
    found: set[int] = set()
    overlap = max((len(header) for header in headers), default=1) - 1
    file.seek(start)
    place, data = start, b""
    while headers and (chunk := file.read(_AT_ONCE)):
        data = data[len(data) - overlap :] + chunk if overlap <= len(data) else data + chunk
        for header in headers:
            at = data.find(header)
            while at >= 0:
                found.add(place + len(chunk) - len(data) + at)
                at = data.find(header, at + 1)
        place += len(chunk)
    return sorted(found)
