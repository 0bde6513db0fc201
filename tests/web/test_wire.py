"""Frames through the WebSocket: JPEG and bare pixels, and what is none."""

from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest

from formcheck.web.wire import LARGEST_BYTES, parse_frame
from tests.support.packing import packed, packed_bare

RED_BLUE = np.zeros((64, 96, 3), np.uint8)
RED_BLUE[:, :48] = (200, 30, 40)
RED_BLUE[:, 48:] = (20, 60, 180)


def bare(layout: int) -> bytes:
    height, width = RED_BLUE.shape[:2]
    i420 = cv2.cvtColor(RED_BLUE, cv2.COLOR_RGB2YUV_I420)
    if layout == 1:
        pixels = i420
    elif layout == 2:
        chroma = i420[height:].reshape(2, -1)
        pixels = np.concatenate([i420[:height].ravel(), chroma.T.ravel()])
    else:
        pixels = cv2.cvtColor(RED_BLUE, cv2.COLOR_RGB2RGBA if layout == 3 else cv2.COLOR_RGB2BGRA)
    return packed_bare(pixels.tobytes(), layout, (width, height), 1.5)


@pytest.mark.parametrize("layout", [1, 2, 3, 4])
def test_bare_pixels_are_the_picture(layout: int) -> None:
    frame = parse_frame(bare(layout))
    assert frame is not None
    assert frame.time_s == 1.5
    assert frame.image.flags["C_CONTIGUOUS"]
    # Studio-range YUV of 8 bits is right to a few steps.
    assert np.abs(frame.image.astype(int) - RED_BLUE.astype(int)).max() <= (0 if layout > 2 else 6)


def test_a_jpeg_is_the_picture() -> None:
    _, jpeg = cv2.imencode(".jpg", RED_BLUE[:, :, ::-1])
    frame = parse_frame(packed(jpeg.tobytes(), 2.0))
    assert frame is not None
    assert np.abs(frame.image.astype(int) - RED_BLUE.astype(int)).mean() < 6


BROKEN = {
    "nothing": b"",
    "time alone": struct.pack("<d", 1.0),
    "no time": packed(b"\xff\xd8" + bytes(100), float("nan")),
    "endless time": packed(b"\xff\xd8" + bytes(100), float("inf")),
    "a broken JPEG": packed(b"\xff\xd8" + bytes(100), 1.0),
    "an unknown layout": packed_bare(bytes(96 * 64 * 4), 9, (96, 64), 1.0),
    "too few pixels": bare(1)[:-1],
    "too many pixels": bare(3) + b"x",
    "no width": packed_bare(bytes(8), 3, (0, 64), 1.0),
    "odd halves": packed_bare(bytes(95 * 96), 1, (95, 64), 1.0),
    "too wide": packed_bare(bytes(4 * 60000), 3, (60000, 1), 1.0),
    "too long": packed(b"\xff\xd8" + bytes(LARGEST_BYTES), 1.0),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_frame_is_none(what: str) -> None:
    assert parse_frame(BROKEN[what]) is None


def test_a_picture_cut_short_is_left_out_or_shown_as_far_as_it_goes() -> None:
    _, jpeg = cv2.imencode(".jpg", RED_BLUE)
    for end in range(15, len(jpeg.tobytes()), 40):
        frame = parse_frame(packed(jpeg.tobytes()[:end], 1.0))
        assert frame is None or frame.size == (96, 64)
