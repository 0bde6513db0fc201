"""Makes variants of real videos: what an edit must not change, the verdict must not either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
TICK = Fraction(1, 90_000)


def frames_of(video: Path) -> Iterator[tuple[float, Image]]:
    """(media time, RGB picture) of each frame."""
    with av.open(str(video)) as source:
        for frame in source.decode(video=0):
            yield float(frame.time), frame.to_ndarray(format="rgb24")


def encode(path: Path, frames: Iterable[tuple[float, Image]]) -> Path:
    """H.264 in MP4 at the given times, of such quality that only the edit makes a difference."""
    with av.open(str(path), "w") as out:
        stream = None
        for time_s, image in frames:
            if stream is None:
                stream = out.add_stream("libx264", rate=30, options={"preset": "ultrafast", "crf": "16"})
                stream.height, stream.width = image.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.codec_context.time_base = TICK
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
            frame.pts, frame.time_base = round(time_s / TICK), TICK
            out.mux(stream.encode(frame))
        assert stream is not None, "a video without frames"
        out.mux(stream.encode(None))
    return path


def mirrored(video: Path, path: Path) -> Path:
    """As in a mirror: the person's left becomes their right."""
    return encode(path, ((t, image[:, ::-1]) for t, image in frames_of(video)))


def scaled(video: Path, path: Path, width: int, height: int) -> Path:
    """Another number of pixels."""
    size = (width, height)
    return encode(path, ((t, cv2.resize(i, size, interpolation=cv2.INTER_AREA)) for t, i in frames_of(video)))


def doubled(video: Path, path: Path, fps: float) -> Path:
    """Twice the frame rate, every frame shown twice."""
    step = 0.5 / fps
    return encode(path, ((t + k * step, i) for t, i in frames_of(video) for k in (0, 1)))


def dropped(video: Path, path: Path, keep: Iterable[bool]) -> Path:
    """Only the frames that `keep` says, at their own times."""
    return encode(path, (f for f, kept in zip(frames_of(video), keep, strict=False) if kept))


def darkened(video: Path, path: Path, light: float) -> Path:
    """Less light, 1 = as it was."""
    return encode(path, ((t, (image * light).astype(np.uint8)) for t, image in frames_of(video)))


def in_matroska(video: Path, path: Path) -> Path:
    """The same packets in a container that counts whole milliseconds."""
    with av.open(str(video)) as source, av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    return path
