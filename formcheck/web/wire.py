"""Frames as they come through the WebSocket: eight bytes of time, then a JPEG or bare pixels.

A bare picture costs no encoding and no decoding: its bytes are those of the browser's own `VideoFrame`,
behind a head of four numbers. Little endian throughout.

| bytes | |
|---|---|
| 0-7 | capture time, float64, seconds |
| 8-9 | 0xFFD8: a JPEG begins here; else the layout's number (uint16) |
| 10-13 | width and height (uint16 each) |
| 14- | pixels, rows without padding |
"""

from __future__ import annotations

import struct
from math import isfinite
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame

_TIME, _HEAD = struct.Struct("<d"), struct.Struct("<dHHH")
LARGEST_BYTES = 4_000_000
"""A JPEG of a camera picture is a tenth of this, a bare picture of 640x480 in four bytes a pixel a third."""
LARGEST_SIDE_PX = 1920


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
"""By number, as in the page's ``capture.js``."""


def parse_frame(message: bytes) -> Frame | None:
    """The frame in a binary message.

    Returns:
        The frame, or None where there is none to be had: a damaged or oversized picture, no finite time.
    """
    if not _HEAD.size < len(message) <= LARGEST_BYTES:
        return None
    (time_s,) = _TIME.unpack_from(message)
    if not isfinite(time_s):
        return None
    jpeg = message[_TIME.size : _TIME.size + 2] == b"\xff\xd8"
    picture = _decoded(message) if jpeg else _bare(message)
    return None if picture is None else Frame(picture, time_s)


def _decoded(message: bytes) -> NDArray[np.uint8] | None:
    try:
        picture = cv2.imdecode(np.frombuffer(message, np.uint8, offset=_TIME.size), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None
    if picture is None or max(picture.shape[:2]) > LARGEST_SIDE_PX:
        return None
    return np.ascontiguousarray(picture, np.uint8)


def _bare(message: bytes) -> NDArray[np.uint8] | None:
    _, number, width, height = _HEAD.unpack_from(message)
    layout = _LAYOUTS.get(number)
    # Halved colour needs an even number of rows and columns.
    if layout is None or not width or not height or (layout.channels == 1 and (width % 2 or height % 2)):
        return None
    rows = int(height * layout.rows)
    if len(message) - _HEAD.size != rows * width * layout.channels or max(width, height) > LARGEST_SIDE_PX:
        return None
    pixels = np.frombuffer(message, np.uint8, offset=_HEAD.size).reshape(rows, width, layout.channels)
    return np.ascontiguousarray(cv2.cvtColor(pixels, layout.to_rgb), np.uint8)


def packed(jpeg: bytes, time_s: float) -> bytes:
    """The message of a JPEG."""
    return _TIME.pack(time_s) + jpeg


def packed_bare(pixels: bytes, layout: int, size: tuple[int, int], time_s: float) -> bytes:
    """The message of a bare picture."""
    return _HEAD.pack(time_s, layout, *size) + pixels
