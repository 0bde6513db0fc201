"""Binary messages as the page makes them."""

from __future__ import annotations

import struct


def packed(jpeg: bytes, time_s: float) -> bytes:
    """The message of a JPEG."""
    return struct.pack("<d", time_s) + jpeg


def packed_bare(pixels: bytes, layout: int, size: tuple[int, int], time_s: float) -> bytes:
    """The message of a bare picture."""
    return struct.pack("<dHHH", time_s, layout, *size) + pixels
