"""What a `CycleFinder` remembers, and what it tells of the present cycle."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.signals.samples import Flags, Samples, where, where_flags

REST, OUT, OVER, HOME = range(4)


@dataclass(slots=True)
class CycleState:
    """State of a `CycleFinder`, copied at every step. Values in the signal's unit, times in seconds."""

    phase: int = REST
    first: float = math.nan
    second_t: float = -math.inf
    second: float = math.nan
    taken_t: float = -math.inf
    anchor: float = math.nan
    still_since: float = -math.inf
    low: float = math.nan
    high: float = math.nan
    near_low_t: float = math.nan
    near_high_t: float = math.nan
    lead: float = 1.0
    base: float = math.nan
    home: float = math.nan
    rested: bool = False
    top: float = math.nan
    bottom: float = math.nan
    start_s: float = math.nan
    begun: bool = False
    end_s: float = math.nan
    ended_s: float = -math.inf
    lost: bool = False
    lost_s: float = -math.inf
    home_t: float = math.nan
    returned: float = 0.0
    done: bool = False
    ranges: tuple[float, ...] = ()
    middle: float = math.nan
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Cycles:
    """What is known of the present cycle.

    Attributes:
        active: a cycle is on its way; one frame at least lies between two cycles.
        done: 1 in the frame in which it was completed, else 0.
        begun: 1 where its beginning was seen, 0 where it was under way when it came into sight.
        start_s, end_s: when it began; when it was completed, NaN before.
        high, low: its ends so far, in the signal's unit.
        returned: share of the way home from the second end.
        taken_s: when the last reading was.
        middle: of the first cycle completed, NaN before.
        spread: spread of the last ranges, see `CycleFinder`.
    """

    active: Flags
    done: Samples
    begun: Samples
    start_s: Samples
    end_s: Samples
    high: Samples
    low: Samples
    returned: Samples
    taken_s: Samples
    middle: Samples
    spread: Samples

    def or_else(self, other: Cycles, instead: Flags) -> Cycles:
        """These cycles, or another signal's in the frames where `instead` holds."""
        active = where_flags(instead, other.active, self.active)
        names = self.__slots__[1:]
        return Cycles(active, *(where(instead, getattr(other, name), getattr(self, name)) for name in names))


_Numbers = tuple[bool, float, float, float, float, float, float, float, float, float, float]
"""The fields of `Cycles` in one frame."""


def give_up(s: CycleState, now: float) -> None:
    """After a gap, or where it is asked for: what was begun counts no more."""
    s.phase, s.low, s.end_s = REST, math.nan, math.nan
    s.rested, s.lost, s.lost_s, s.home_t = False, s.home == s.home, now, math.nan


def row_of(s: CycleState) -> _Numbers:
    """The cycle as it stands."""
    high, low = (s.top, s.bottom) if s.lead > 0 else (-s.bottom, -s.top)
    returned = s.returned if s.phase == HOME else 0.0
    active = s.done or s.phase != REST
    return (
        active, float(s.done), float(s.begun), s.start_s, s.end_s, high, low, returned, s.taken_t, s.middle,
        s.spread,
    )  # fmt: skip
