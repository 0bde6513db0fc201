"""Is the camera level? The tilt of the floor in the picture, from the points of the body that stand on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from formcheck.signals.body import FOOT, SHOULDER, Body
from formcheck.signals.gates import shoulder_along
from formcheck.signals.history import Delay, DelayState
from formcheck.signals.samples import Flags, Rows, Samples, divide, is_nan, magnitude, minimum, where

STEEPEST = math.tan(math.radians(18.0))
"""Rise over run. A steeper line is no floor: somebody is not down yet."""
SHORTEST = 0.8
"""Length of the line in torso lengths: over a shorter one two centimetres are more than 2 degrees."""
SPREAD = 0.12
"""No joint of the line stands off it by more than this, in torso lengths: knees that hang are no contact."""
STEADY = math.tan(math.radians(1.0))
"""Still: the line turned by less than this in LAG_S."""
LAG_S = 0.3
SEEN_S = 0.4
"""The tilt is the median of the first so many seconds, in all, in which the line lay on the floor and was
still: the pause on all fours before a first repetition is hardly longer."""
LONGEST_S = 0.1
"""A frame stands for no more than this."""
MAX_ALONG = 0.15
"""Apparent horizontal shoulder spacing, in torso lengths, up to which a tilt is the camera's: from a camera
at height h and distance d that is turned by y a level floor line has the slope h/d tan y. At 12 degrees
(0.7 sin 12 = 0.15) and h/d of 0.25 that is 3 degrees."""
MIN_ROLL_DEG = 3.0
"""Below this nothing is corrected: joints sit at different heights above the skin on the floor, which alone
reads -1.3 to +1.7 degrees from level cameras (the widest on the short line of all fours)."""
TELL_ROLL_DEG = 5.0
"""Above this the user sees a warning."""
MAX_ROLL_DEG = 12.0
"""Above this nothing is judged against the horizontal: a step under the feet may look the same."""


@dataclass(frozen=True, slots=True)
class FloorLine:
    """Near-side points (numbers of `body.POINTS`) that stand on the floor at equal heights.

    Attributes:
        head, feet: the points whose mean is either end.
        below: how far another part of the body may lie below the line, in torso lengths: the height of the
            line's joints above the floor. The foot, which lies below its ankle, is left out.
        needs_level: quantities of the exercise are held against the horizontal.
    """

    head: tuple[int, ...]
    feet: tuple[int, ...]
    below: float
    needs_level: bool = True


class LevelState(NamedTuple):
    """State: slopes a moment ago, slopes that count so far, their seconds, last frame, the roll in degrees
    (NaN while unknown).
    """

    delay: DelayState
    slopes: Rows
    seen_s: float
    last_s: float
    roll_deg: float


class CameraLevel:
    """Estimates the camera's roll once, from the first still moments on the floor."""

    def __init__(self, line: FloorLine | None) -> None:
        self._line = line
        self._delay = Delay(LAG_S)

    def start(self) -> LevelState:
        """Nothing known."""
        return LevelState(self._delay.start(), (), 0.0, math.inf, math.nan)

    def step(self, body: Body, usable: Flags, time: Samples, state: LevelState) -> tuple[Samples, LevelState]:
        """Run over a chunk of at least one frame.

        Returns:
            how far the head's end of the floor appears above its feet's end, degrees, to be taken off
            elevations of the canonical body; 0 while unknown or too small to matter (then a plain number);
            the new state.
        """
        if self._line is None:
            return 0.0, state
        if state.roll_deg == state.roll_deg:
            return tilt_of(state.roll_deg, body.head_right), state
        slope, down = self._floor(body, self._line)
        (before,), delay = self._delay.step((slope,), time, state.delay)
        good = down & usable & (magnitude(slope - before) < STEADY)
        # Seen as the picture has it: mirrored, the roll has the other sign.
        slope = where(body.head_right, slope, -slope)
        if isinstance(time, float):
            step_s = min(max(time - state.last_s, 0.0), LONGEST_S) if good else 0.0
            slopes = (*state.slopes, slope) if good else state.slopes
            after = _settled(LevelState(delay, slopes, state.seen_s + step_s, time, math.nan))
            return tilt_of(after.roll_deg, body.head_right), after
        good, slope = np.asarray(good), np.asarray(slope)
        steps = np.diff(time, prepend=state.last_s).clip(0.0, LONGEST_S) * good
        seen = np.add.accumulate(np.concatenate(([state.seen_s], steps)))[1:]
        end = int(np.searchsorted(seen, SEEN_S)) + 1  # the frame that settles it is the last one to count
        slopes = (*state.slopes, *slope[:end][good[:end]].tolist())
        last = min(end, len(time)) - 1
        after = _settled(LevelState(delay, slopes, seen[last].item(), time[-1].item(), math.nan))
        tilt = tilt_of(after.roll_deg, body.head_right)
        if isinstance(tilt, np.ndarray) and last:
            tilt[:last] = 0.0
        return tilt, after

    @staticmethod
    def _floor(body: Body, line: FloorLine) -> tuple[Samples, Flags]:
        """Rise over run of the line, and whether the body stands on it.

        The far side counts as well: with a near leg raised its hand and foot make a line too.
        """
        x, y = body.x[0], body.y[0]
        ends_x, ends_y = _known(x, line.feet), _known(y, line.feet)
        feet_x, feet_y = _mean(ends_x), _mean(ends_y)
        heads_x, heads_y = _known(x, line.head), _known(y, line.head)
        dx, dy = _mean(heads_x) - feet_x, _mean(heads_y) - feet_y
        slope = divide(dy, dx)
        down = (magnitude(slope) < STEEPEST) & (dx > SHORTEST * body.trunk_px)
        if down is False:
            return slope, down
        lowest: Samples = y[SHOULDER] - feet_y - slope * (x[SHOULDER] - feet_x)
        for xs, ys in zip(body.x, body.y, strict=True):
            for point in range(SHOULDER, FOOT):
                lowest = minimum(lowest, ys[point] - feet_y - slope * (xs[point] - feet_x))
        down = down & (lowest > -line.below * body.trunk_px)
        for end_x, end_y in zip((*heads_x, *ends_x), (*heads_y, *ends_y), strict=True):
            down = down & (magnitude(end_y - feet_y - slope * (end_x - feet_x)) < SPREAD * body.trunk_px)
        return slope, down & (magnitude(shoulder_along(body)) < MAX_ALONG)


def tilt_of(roll_deg: float, head_right: Flags) -> Samples:
    """The floor's tilt in the canonical body, degrees, from the camera's roll; 0 where it is too small."""
    if not abs(roll_deg) >= MIN_ROLL_DEG:
        return 0.0
    return where(head_right, roll_deg, -roll_deg)


def _known(rows: Sequence[Samples], points: tuple[int, ...]) -> list[Samples]:
    """Coordinates of points; the first one stands for a missing one (17 points have no toes)."""
    first = rows[points[0]]
    return [first, *(where(is_nan(rows[point]), first, rows[point]) for point in points[1:])]


def _mean(values: list[Samples]) -> Samples:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total / float(len(values))


def _settled(state: LevelState) -> LevelState:
    """With the roll, once enough has been seen."""
    if state.seen_s < SEEN_S:
        return state
    roll_deg = math.degrees(math.atan(float(np.median(np.array(state.slopes)))))
    return LevelState((), (), state.seen_s, state.last_s, roll_deg)
