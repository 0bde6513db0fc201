"""Frames as the page sends them: eight bytes of time, then a JPEG or bare pixels.

A bare picture costs no encoding and no decoding: its bytes are those of the browser's own `VideoFrame`,
after a head of four numbers. All numbers are little endian.

| bytes | |
|---|---|
| 0-7 | capture time, float64, seconds |
| 8-9 | 0xFF 0xD8: a JPEG begins here; else the layout's number (uint16) |
| 10-13 | width and height (uint16 each) |
| 14- | pixels, rows without padding |
"""

from __future__ import annotations

import struct
from typing import Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame

PixelFormat = Literal["I420", "NV12", "RGBA", "RGBX", "BGRA", "BGRX"]
LAYOUTS: dict[PixelFormat, int] = {"I420": 1, "NV12": 2, "RGBA": 3, "RGBX": 3, "BGRA": 4, "BGRX": 4}
"""Layout number of each `VideoFrame.format` (WebCodecs) that can be sent bare; the byte X has no meaning."""
_TIME, _HEAD = struct.Struct("<d"), struct.Struct("<8xHHH")
TIME_BYTES = _TIME.size
"""Before a JPEG: its capture time."""
HEAD_BYTES = _HEAD.size
"""Before bare pixels: capture time, layout number, width, height."""
LARGEST_BYTES = 4_000_000
"""A JPEG of a camera picture is a tenth of this, a bare picture of 640x480 in four bytes a pixel a third."""
LARGEST_SIDE_PX = 1920
LATEST_S = 1e9
"""A page's clock starts with the page, so that a time of thirty years is an error."""
_JPEG, _JPEG_SIZE = b"\xff\xd8\xff", struct.Struct(">HH")
_SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG (ITU-T T.81, table B.1) that the picture's size follows: start of frame, all codings."""


class _Layout(NamedTuple):
    """Rows of the pixel array per row of the picture, bytes per pixel, and OpenCV's conversion to RGB."""

    rows: float
    channels: int
    to_rgb: int


_ARRAYS = {
    1: _Layout(1.5, 1, cv2.COLOR_YUV2RGB_I420),
    2: _Layout(1.5, 1, cv2.COLOR_YUV2RGB_NV12),
    3: _Layout(1, 4, cv2.COLOR_RGBA2RGB),
    4: _Layout(1, 4, cv2.COLOR_BGRA2RGB),
}
"""By layout number."""


def parse_frame(message: bytes) -> Frame | None:
    """The frame in a binary message.

    Returns:
        The frame, or None for a damaged or oversized picture or an impossible time.
    """
    time_s = time_of(message)
    if time_s is None or not HEAD_BYTES < len(message) <= LARGEST_BYTES:
        return None
    jpeg = message.startswith(_JPEG, TIME_BYTES)
    picture = _decoded(message) if jpeg else _bare(message)
    return None if picture is None else Frame(picture, time_s)


def time_of(message: bytes) -> float | None:
    """The capture time in a binary message, seconds; None where it is missing or impossible."""
    if len(message) < TIME_BYTES:
        return None
    time_s = float(_TIME.unpack_from(message)[0])
    return time_s if 0 <= time_s <= LATEST_S else None


def _decoded(message: bytes) -> NDArray[np.uint8] | None:
    size = _jpeg_size(message, TIME_BYTES)
    if size is None or not _fits(*size):
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(message, np.uint8, offset=TIME_BYTES), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None
    return None if picture is None else np.ascontiguousarray(picture, np.uint8)


def _jpeg_size(message: bytes, begin: int) -> tuple[int, int] | None:
    """Width and height in a JPEG's head, read before any memory is allocated for its pixels.

    A file of a few kilobytes can claim to be a picture of gigabytes.
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
    layout = _ARRAYS.get(number)
    if layout is None or not _fits(width, height):
        return None
    if layout.channels == 1 and (width % 2 or height % 2):  # halved colour has whole rows and columns
        return None
    rows = int(height * layout.rows)
    if len(message) - HEAD_BYTES != rows * width * layout.channels:
        return None
    pixels = np.frombuffer(message, np.uint8, offset=HEAD_BYTES).reshape(rows, width, layout.channels)
    return np.ascontiguousarray(cv2.cvtColor(pixels, layout.to_rgb), np.uint8)


def _fits(width: int, height: int) -> bool:
    return 0 < min(width, height) <= max(width, height) <= LARGEST_SIDE_PX
