"""Cycles of a slow movement to and fro: out to one side, over to the other, and home again.

A cycle is found by its turning points, so it does not matter where the middle is, how large it is, to which
side it goes first, or how long it rests on the way. Frames are walked through one by one, a chunk or a single
frame with the same code, so any cutting of a recording gives the same bytes (law 2); that costs about two
microseconds a reading.
"""

from __future__ import annotations

import math
from copy import copy

import numpy as np

from formcheck.signals.cycle_readings import Readings
from formcheck.signals.cycle_state import HOME, OUT, OVER, REST, Cycles, CycleState, give_up, row_of
from formcheck.signals.samples import Bools, Flags, Floats, Samples

LONGEST_GAP_S = 2.0
"""Readings further apart than this may hide a turning point: what was begun is given up."""
RELAX_S = 5.0
"""At rest the level is forgotten with this time constant, so that slow settling is no movement."""
ARRIVED_S = 0.5
"""Still for this long next to home: arrived."""
SETTLED_S = 1.5
"""Still for this long near home: arrived, even if not quite where it began."""
SLIGHT = 1.5
"""A way of less than this many turns that ends in a long rest is no cycle."""
LONG_REST_S = 5.0
"""Still for this long back where it began, without having gone to the other side: over."""
BACK_SHARE = 0.15
"""A turn is real from this share of the way gone on; smaller ones are wavering at the end of a movement."""
INNER_SHARE = 0.2
"""Home is where it last rested if that lies this share of the range inside both ends, else the middle."""
HOME_SHARE = 0.03
"""Home is reached this share of the range before it: movements end slowly, and readings have noise."""
NEAR_HOME_SHARE = 0.25
"""This near, a rest is an arrival."""
LONGEST_BACK_S = 0.25
"""A quick beginning is dated back from its first clear sign by no more than this: readings have noise."""
FORGET_S = 15.0
"""After a movement was lost sight of: wait this long for it to pass home, then begin anew from anywhere."""
RESTED_S = 0.4
"""Still for this long before leaving: that was a rest, and home is there."""
WOBBLE_SHARE = 0.25
"""A movement of less than this share of the one before is a wobble between two cycles."""


