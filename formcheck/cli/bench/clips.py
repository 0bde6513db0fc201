"""Videos to time: a sample, scaled and repeated up to a given length."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.media.video import VideoFile
from formcheck.media.writer import VideoWriter

SIZE = (640, 480)


def write_loop(source: Path, out: Path, frames: int, fps: float, skip: int = 0) -> None:
    """Write a video of `frames` frames at 640x480 and `fps` a second: `source` again and again.

    Args:
        source: what is repeated.
        out: the video.
        frames: its length.
        fps: its frames a second.
        skip: frames of the source that the first round leaves out, which makes another video of it.
    """
    with VideoWriter(out, SIZE, fps) as writer:
        for number, image in zip(range(frames), islice(_endless_pictures(source), skip, None), strict=False):
            writer.write(image, number / fps)


def _endless_pictures(source: Path) -> Iterator[NDArray[np.uint8]]:
    while True:
        with VideoFile(source) as video:
            for frame in video.frames():
                yield _letterboxed(frame.image)


def _letterboxed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture scaled into SIZE with grey above and below."""
    width, height = SIZE
    scale = min(width / image.shape[1], height / image.shape[0])
    small = cv2.resize(
        image, (round(image.shape[1] * scale), round(image.shape[0] * scale)), interpolation=cv2.INTER_AREA
    )
    canvas = np.full((height, width, 3), 128, np.uint8)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
    return canvas
