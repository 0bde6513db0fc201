"""Reads numbered pictures as a film: those of a folder, or of a pattern such as `frames/%04d.png`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median

import av
import numpy as np

from formcheck.media.coded import Coded
from formcheck.media.tally import Tally
from formcheck.runtime.quiet import quiet_libraries

ASSUMED_FPS = 25
"""Pictures a second, as FFmpeg assumes: pictures carry no times. The result says so (`assumed_fps`)."""
_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"))
_NUMBER = re.compile(r"(\d+)(?!.*\d)")
"""The last number in a name."""
_PATTERN = re.compile(r"%0?\d*d")


def numbered_pictures(path: Path) -> list[Path]:
    """The pictures of a folder or pattern, in order of their numbers; [] when it is neither.

    Raises:
        OSError: the folder cannot be read.
    """
    if path.is_dir():
        found = [entry for entry in path.iterdir() if _is_picture(entry)]
    elif _PATTERN.search(path.name) and not path.exists() and path.parent.is_dir():
        before, after = map(re.escape, _PATTERN.split(path.name, 1))
        wanted = re.compile(rf"{before}\d+{after}")
        found = [entry for entry in path.parent.iterdir() if wanted.fullmatch(entry.name)]
    else:
        return []
    return sorted((entry for entry in found if _number(entry) is not None), key=_order)


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")


def _number(path: Path) -> int | None:
    found = _NUMBER.search(path.stem)
    return int(found[1]) if found else None


def _order(path: Path) -> tuple[int, str]:
    return _number(path) or 0, path.name


@dataclass(slots=True)
class PictureFolder:
    """A `PictureReader` of pictures, `ASSUMED_FPS` a second.

    Numbers that are missing among consecutive ones are gaps.

    Attributes:
        paths: the pictures in order.
        tally: where pictures that cannot be read are counted.
    """

    paths: Sequence[Path]
    tally: Tally
    base: Fraction = Fraction(1, ASSUMED_FPS)
    start: int | None = None
    wrap: int = 0
    pixel_aspect: Fraction | None = None
    recorded_at: str | None = None
    fps: Fraction | None = Fraction(ASSUMED_FPS)

    def __post_init__(self) -> None:
        self.tally.assumed_fps = ASSUMED_FPS

    @property
    def frames(self) -> int | None:
        """Number of pictures."""
        return len(self.paths)

    @property
    def duration_s(self) -> float | None:
        """Length in seconds."""
        stamps = self._stamps()
        return (stamps[-1] - stamps[0] + 1) / ASSUMED_FPS

    def coded(self) -> list[Coded]:
        """The pictures in order, each a key picture."""
        return [Coded(stamp, True) for stamp in self._stamps()]

    def some(self, chosen: Collection[int], needed: Collection[int]) -> Iterator[tuple[av.VideoFrame, int]]:
        """Chosen pictures, each with its number; no other file is opened."""
        for number in sorted(chosen):
            picture = _read(self.paths[number])
            if picture is None:
                self.tally.damaged_packets += 1
            else:
                yield picture, number

    def pictures(self) -> Iterator[tuple[av.VideoFrame, int | None]]:
        """The pictures in order, upright as their EXIF data say."""
        for path, stamp in zip(self.paths, self._stamps(), strict=True):
            picture = _read(path)
            if picture is None:
                self.tally.damaged_packets += 1
            else:
                yield picture, stamp

    def ended_early(self, joined: bool) -> bool:
        """False: nothing is declared."""
        return False

    def close(self) -> None:
        """Nothing stays open."""

    def _stamps(self) -> list[int]:
        """The numbers in the names, where most are consecutive; else 0, 1, 2, ..."""
        numbers = [_number(path) or 0 for path in self.paths]
        if len(numbers) > 1 and median(np.diff(numbers).tolist()) == 1 and len(set(numbers)) == len(numbers):
            return numbers
        return list(range(len(numbers)))


def _read(path: Path) -> av.VideoFrame | None:
    """The picture in a file, upright as its EXIF data say; None where it cannot be read."""
    import cv2  # slow to load, and videos do without it

    try:
        with quiet_libraries():
            image = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR_RGB)
    except (OSError, cv2.error):
        return None
    if image is None:
        return None
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(image, np.uint8), format="rgb24")
