"""Makes small video files for the tests, straight with PyAV so that they do not lean on our own writer."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

Image = NDArray[np.uint8]
TICK = Fraction(1, 1000)
"""Matroska keeps milliseconds, so everything here does."""

COLOURS = {"red": (220, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 220), "white": (235, 235, 235)}


def quadrants(width: int, height: int) -> Image:
    """Red upper left, green upper right, blue lower left, white lower right."""
    image = np.empty((height, width, 3), np.uint8)
    top, left = slice(0, height // 2), slice(0, width // 2)
    bottom, right = slice(height // 2, None), slice(width // 2, None)
    for rows, columns, name in (
        (top, left, "red"),
        (top, right, "green"),
        (bottom, left, "blue"),
        (bottom, right, "white"),
    ):
        image[rows, columns] = COLOURS[name]
    return image


def corners(image: Image) -> list[str]:
    """Which colours stand upper left, upper right, lower left, lower right."""
    height, width = image.shape[:2]
    found = []
    for y, x in ((height // 4, width // 4), (height // 4, -width // 4), (-height // 4, width // 4),
                 (-height // 4, -width // 4)):  # fmt: skip
        distance = {n: np.abs(image[y, x].astype(int) - c).sum() for n, c in COLOURS.items()}
        found.append(min(distance, key=lambda name: distance[name]))
    return found


def numbered(count: int, width: int = 64, height: int = 48) -> list[Image]:
    """Frames whose brightness tells their number (modulo 12), with some texture to compress."""
    grain = np.random.default_rng(7).integers(0, 12, (height, width, 3), np.uint8)
    return [grain + np.uint8(10 + 18 * (i % 12)) for i in range(count)]


def number_of(image: Image) -> int:
    """The number modulo 12 of a frame made by `numbered`."""
    return round((float(image.mean()) - 15.5) / 18)


def steady(count: int, fps: float = 25.0) -> list[float]:
    """Times of a constant frame rate, in whole milliseconds."""
    return [round(1000 * i / fps) / 1000 for i in range(count)]


def make(
    path: Path,
    images: Sequence[Image],
    times: Sequence[float] | None = None,
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    container: str | None = None,
    options: dict[str, str] | None = None,
    muxing: dict[str, str] | None = None,
    turn_deg: int = 0,
    hflip: bool = False,
    pixel_aspect: Fraction | None = None,
    sound_s: float = 0.0,
) -> Path:
    """Encode RGB images at the given times (seconds)."""
    if codec not in av.codecs_available:
        pytest.skip(f"this build of FFmpeg cannot encode {codec}")
    height, width = images[0].shape[:2]
    with av.open(str(path), "w", format=container, options=muxing or {}) as out:
        stream = out.add_stream(codec, rate=25, options=options or {})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        if codec not in ("mpeg4", "mpeg2video", "mjpeg"):
            stream.codec_context.time_base = TICK
        stream.codec_context.gop_size = 12
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if turn_deg or hflip:
            stream.set_display_rotation(turn_deg, hflip=hflip)
        sound = out.add_stream("aac", rate=44100) if sound_s else None
        for image, time_s in zip(images, times or steady(len(images)), strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
            frame.pts, frame.time_base = round(time_s / TICK), TICK
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound is not None:
            for start in range(0, int(sound_s * 44100), 1024):
                out.mux(sound.encode(silence(start)))
            out.mux(sound.encode(None))
    return path


def silence(start: int) -> av.AudioFrame:
    """1024 silent samples at 44.1 kHz from sample `start`."""
    quiet = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
    quiet.sample_rate, quiet.pts, quiet.time_base = 44100, start, Fraction(1, 44100)
    return quiet


def make_sound(path: Path, seconds: float = 1.0) -> Path:
    """A file with sound only."""
    with av.open(str(path), "w", format="mp4") as out:
        sound = out.add_stream("aac", rate=44100)
        for start in range(0, int(seconds * 44100), 1024):
            out.mux(sound.encode(silence(start)))
        out.mux(sound.encode(None))
    return path
