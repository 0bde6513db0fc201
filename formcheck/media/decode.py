"""Reads the films of a file, one after the other, as frames on one clock and one canvas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import av

from formcheck.errors import InputError
from formcheck.media.canvas import Canvas
from formcheck.media.clock import RisingClock
from formcheck.media.frame import Frame
from formcheck.media.picture_reader import PictureReader
from formcheck.media.tally import Tally


@dataclass(slots=True)
class Decoder:
    """One pass over a file, from the start to the end.

    Args:
        films: opens the films in the file; the first is opened at once.
        tally: counts while reading, also where `films` count; complete when `frames` has ended.

    Raises:
        InputError: as `films` does for the first.
    """

    films: Iterator[PictureReader]
    tally: Tally
    reader: PictureReader = field(init=False)
    """Reads the film that is being decoded."""
    _canvas: Canvas = field(default_factory=Canvas)

    def __post_init__(self) -> None:
        self.reader = next(self.films)

    def frames(self) -> Iterator[Frame]:
        """Upright frames of one size; media time, in seconds from the stream's start, strictly increases."""
        tally, first = self.tally, self.reader
        clock = RisingClock[av.VideoFrame](first.base, first.start, first.fps, tally, first.wrap)
        for picture, time_s in clock.place(self._pictures()):
            image = self._canvas.upright(picture, self.reader.pixel_aspect)
            tally.frames += 1
            tally.changed_sizes = self._canvas.changed
            yield Frame(image, time_s)

    def close(self) -> None:
        """Close the file. Calling it twice is allowed."""
        self.reader.close()

    def _pictures(self) -> Iterator[tuple[av.VideoFrame, int | None]]:
        """The pictures of all films, with stamps in ticks of the first one's clock."""
        base = self.reader.base
        while True:
            reader, restarts = self.reader, self.tally.clock_restarts
            for picture, stamp in reader.pictures():
                if stamp is not None and reader.base != base:
                    yield picture, round(stamp * reader.base / base)
                else:
                    yield picture, stamp
            joined = self.tally.clock_restarts > restarts
            self.tally.truncated = self.tally.truncated or reader.ended_early(joined)
            if not self._next_film():
                return

    def _next_film(self) -> bool:
        """Go to the next film; returns whether there is one that can be opened."""
        try:
            opened = next(self.films, None)
        except InputError:  # how much it held cannot be told
            self.tally.damaged_packets += 1
            self.tally.truncated = True
            return False
        if opened is None:
            return False
        self.close()
        self.reader = opened
        return True
