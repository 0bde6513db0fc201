"""Frames as they come through the WebSocket: eight bytes of time, then a JPEG or bare pixels.

A bare picture costs no encoding and no decoding: its bytes are those of the browser's own `VideoFrame`,
behind a head of four numbers. Little endian throughout.

| bytes | |
|---|---|
| 0-7 | capture time, float64, seconds |
| 8-9 | 0xFF 0xD8: a JPEG begins here; else the layout's number (uint16) |
| 10-13 | width and height (uint16 each) |
| 14- | pixels, rows without padding |
"""

from __future__ import annotations

import struct
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame

_TIME, _HEAD = struct.Struct("<d"), struct.Struct("<8xHHH")
LARGEST_BYTES = 4_000_000
"""A JPEG of a camera picture is a tenth of this, a bare picture of 640x480 in four bytes a pixel a third."""
LARGEST_SIDE_PX = 1920
LATEST_S = 1e9
"""A page's clock begins with the page; thirty years later something is wrong with it."""
_JPEG, _JPEG_SIZE = b"\xff\xd8\xff", struct.Struct(">HH")
_SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG after which the size stands (ITU-T T.81, table B.1): frames of every coding."""


class _Layout(NamedTuple):
    """Rows and bytes a pixel of the array that the pixels fill, and OpenCV's way from there to RGB."""

    rows: float
    channels: int
    to_rgb: int


_LAYOUTS = {
    1: _Layout(1.5, 1, cv2.COLOR_YUV2RGB_I420),
    2: _Layout(1.5, 1, cv2.COLOR_YUV2RGB_NV12),
    3: _Layout(1, 4, cv2.COLOR_RGBA2RGB),
    4: _Layout(1, 4, cv2.COLOR_BGRA2RGB),
}
"""By number, as in the page's ``bare.js``."""


def parse_frame(message: bytes) -> Frame | None:
    """The frame in a binary message.

    Returns:
        The frame, or None where there is none to be had: a damaged or oversized picture, no usable time.
    """
    time_s = time_of(message)
    if time_s is None or not _HEAD.size < len(message) <= LARGEST_BYTES:
        return None
    jpeg = message.startswith(_JPEG, _TIME.size)
    picture = _decoded(message) if jpeg else _bare(message)
    return None if picture is None else Frame(picture, time_s)


def time_of(message: bytes) -> float | None:
    """The capture time in a binary message; None where there is none, or one that cannot be."""
    if len(message) < _TIME.size:
        return None
    time_s = float(_TIME.unpack_from(message)[0])
    return time_s if 0 <= time_s <= LATEST_S else None


def _decoded(message: bytes) -> NDArray[np.uint8] | None:
    size = _jpeg_size(message, _TIME.size)
    if size is None or not _fits(*size):
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(message, np.uint8, offset=_TIME.size), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None
    return None if picture is None else np.ascontiguousarray(picture, np.uint8)


def _jpeg_size(message: bytes, begin: int) -> tuple[int, int] | None:
    """Width and height as a JPEG's head tells them, before memory is given to its pixels.

    A few kilobytes can claim to be a picture of gigabytes.
    """
    at = begin + 2
    while at + 9 <= len(message) and message[at] == 0xFF:
        if message[at + 1] in _SIZED:
            height, width = _JPEG_SIZE.unpack_from(message, at + 5)
            return width, height
        at += 2 + int.from_bytes(message[at + 2 : at + 4], "big")
    return None


def _bare(message: bytes) -> NDArray[np.uint8] | None:
    number, width, height = _HEAD.unpack_from(message)
    layout = _LAYOUTS.get(number)
    if layout is None or not _fits(width, height):
        return None
    if layout.channels == 1 and (width % 2 or height % 2):  # halved colour has whole rows and columns
        return None
    rows = int(height * layout.rows)
    if len(message) - _HEAD.size != rows * width * layout.channels:
        return None
    pixels = np.frombuffer(message, np.uint8, offset=_HEAD.size).reshape(rows, width, layout.channels)
    return np.ascontiguousarray(cv2.cvtColor(pixels, layout.to_rgb), np.uint8)


def _fits(width: int, height: int) -> bool:
    return 0 < min(width, height) <= max(width, height) <= LARGEST_SIDE_PX


def packed(jpeg: bytes, time_s: float) -> bytes:
    """The message of a JPEG."""
    return _TIME.pack(time_s) + jpeg


def packed_bare(pixels: bytes, layout: int, size: tuple[int, int], time_s: float) -> bytes:
    """The message of a bare picture."""
    return _TIME.pack(time_s) + struct.pack("<HHH", layout, *size) + pixels
