"""Frames as they come through the WebSocket: eight bytes of time, then a JPEG."""

from __future__ import annotations

import struct
from math import isfinite

import cv2
import numpy as np

from formcheck.media.frame import Frame

_TIME = struct.Struct("<d")
LARGEST_BYTES = 4_000_000
"""A JPEG of a camera picture is a tenth of this."""
LARGEST_SIDE_PX = 1920


def parse_frame(message: bytes) -> Frame | None:
    """The frame in a binary message: capture time (float64, little endian, seconds), then a JPEG.

    Returns:
        The frame, or None where there is none to be had: a damaged or oversized picture, no finite time.
    """
    if not _TIME.size < len(message) <= LARGEST_BYTES:
        return None
    (time_s,) = _TIME.unpack_from(message)
    if not isfinite(time_s):
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(message, np.uint8, offset=_TIME.size), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None
    if picture is None or max(picture.shape[:2]) > LARGEST_SIDE_PX:
        return None
    return Frame(np.ascontiguousarray(picture, np.uint8), time_s)


def packed(jpeg: bytes, time_s: float) -> bytes:
    """The message that `parse_frame` reads."""
    return _TIME.pack(time_s) + jpeg
