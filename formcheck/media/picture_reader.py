"""`PictureReader`: what `Decoder` needs of a film in a file, or of pictures in a folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Protocol

import av

from formcheck.media.coded import Coded


class PictureReader(Protocol):
    """One pass over the pictures of one film."""

    @property
    def base(self) -> Fraction:
        """Seconds per tick of the stamps."""
        ...

    @property
    def start(self) -> int | None:
        """Stamp of the film's start in ticks; None where it is not known, or only guessed."""
        ...

    @property
    def wrap(self) -> int:
        """Ticks after which stamps wrap in some files of this kind; 0 where they do not."""
        ...

    @property
    def frames(self) -> int | None:
        """Declared number of pictures, which may be wrong; None for none."""
        ...

    @property
    def duration_s(self) -> float | None:
        """Declared length in seconds; None for none."""
        ...

    @property
    def fps(self) -> Fraction | None:
        """Declared mean frames per second; None for none."""
        ...

    @property
    def recorded_at(self) -> str | None:
        """When it was taken, in ISO 8601, as its camera has written into it; None where it is not known."""
        ...

    @property
    def pixel_aspect(self) -> Fraction | None:
        """Width over height of a stored pixel; None for square."""
        ...

    def pictures(self) -> Iterator[tuple[av.VideoFrame, int | None]]:
        """Pictures in the order in which they are shown, as stored, each with its stamp in ticks or None."""
        ...

    def coded(self) -> list[Coded]:
        """All pictures of the film in the order of the file; nothing is decoded."""
        ...

    def some(self, chosen: Collection[int], needed: Collection[int]) -> Iterator[tuple[av.VideoFrame, int]]:
        """Chosen pictures as stored, each with its number in the file.

        Args:
            chosen: numbers in the list that `coded` gives.
            needed: numbers that have to be decoded for them, from a key picture on; no others are.
        """
        ...

    def ended_early(self, joined: bool) -> bool:
        """Whether the film declares more than was read; known after `pictures`.

        Args:
            joined: the clock has started again, so that the declared length is that of one of several films.
        """
        ...

    def close(self) -> None:
        """Close the file. Calling it twice is allowed."""
        ...
