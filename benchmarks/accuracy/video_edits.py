"""Makes variants of videos: what an edit must not change, the verdict must not either.

An edit takes the video and the path of its variant, and gives that path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Frames = Iterable[tuple[float, Image]]
TICK = Fraction(1, 90_000)
FINE = 16
"""Constant rate factor of x264 at which only the edit makes a difference."""


def frames_of(video: Path) -> Iterator[tuple[float, Image]]:
    """(media time, RGB picture) of each frame."""
    with av.open(str(video)) as source:
        for frame in source.decode(video=0):
            yield float(frame.time), np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


def encode(path: Path, frames: Frames, crf: int = FINE) -> Path:
    """H.264 in MP4 at the given times, the same bytes on every machine."""
    with av.open(str(path), "w", format="mp4") as out:
        stream = None
        for time_s, image in frames:
            if stream is None:
                stream = out.add_stream("libx264", rate=30, options={"preset": "ultrafast", "crf": str(crf)})
                stream.height, stream.width = image.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.codec_context.time_base = TICK
                stream.codec_context.thread_count = 1  # otherwise the bytes depend on the number of cores
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
            frame.pts, frame.time_base = round(time_s / TICK), TICK
            out.mux(stream.encode(frame))
        if stream is None:
            raise ValueError("a video without frames")
        out.mux(stream.encode(None))
    return path


def mirrored(video: Path, path: Path) -> Path:
    """As in a mirror: the person's left becomes their right."""
    return encode(path, ((t, image[:, ::-1]) for t, image in frames_of(video)))


def scaled(video: Path, path: Path, width: int, height: int) -> Path:
    """Another number of pixels."""
    size = (width, height)

    def resized(image: Image) -> Image:
        how = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(image, size, interpolation=how))

    return encode(path, ((t, resized(i)) for t, i in frames_of(video)))


def doubled(video: Path, path: Path, fps: float) -> Path:
    """Twice the frame rate, every frame shown twice."""
    step = 0.5 / fps
    return encode(path, ((t + k * step, i) for t, i in frames_of(video) for k in (0, 1)))


def interpolated(video: Path, path: Path, times: int) -> Path:
    """So many times the frame rate: between two frames one fades into the other."""

    def frames() -> Iterator[tuple[float, Image]]:
        before: tuple[float, Image] | None = None
        for t, image in frames_of(video):
            if before is not None:
                for k in range(times):
                    share = k / times
                    mixed = cv2.addWeighted(before[1], 1 - share, image, share, 0.0)
                    yield before[0] + share * (t - before[0]), np.asarray(mixed, np.uint8)
            before = t, image
        if before is not None:
            yield before

    return encode(path, frames())


def dropped(video: Path, path: Path, keep: Iterable[bool]) -> Path:
    """Only the frames that `keep` says, at their own times."""
    return encode(path, (f for f, kept in zip(frames_of(video), keep, strict=False) if kept))


def darkened(video: Path, path: Path, light: float) -> Path:
    """Less light, 1 = as it was."""
    return encode(path, ((t, (image * light).astype(np.uint8)) for t, image in frames_of(video)))


def blurred(video: Path, path: Path, sigma_px: float) -> Path:
    """Out of focus."""
    return encode(
        path, ((t, np.asarray(cv2.GaussianBlur(i, (0, 0), sigma_px), np.uint8)) for t, i in frames_of(video))
    )


def compressed(video: Path, path: Path, crf: int) -> Path:
    """Encoded anew with so little to spend that blocks show (51 is the worst there is)."""
    return encode(path, frames_of(video), crf)


def portrait(video: Path, path: Path) -> Path:
    """The middle of the picture in the format 9:16, as an upright telephone takes it."""

    def middle(image: Image) -> Image:
        height, width = image.shape[:2]
        kept = height * 9 // 16 // 2 * 2
        left = (width - kept) // 2
        return image[:, left : left + kept]

    return encode(path, ((t, middle(image)) for t, image in frames_of(video)))


def in_matroska(video: Path, path: Path) -> Path:
    """The same packets in a container that counts whole milliseconds."""
    with av.open(str(video)) as source, av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    return path
