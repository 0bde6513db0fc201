"""Films for cameras that are none: raw pictures for Chromium's, each with its number written into a corner.

A loaded machine plays a film slower than its clock, so that only the number tells what is being seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile

SIZE = (640, 360)
FPS = 15
BITS = 12
CELL_PX = 8


@dataclass(frozen=True)
class Film:
    """A film that plays over and over.

    Attributes:
        path: raw pictures (.y4m).
        lead_s: its first picture stands still for so long.
        length_s: of one round.
        start_s: where in the clip it begins.
    """

    path: Path
    lead_s: float
    length_s: float
    start_s: float

    def clip_time(self, number: int) -> float:
        """Where in the clip a numbered picture lies, seconds."""
        return max(self.start_s, number / FPS - self.lead_s + self.start_s)


def make_film(clip: Path, out: Path, *, lead_s: float, start_s: float = 0.0, end_s: float = 1e9) -> Film:
    """A stretch of a sample clip, its first picture shown for `lead_s` seconds before."""
    number = 0
    with VideoFile(clip) as video, out.open("wb") as file:
        file.write(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{FPS}:1 Ip A1:1 C420\n".encode())
        for frame in video.frames():
            if not start_s - 1e-6 <= frame.time_s < end_s:
                continue
            picture = cv2.resize(frame.image, SIZE, interpolation=cv2.INTER_AREA)
            for _ in range(1 if number else 1 + round(lead_s * FPS)):
                file.write(b"FRAME\n" + _numbered(picture, number).tobytes())
                number += 1
    assert number < 2**BITS
    return Film(out, lead_s, number / FPS, start_s)


def _numbered(picture: NDArray[np.uint8], number: int) -> NDArray[np.uint8]:
    """The picture in I420, its number as cells of black and white, behind one of white and one of black."""
    marked = picture.copy()
    cells = [1, 0, *(number >> bit & 1 for bit in range(BITS))]
    row = np.repeat(np.array(cells, np.uint8) * 255, CELL_PX)
    marked[:CELL_PX, : len(row)] = row[None, :, None]
    return np.asarray(cv2.cvtColor(marked, cv2.COLOR_RGB2YUV_I420), np.uint8)


def lit(light: int, fps: float = 30.0, seconds: float = 20.0) -> Iterator[Frame]:
    """Plain pictures of one brightness for `FakeCamera`."""
    for number in range(round(seconds * fps)):
        yield Frame(np.full((48, 64, 3), light, np.uint8), number / fps)
