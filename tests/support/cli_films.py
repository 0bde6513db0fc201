"""Films for the tests of the command line: grey pictures, and what a network would see in them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.track import STATIONS, Track
from tests.support.drawn_bodies import MODEL, SIZE, landmarks

FPS = 15
SECONDS = 6.0
SMALL = (320, 180)
"""Small to read quickly, large enough for a trunk of 50 pixels."""
FEET = [mark for mark in Landmark if any(part in mark.name for part in ("ANKLE", "HEEL", "FOOT"))]


def film(
    path: Path,
    seconds: float = SECONDS,
    size: tuple[int, int] = SMALL,
    *,
    frames: int | None = None,
    codec: str = "mpeg4",
    container: str = "mp4",
) -> Path:
    """A video of moving grey, one picture every 1/15 s."""
    width, height = size
    grain = np.random.default_rng(1).integers(0, 40, (height, width, 3), np.uint8)
    with av.open(f"file:{path}", "w", format=container) as out:
        stream = out.add_stream(codec, rate=FPS)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        for i in range(round(seconds * FPS) if frames is None else frames):
            frame = av.VideoFrame.from_ndarray(grain + np.uint8(60 + i % 50), format="rgb24")
            frame.pts, frame.time_base = i, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def first_seconds(video: Path, path: Path, seconds: float) -> Path:
    """The same packets up to a time: the network's time is that of its frames."""
    with av.open(str(video)) as source, av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None and packet.dts * packet.time_base < seconds:
                packet.stream = stream
                out.mux(packet)
    return path


@cache
def poses(scene: str, seconds: float = 60.0) -> Track:
    """What a network sees 15 times a second: a posture, "sag", "nobody", "crowd" or "cut" (at the feet)."""
    times = np.arange(0, seconds, 1 / FPS)
    if scene == "nobody":
        return Track.unseen(times, SIZE, MODEL, people=0)
    posture = scene if scene in ("bridge", "bird-dog") else "plank"
    level, low = landmarks(posture), landmarks(posture, hip_down=40.0)
    sagging = (times > 4) & (scene == "sag")
    xy = np.where(sagging[:, None, None], low, level)
    if scene == "cut":
        xy = _to_the_left(xy)
    line = (0.16 + 0.03 * np.sin(np.pi * STATIONS)).astype(np.float32)
    outline = np.tile(line, (len(times), 1))
    return Track.build(
        times,
        xy,
        size=SIZE,
        model=MODEL,
        visibility=np.full((len(times), LANDMARK_COUNT), 0.95),
        dorsal=outline,
        ventral=0.9 * outline,
        contrast=np.full(len(times), 0.3),
        people=np.full(len(times), 2.0 if scene == "crowd" else 1.0),
    )


def _to_the_left(xy: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same body with the feet beyond the left edge of the picture."""
    moved = xy - np.array([290, 0], np.float32)
    assert (moved[:, FEET, 0] < 0).all()
    return moved