class CycleFinder:
    """Finds the cycles of one signal.

    Args:
        turn: a change of direction counts from this much on: twice what a body at rest seems to move.
        least: cycles of a smaller range, from end to end, are none.
        close: this near is the same place: the noise of a reading.
        noise: standard deviation of a range by measuring alone; taken out of the spread, so that small
            movements, in which it weighs more, do not seem uneven.
        kept: over how many cycles the spread is taken; with fewer it is 0.
    """

    def __init__(self, turn: float, least: float, close: float, noise: float, kept: int) -> None:
        self._turn, self._least, self._close, self._noise, self._kept = turn, least, close, noise, kept
        self._to_start = 1 / (math.sqrt(turn / close) - 1)

    def start(self) -> CycleState:
        """Nothing seen yet."""
        return CycleState()

    def step(
        self, values: Samples, time: Samples, reset: Flags, state: CycleState
    ) -> tuple[Cycles, CycleState]:
        """Walk through a chunk of at least one frame.

        Args:
            values: new readings, NaN in frames without one. Each is judged by the median of it and its two
                neighbours, at its own time.
            time: seconds.
            reset: give up what was begun.
            state: after the chunk before; it is not changed.
        """
        after = copy(state)
        if isinstance(time, float):
            self._frame(after, float(values), time, bool(reset))
            return Cycles(*row_of(after)), after
        table = self._walk(after, np.asarray(values, np.float64), time, np.asarray(reset, bool))
        return Cycles(table[0] != 0.0, *table[1:]), after

    def _walk(self, s: CycleState, values: Floats, time: Floats, reset: Bools) -> Floats:
        """(11, T) rows of `Cycles`; frames without a reading change nothing, unless something is given up."""
        known = ~np.isnan(values)
        readings = Readings.of(s, values[known], time[known])
        before = np.cumsum(known) - known
        gap = time - readings.seen_s[before] > LONGEST_GAP_S
        middle, at = np.full(len(time), math.nan), np.full(len(time), math.nan)
        middle[known], at[known] = readings.middles(gap[known]), readings.seen_s[:-1]
        busy = np.flatnonzero(known | reset | gap)
        first, rows, quiet = [], [], 0  # `quiet`: the frame after the last one that was walked through
        for frame, x, seen_s, lost, now in zip(
            busy.tolist(),
            middle[busy].tolist(),
            at[busy].tolist(),
            (gap | reset)[busy].tolist(),
            time[busy].tolist(),
            strict=True,
        ):
            if frame > quiet and (s.done or not quiet):
                s.done = False
                first.append(quiet)
                rows.append(row_of(s))
            if lost:
                give_up(s, now)
            ended, s.done = s.done, False
            if x == x:
                self._read(s, x, seen_s, ended=ended, reset=lost)
            first.append(frame)
            rows.append(row_of(s))
            quiet = frame + 1
        if quiet < len(time) and (s.done or not quiet):
            s.done = False
            first.append(quiet)
            rows.append(row_of(s))
        readings.leave(s, gap, known)
        return np.repeat(np.array(rows).T, np.diff(first, append=len(time)), axis=1)

    def _frame(self, s: CycleState, value: float, now: float, reset: bool) -> None:
        ended, s.done = s.done, False
        gap = now - s.second_t > LONGEST_GAP_S
        if gap:
            s.first = s.second = math.nan
        if gap or reset:
            give_up(s, now)
        if value != value:
            return
        before, at = s.second, s.second_t
        middle = sorted((s.first, before, value))[1] if s.first == s.first else math.nan
        s.first, s.second, s.second_t = before, value, now
        if middle == middle:
            self._read(s, middle, at, ended=ended, reset=reset)

    def _read(self, s: CycleState, middle: float, at: float, *, ended: bool, reset: bool) -> None:
        """One more reading, smoothed; `ended`: a cycle was completed in the frame before."""
        if not abs(middle - s.anchor) <= self._close:
            s.anchor, s.still_since = middle, at
        if s.phase != REST:
            self._moving(s, middle * s.lead, at)
        elif not reset and self._leaves(s, middle, at) and not ended:
            # Between two cycles lies a frame without one.
            s.phase, s.end_s, s.returned, s.lost = OUT, math.nan, 0.0, False
        s.taken_t = at

    def _leaves(self, s: CycleState, x: float, now: float) -> bool:
        """Whether it has left its place; to which side and since when, if so."""
        if s.low != s.low:
            s.low = s.high = x
        share = min((now - s.taken_t) / RELAX_S, 1.0)
        s.low = x if x < s.low else s.low + (x - s.low) * share
        s.high = x if x > s.high else s.high + (x - s.high) * share
        s.near_low_t = now if x <= s.low + self._close else s.near_low_t
        s.near_high_t = now if x >= s.high - self._close else s.near_high_t
        at_home = not s.lost or abs(x - s.home) < 2 * self._turn
        if now - s.still_since >= (RESTED_S if at_home else LONG_REST_S):
            s.home = s.home + (x - s.home) * share if s.rested else (s.low + s.high) / 2
            s.rested, s.lost = True, False
        up, down = x - s.low > self._turn, s.high - x > self._turn
        if s.lost and now - s.lost_s < FORGET_S:
            up, down = self._passes_home(s, x, now)
        if up or down:
            s.lead, s.base = (1.0, s.low) if up else (-1.0, -s.high)
            left = s.near_low_t if up else s.near_high_t
            s.begun = s.rested or s.end_s == s.end_s
            if s.rested:  # with even acceleration the way grows with the square of the time
                took = now - left
                earlier = min(took * self._to_start, max(LONGEST_BACK_S, 0.75 * took))
                s.start_s = max(left - earlier, s.ended_s)
            else:  # straight on from the cycle before, if there was one
                s.start_s = s.end_s if s.end_s == s.end_s else left
        s.top, s.bottom = x * s.lead, s.base
        return up or down

    def _passes_home(self, s: CycleState, x: float, now: float) -> tuple[bool, bool]:
        """Lost in the middle of a movement: whether the next cycle begins, the way the last ones did."""
        ahead = s.lead * (x - s.home)
        if ahead <= self._close:
            s.home_t = now
        begins = ahead > self._turn and s.home_t == s.home_t
        if begins:
            s.low = s.high = s.home
            s.near_low_t = s.near_high_t = s.home_t
        return begins and s.lead > 0, begins and s.lead < 0

    def _moving(self, s: CycleState, y: float, now: float) -> None:
        """`y` is turned so that the cycle went up first."""
        back = max(self._turn, BACK_SHARE * (s.top - s.base))
        if s.phase == OUT:
            s.top = max(s.top, y)
            if y < s.top - back:
                s.phase, s.bottom = OVER, y
            elif self._settled(s, now - s.still_since):
                self._rest(s, y, now)
        elif s.phase == OVER:
            s.bottom = min(s.bottom, y)
            if y > s.bottom + back:
                s.phase = HOME
            elif now - s.still_since > LONG_REST_S and y - s.base < NEAR_HOME_SHARE * (s.top - s.base):
                self._complete(s, y, now, s.still_since)
        if s.phase == HOME:
            self._homing(s, y, now)

    def _settled(self, s: CycleState, still_s: float) -> bool:
        """It has not begun a cycle, but only come to rest in another place."""
        way, usual = s.top - s.base, s.ranges[-1] if s.ranges else 0.0
        return (still_s > SETTLED_S and way < BACK_SHARE * usual) or (
            still_s > LONG_REST_S and way < SLIGHT * self._turn
        )

    def _homing(self, s: CycleState, y: float, now: float) -> None:
        s.bottom = min(s.bottom, y)
        size = s.top - s.bottom
        rest = s.lead * s.home
        inside = s.bottom + INNER_SHARE * size <= rest <= s.top - INNER_SHARE * size
        home = rest if inside else s.top - size / 2
        s.returned = (y - s.bottom) / (home - s.bottom)
        if y >= home - max(HOME_SHARE * size, 0.75 * self._close):
            self._complete(s, y, now, now)
        elif now - s.still_since > ARRIVED_S and min(y, s.lead * s.anchor) >= home - 2 * self._close:
            self._complete(s, y, now, now - ARRIVED_S / 2)
        elif now - s.still_since > SETTLED_S and min(y, s.lead * s.anchor) >= home - NEAR_HOME_SHARE * size:
            self._complete(s, y, now, s.still_since)

    def _wobble(self, s: CycleState) -> float:
        return max(self._turn, WOBBLE_SHARE * s.ranges[-1]) if s.ranges else self._turn

    def _complete(self, s: CycleState, y: float, now: float, end_s: float) -> None:
        size = s.top - s.bottom
        if size >= self._least and size >= self._wobble(s):
            s.done, s.end_s, s.ended_s = True, end_s, end_s
            s.ranges = (*s.ranges, size)[-self._kept :]
            s.spread = self._spread(s.ranges)
            if s.middle != s.middle:
                s.middle = s.lead * (s.top + s.bottom) / 2
        self._rest(s, y, now)

    @staticmethod
    def _rest(s: CycleState, y: float, now: float) -> None:
        s.phase, s.low, s.high, s.near_low_t, s.near_high_t = REST, s.lead * y, s.lead * y, now, now
        s.rested = False

    def _spread(self, ranges: tuple[float, ...]) -> float:
        """Standard deviation of the last ranges over their mean, the noise of measuring taken out."""
        if len(ranges) < self._kept:
            return 0.0
        mean = sum(ranges) / len(ranges)
        variance = sum((size - mean) ** 2 for size in ranges) / (len(ranges) - 1)
        return math.sqrt(max(variance - self._noise**2, 0.0)) / mean
