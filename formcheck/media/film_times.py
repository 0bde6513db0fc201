"""When each picture of a film is shown, and which are key pictures: told from the file, nothing decoded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.media.clock import RisingClock
from formcheck.media.coded import Coded
from formcheck.media.formats import RECORD_AGAIN
from formcheck.media.opening import open_film
from formcheck.media.picture_reader import PictureReader
from formcheck.media.tally import Tally
from formcheck.runtime.printable import printable

Stamped = tuple[int, int | None]
"""Number of a picture in the order of the file, and its stamp in ticks of the first film's clock."""


@dataclass(frozen=True, slots=True)
class FilmTimes:
    """All pictures of a file, in its order; P of them.

    Attributes:
        time_s: (P,) float64, media time in seconds; NaN of a picture that has none and is dropped.
        key: (P,) bool, it can be decoded without those before it.
        films: number of the first picture of each film in the file; usually [0].
        tally: what is odd about the file, as far as packets tell: damage shows only when it is decoded.
        fps: declared frames per second; None when the container has none.
        recorded_at: as in `VideoInfo`.
    """

    time_s: NDArray[np.float64]
    key: NDArray[np.bool_]
    films: tuple[int, ...]
    tally: Tally
    fps: float | None
    recorded_at: str | None

    def in_order(self) -> NDArray[np.int64]:
        """(T,) numbers of the pictures that are shown, in the order in which they are."""
        order = np.argsort(self.time_s, kind="stable")
        return order[: int(np.isfinite(self.time_s).sum())]

    def needed_for(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Numbers of the pictures that have to be decoded for `chosen`: each from its key picture on."""
        needed = np.zeros(len(self.key), bool)
        starts = np.zeros(len(self.key), np.int64)
        starts[self.key] = np.flatnonzero(self.key)
        starts[list(self.films)] = self.films
        starts = np.maximum.accumulate(starts)
        for number in chosen.tolist():
            needed[starts[number] : number + 1] = True
        return np.flatnonzero(needed)


def film_times(path: Path) -> FilmTimes:
    """Read the packets of a file, to its end.

    Raises:
        InputError: it is not a readable video, or no picture in it has a time.
    """
    reading = _Reading(path)
    times = dict(reading.placed())
    time_s = np.full(len(reading.keys), math.nan)
    time_s[list(times)] = list(times.values())
    if not times:
        raise InputError(f"{printable(path)} holds no picture that can be decoded", RECORD_AGAIN)
    return FilmTimes(
        time_s, np.array(reading.keys), tuple(reading.films), reading.tally, reading.fps, reading.recorded_at
    )


class _Reading:
    """One pass over the packets of a file."""

    def __init__(self, path: Path) -> None:
        self.tally = Tally()
        self.keys: list[bool] = []
        self.films: list[int] = []
        self._readers = open_film(path, self.tally)
        self._first = next(self._readers)
        self._base = self._first.base  # a closed film forgets it
        self.fps = float(self._first.fps) if self._first.fps else None
        self.recorded_at = self._first.recorded_at

    def placed(self) -> Iterator[tuple[int, float]]:
        """(number, media time in seconds) of each picture that has one, in the order of time."""
        first = self._first
        clock = RisingClock[int](self._base, first.start, first.fps, self.tally, first.wrap)
        return clock.place(self._stamped())

    def _stamped(self) -> Iterator[Stamped]:
        reader: PictureReader | None = self._first
        while reader is not None:
            restarts = self.tally.clock_restarts
            try:
                yield from self._of(reader)
                joined = self.tally.clock_restarts > restarts
                self.tally.truncated = self.tally.truncated or reader.ended_early(joined)
            finally:
                reader.close()
            reader = self._next()

    def _next(self) -> PictureReader | None:
        try:
            return next(self._readers, None)
        except InputError:  # how much it held cannot be told
            self.tally.damaged_packets += 1
            self.tally.truncated = True
            return None

    def _of(self, reader: PictureReader) -> Iterator[Stamped]:
        offset = len(self.keys)
        coded = reader.coded()
        self.films.append(offset)
        self.keys += [picture.key for picture in coded]
        base, own = self._base, reader.base
        for number, stamp in _in_order_of_display(coded):
            scaled = stamp if stamp is None or own == base else round(stamp * own / base)
            yield offset + number, scaled


def _in_order_of_display(coded: list[Coded]) -> Iterator[Stamped]:
    """Pictures sorted by their stamps between two restarts of the clock."""
    run: list[Stamped] = []
    key_stamp: int | None = None
    for number, (stamp, key) in enumerate(coded):
        if key and stamp is not None:
            if key_stamp is not None and stamp <= key_stamp:  # the clock has started again
                yield from sorted(run, key=_stamp)
                run = []
            key_stamp = stamp
        run.append((number, stamp))
    yield from sorted(run, key=_stamp)


def _stamp(picture: Stamped) -> float:
    return math.inf if picture[1] is None else picture[1]
