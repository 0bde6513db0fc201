"""Single pictures of a film, at chosen times: no more of it is decoded than they need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.media.canvas import Canvas
from formcheck.media.film_times import FilmTimes
from formcheck.media.frame import Frame
from formcheck.media.opening import open_film
from formcheck.media.orientation import orientation_of
from formcheck.media.prefetch import Prefetch
from formcheck.media.tally import Tally

_AHEAD = 4
"""Pictures that are ready and not taken yet."""


class AsStored(NamedTuple):
    """A picture in its file: pixels, and how it is to be mirrored, then turned clockwise."""

    width: int
    height: int
    rotate_deg: int
    mirror: bool


class Glimpses:
    """Chosen pictures of a file, decoded in a thread beside. Use it as a context manager or close it.

    Args:
        path: of the file.
        times: of all its pictures.
        chosen: numbers of those that are wanted.

    Attributes:
        decoded: how many pictures have to be decoded for them.
        tally: damage that was met.
        stored: how the file stores its pictures, as the first one tells; None before it was decoded.
    """

    def __init__(self, path: Path, times: FilmTimes, chosen: NDArray[np.int64]) -> None:
        self._path, self._times = path, times
        self._chosen = frozenset(chosen.tolist())
        self._needed = times.needed_for(chosen)
        self.decoded = len(self._needed)
        self.tally = Tally()
        self.stored: AsStored | None = None
        self._canvas = Canvas()

    def frames(self) -> Iterator[Frame]:
        """The pictures, upright, in the order of time; those that cannot be decoded are left out."""
        return Prefetch(self._frames(), _AHEAD)

    def _frames(self) -> Iterator[Frame]:
        last_s = -np.inf
        edges = [*self._times.films, len(self._times.key)]
        for reader, first, after in zip(open_film(self._path, self.tally), edges, edges[1:], strict=False):
            own = frozenset(number - first for number in self._chosen if first <= number < after)
            within = frozenset(
                (self._needed[(self._needed >= first) & (self._needed < after)] - first).tolist()
            )
            try:
                for picture, number in reader.some(own, within):
                    time_s = float(self._times.time_s[first + number])
                    self.stored = self.stored or _as_stored(picture)
                    if time_s > last_s:
                        last_s = time_s
                        image = self._canvas.upright(picture, reader.pixel_aspect)
                        self.tally.changed_sizes = self._canvas.changed
                        yield Frame(image, time_s)
            finally:
                reader.close()


def _as_stored(picture: av.VideoFrame) -> AsStored:
    turn = orientation_of(picture)
    return AsStored(picture.width, picture.height, -90 * turn.quarter_turns % 360, turn.mirrored)
