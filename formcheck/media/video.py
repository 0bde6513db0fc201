"""Reads a recorded video: upright RGB frames with their media time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import av

from formcheck.errors import InputError
from formcheck.media.decode import Decoder, set_threads
from formcheck.media.frame import Frame
from formcheck.media.opening import RECORD_AGAIN, open_container
from formcheck.media.prefetch import Prefetch
from formcheck.runtime.printable import printable

_AHEAD_FRAMES = 8
_AHEAD_BYTES = 48 << 20
"""Most frames and most bytes that are decoded before they are taken."""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What a video file declares about itself, known before it is read.

    Attributes:
        name: file name without its folder.
        width: pixels, upright and in square pixels.
        height: pixels, upright and in square pixels.
        frames: declared number of frames, which may be wrong; None when the container has none.
        duration_s: declared length in seconds; None when the container has none.
        fps: declared mean frames per second; None when the container has none. Only the stamps are exact.
    """

    name: str
    width: int
    height: int
    frames: int | None
    duration_s: float | None
    fps: float | None


class VideoFile:
    """A recorded video, read once from start to end. Use it as a context manager.

    Args:
        path: the file; an address of a network is not opened.

    Raises:
        InputError: it is missing, unreadable, not a video, or no picture in it can be decoded.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._container, stream = open_container(self.path)
        self._reader: Prefetch[Frame] | None = None
        self._read = False
        try:
            set_threads(stream)
            self._decoder = Decoder(self._container, stream)
            self._frames = self._decoder.frames()
            # The first picture is decoded here: its size holds for the whole film, and a file without any
            # picture is refused before the caller prepares anything.
            self._first = self._first_frame()
            self.info = self._describe()
        except BaseException:
            self._container.close()
            raise

    @property
    def notes(self) -> list[str]:
        """Defects of the file; complete when `frames` has ended.

        "truncated" (ends before its declared length), "damaged_packets:N" (could not be decoded),
        "damaged_frames:N" (decoded with gaps, kept), "dropped_stamps:N" (stamp missing or not increasing),
        "dropped_sizes:N" (other aspect). The demuxer of Matroska and WebM does not report some damage; then
        only the times of the frames have a gap.
        """
        return self._decoder.tally.notes()

    def frames(self) -> Iterator[Frame]:
        """All frames in order of media time; a background thread decodes a few of them in advance.

        Time is 0 at the stream's start. The steps are those of the file (variable frame rate).

        Raises:
            RuntimeError: called a second time, or after `close`.
        """
        if self._read or self._first is None:
            raise RuntimeError("a VideoFile is read once; open the file again")
        self._read = True
        first, self._first = self._first, None
        depth = max(2, min(_AHEAD_FRAMES, _AHEAD_BYTES // first.image.nbytes))
        self._reader = Prefetch(chain([first], self._frames), depth)
        return self._reader

    def close(self) -> None:
        """Stop reading and close the file. Calling it twice is allowed."""
        self._first = None
        # A thread that hangs in a read still uses the container, which must then stay open.
        if self._reader is None or self._reader.close():
            self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _first_frame(self) -> Frame | None:
        for frame in self._frames:
            return frame
        shown = printable(self.path)
        if self._decoder.tally.dropped_stamps:
            raise InputError(f"{shown} holds no timestamps", RECORD_AGAIN)
        raise InputError(f"{shown} holds no picture that can be decoded", RECORD_AGAIN)

    def _describe(self) -> VideoInfo:
        assert self._first is not None
        stream, container = self._decoder.stream, self._container
        width, height = self._first.size
        duration_s = None
        if stream.duration and stream.time_base:
            duration_s = float(stream.duration * stream.time_base)
        elif container.duration:
            duration_s = container.duration / av.time_base
        rate = stream.average_rate or stream.guessed_rate
        return VideoInfo(
            name=printable(Path(self.path.name)),
            width=width,
            height=height,
            frames=stream.frames or None,
            duration_s=duration_s,
            fps=float(rate) if rate else None,
        )
