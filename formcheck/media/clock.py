"""One rising clock for pictures whose stamps start again, run backwards, wrap or are missing."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median_low
from typing import Generic, TypeVar

from formcheck.media.tally import Tally

T = TypeVar("T")

_HALF_DAY_S = 43_200.0
"""A step forward of more seconds is no gap: no exercise film pauses so long, but the 33 bits of an MPEG clock
jump by 26.5 hours where two films are joined."""
_WRAP_GAP_S = 1.0
"""Seconds within which the clock has to go on after a wrap; otherwise it has started again."""
_STEPS = 9
"""Number of last steps whose median is the usual step."""
_FASTEST_FPS = 240
"""A stated rate above it is the tick of the file's clock and no rate of pictures."""
_UNKNOWN_STEP_S = 0.04
"""Step before two stamps are known and where the stream states no frame rate."""


@dataclass(slots=True)
class RisingClock(Generic[T]):
    """Gives each picture a strictly increasing media time.

    Gaps stay gaps. Where the stamps start again, the new ones go on one usual step after the last picture.
    A single stamp out of order, or a repeated one, leaves its picture without a time: it is dropped and
    counted.

    Attributes:
        base: seconds per tick of the stamps.
        start: stamp of the stream's start, which is media time 0; None for the first picture's.
        fps: frames per second that the stream states; None when it states none.
        tally: where drops, restarts and estimates are counted.
        wrap: ticks after which the stamps wrap (65536 where blocks count in 16 bits); 0 for never.
    """

    base: Fraction
    start: int | None
    fps: Fraction | None
    tally: Tally
    wrap: int = 0
    _origin: int | None = None
    _offset: int = 0
    _wrapped: int = 0
    _last: int | None = None
    _steps: deque[int] = field(default_factory=lambda: deque(maxlen=_STEPS))

    def place(self, pictures: Iterable[tuple[T, int | None]]) -> Iterator[tuple[T, float]]:
        """(picture, media time in seconds) of (picture, stamp in ticks or None), in the same order."""
        held: tuple[T, int] | None = None
        for picture, stated in pictures:
            stamp = self._estimated() if stated is None else stated
            if stamp is None:
                self.tally.dropped_stamps += 1
                continue
            if held is not None:
                # Only the next stamp tells whether the clock started again or one picture is out of order.
                if stamp == held[1] or self._rises(stamp):
                    self.tally.dropped_stamps += 1
                    if stamp == held[1]:
                        continue
                else:
                    yield held[0], self._started_again(held[1])
                held = None
            if self._rises(stamp):
                yield picture, self._taken(stamp)
            else:
                held = (picture, stamp)
        self.tally.dropped_stamps += held is not None

    def _estimated(self) -> int | None:
        """A stamp one usual step after the last; None as long as no step is known."""
        if self._last is None or not self._steps:
            return None
        self.tally.estimated_stamps += 1
        return self._last + self._step() - self._offset

    def _rises(self, stamp: int) -> bool:
        """Whether the clock goes on with this stamp; finds the wrap that it needs."""
        if self._last is None:
            return True
        for wrapped in dict.fromkeys((0, self._wrapped, self._wrapped + self.wrap)):
            step = stamp + self._offset + wrapped - self._last
            if 0 < step <= (_WRAP_GAP_S if wrapped > self._wrapped else _HALF_DAY_S) / self.base:
                self._wrapped = wrapped
                return True
        return False

    def _taken(self, stamp: int) -> float:
        ticks = stamp + self._offset + self._wrapped
        if self._last is None:
            self._origin = ticks if self.start is None else min(self.start, ticks)
        else:
            self._steps.append(ticks - self._last)
        return self._advance(ticks)

    def _started_again(self, stamp: int) -> float:
        assert self._last is not None
        ticks = self._last + self._step()
        self._offset, self._wrapped = ticks - stamp, 0
        self.tally.clock_restarts += 1
        return self._advance(ticks)

    def _advance(self, ticks: int) -> float:
        assert self._origin is not None
        self._last = ticks
        return (ticks - self._origin) * self.base.numerator / self.base.denominator

    def _step(self) -> int:
        """The usual step from one picture to the next, in ticks, at least 1."""
        if self._steps:
            return median_low(self._steps)
        step_s = 1 / self.fps if self.fps and 1 <= self.fps <= _FASTEST_FPS else Fraction(_UNKNOWN_STEP_S)
        return max(1, round(step_s / self.base))
