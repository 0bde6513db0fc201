"""`PointTable`: the points that a file of another program holds, and the `Track` that they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError, InputError, UsageError
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

Floats = NDArray[np.float64]
MAX_SIDE_PX = 65_536
"""Width and height of a picture, as of a recording."""

FURTHEST_PX = 1e6
"""A point further out is no place in a picture: it is missing."""


@dataclass(frozen=True, slots=True)
class PointTable:
    """Points over time, as a file has them.

    Attributes:
        points: the N landmarks that it holds.
        xy: (T, N, 2) in pixels of the upright picture, x right, y down, or shares of it; NaN where missing.
        program: what made them, as results will show it.
        sight: (T, N) confidence, 0 where a point is missing; None where the file tells none.
        time: (T,) seconds; None where the file has no times.
        frames: (T,) numbers of the frames, from 0; None for 0, 1, 2, ...
        size: (width, height) of the picture in pixels; None where the file does not tell it.
        fps: frames a second; None where the file does not tell it.
        people: (T,) how many persons it holds; None where only one was looked for.
        shares: `xy` are shares of the picture's width and height.
        metric: `size` is of a picture that was made for points in metres.
    """

    points: tuple[Landmark, ...]
    xy: Floats
    program: str
    sight: Floats | None = None
    time: Floats | None = None
    frames: Floats | None = None
    size: tuple[int, int] | None = None
    fps: float | None = None
    people: Floats | None = None
    shares: bool = False
    metric: bool = False

    def track(self, shown: str, fps: float | None, size: tuple[int, int] | None) -> Track:
        """The track of these points.

        Args:
            shown: the file's name, for messages.
            fps: of --fps; it goes before the file's own.
            size: of --size; it goes before the file's own.

        Raises:
            UsageError: a rate or a size is needed and nobody gives it, or makes no sense.
            InputError: the file's numbers make no track.
        """
        if size is not None and self.metric:
            raise UsageError(f"{shown} is in metres: its picture has no size in pixels", "Leave --size out")
        if not len(self.xy):
            raise InputError(f"{shown} holds no frames", "Look at what was tracked")
        size = _checked_size(size) or self.size
        if size is None:
            raise UsageError(
                f"{shown} does not tell how large the pictures were",
                "Add --size WIDTHxHEIGHT, as --size 1920x1080 (from Python: size=(1920, 1080))",
            )
        xy = self.xy * np.array(size, float) if self.shares else self.xy
        xy = np.where(np.abs(xy) <= FURTHEST_PX, xy, np.nan)
        time = self._time(shown, fps)
        try:
            return Track.from_points(
                self.points,
                xy,
                time,
                size,
                self.sight,
                name=self.program,
                people=self.people,
            )
        except FormcheckError as error:  # the caller's arguments are in order: it is the file
            raise InputError(f"{shown}: {error.message}", "Mend the file, or have it written anew") from error

    def _time(self, shown: str, fps: float | None) -> Floats:
        if fps is not None and not (np.isfinite(fps) and 0 < fps <= 1e6):
            raise UsageError(f"--fps {fps:g} is no frame rate", "Give frames a second, as --fps 30")
        if self.time is not None and fps is None:
            return self.time
        rate = fps or self.fps
        if rate is None:
            raise UsageError(
                f"{shown} does not tell how fast its frames follow",
                "Add --fps N, frames a second of the video (from Python: fps=30)",
            )
        return (np.arange(len(self.xy)) if self.frames is None else self.frames) / rate


def _checked_size(size: tuple[int, int] | None) -> tuple[int, int] | None:
    if size is not None and not (min(size) > 0 and max(size) <= MAX_SIDE_PX):
        raise UsageError(f"No picture is {size[0]}x{size[1]} pixels large", "Give --size WIDTHxHEIGHT")
    return size
