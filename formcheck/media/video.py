"""Reads a recorded video: upright RGB frames with their media time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from formcheck.errors import InputError
from formcheck.media.correction import FilmCorrection
from formcheck.media.decode import Decoder
from formcheck.media.formats import RECORD_AGAIN
from formcheck.media.frame import Frame
from formcheck.media.opening import open_film
from formcheck.media.prefetch import Prefetch
from formcheck.media.tally import Tally
from formcheck.runtime.closing import Closing
from formcheck.runtime.printable import printable

AS_FILMED = FilmCorrection()
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
        recorded_at: when it was taken, in ISO 8601, as the camera has written into it; None where it has not.
    """

    name: str
    width: int
    height: int
    frames: int | None
    duration_s: float | None
    fps: float | None
    recorded_at: str | None = None


class VideoFile(Closing):
    """A recorded video, read once from start to end. Use it as a context manager.

    Args:
        path: the file, or a folder of numbered pictures; an address of a network is not opened.
        correction: how the film was taken, where the file does not say it.

    Attributes:
        correction: as given; `info` and all frames are corrected.

    Raises:
        InputError: it is missing, unreadable, not a video, or no picture in it can be decoded.
    """

    def __init__(self, path: str | os.PathLike[str], correction: FilmCorrection = AS_FILMED) -> None:
        self.path = Path(path)
        self.correction = correction
        tally = Tally()
        self._decoder = Decoder(open_film(self.path, tally), tally)
        self._reader: Prefetch[Frame] | None = None
        self._read = False
        try:
            self._frames = self._corrected()
            # The first picture is decoded here: its size holds for the whole film, and a file without any
            # picture is refused before the caller prepares anything.
            self._first = self._first_frame()
            if correction.slow_motion != 1.0:  # it is known
                tally.filmed_faster = 0.0
            self.info = self._describe()
        except BaseException:
            self._decoder.close()
            raise

    @property
    def notes(self) -> list[str]:
        """Defects of the file; complete when `frames` has ended.

        "truncated" (ends before its declared length), "damaged_packets:N" (could not be decoded),
        "damaged_frames:N" (decoded with gaps, kept), "dropped_stamps:N" (stamp missing or out of order),
        "changed_sizes:N" (other shape than the first, fitted into its size), "clock_restarts:N" (the clock
        ran backwards and was continued), "estimated_stamps:N" (no stamp: placed one usual step after the
        frame before), "assumed_fps:N" (pictures without any times: N a second assumed), "filmed_faster:N"
        (the camera says that the film plays N times slower than life, and nobody else has said so). The
        demuxer of Matroska and WebM does not report some damage; then only the times have a gap.
        """
        return self._decoder.tally.notes()

    @property
    def lost(self) -> int:
        """Number of pictures that could not be used so far; complete when `frames` has ended."""
        return self._decoder.tally.lost

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
            self._decoder.close()

    def _corrected(self) -> Iterator[Frame]:
        for frame in self._decoder.frames():
            yield self.correction.apply(frame)

    def _first_frame(self) -> Frame | None:
        for frame in self._frames:
            return frame
        shown = printable(self.path)
        if self._decoder.tally.dropped_stamps:
            raise InputError(f"{shown} holds no timestamps", RECORD_AGAIN)
        raise InputError(f"{shown} holds no picture that can be decoded", RECORD_AGAIN)

    def _describe(self) -> VideoInfo:
        assert self._first is not None
        reader = self._decoder.reader
        width, height = self._first.size
        faster = self.correction.slow_motion
        return VideoInfo(
            name=printable(Path(self.path.name)),
            width=width,
            height=height,
            frames=reader.frames,
            duration_s=reader.duration_s / faster if reader.duration_s else None,
            fps=float(reader.fps) * faster if reader.fps else None,
            recorded_at=reader.recorded_at,
        )
