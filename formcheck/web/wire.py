"""Frames as they come through the WebSocket: eight bytes of time, then a JPEG."""

from __future__ import annotations

import struct

import cv2
import numpy as np

from formcheck.media.frame import Frame

_TIME = struct.Struct("<d")
LARGEST_BYTES = 4_000_000
"""A JPEG of a camera picture is a tenth of this."""
LARGEST_SIDE_PX = 1920
LATEST_S = 1e9
"""A page's clock begins with the page; thirty years later something is wrong with it."""
_PNG, _PNG_SIZE = b"\x89PNG\r\n\x1a\n", struct.Struct(">16xII")
_JPEG, _JPEG_SIZE = b"\xff\xd8\xff", struct.Struct(">HH")
_SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG after which the size stands (ITU-T T.81, table B.1): frames of every coding."""


def parse_frame(message: bytes) -> Frame | None:
    """The frame in a binary message: capture time (float64, little endian, seconds), then a JPEG or PNG.

    Returns:
        The frame, or None where there is none to be had: a damaged or oversized picture, no usable time.
    """
    time_s = time_of(message)
    if time_s is None or len(message) > LARGEST_BYTES:
        return None
    size = _size(message[_TIME.size :])
    if size is None or not 0 < min(size) <= max(size) <= LARGEST_SIDE_PX:
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(message, np.uint8, offset=_TIME.size), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None
    return None if picture is None else Frame(np.ascontiguousarray(picture, np.uint8), time_s)


def time_of(message: bytes) -> float | None:
    """The capture time in a binary message; None where there is none, or one that cannot be."""
    if len(message) < _TIME.size:
        return None
    time_s = float(_TIME.unpack_from(message)[0])
    return time_s if 0 <= time_s <= LATEST_S else None


def _size(picture: bytes) -> tuple[int, int] | None:
    """Width and height as a picture's head tells them, before memory is given to its pixels.

    A few kilobytes can claim to be a picture of gigabytes.
    """
    if picture.startswith(_PNG) and len(picture) >= _PNG_SIZE.size:
        width, height = _PNG_SIZE.unpack_from(picture)
        return width, height
    at = 2 if picture.startswith(_JPEG) else len(picture)
    while at + 9 <= len(picture) and picture[at] == 0xFF:
        if picture[at + 1] in _SIZED:
            height, width = _JPEG_SIZE.unpack_from(picture, at + 5)
            return width, height
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return None


def packed(jpeg: bytes, time_s: float) -> bytes:
    """The message that `parse_frame` reads."""
    return _TIME.pack(time_s) + jpeg
