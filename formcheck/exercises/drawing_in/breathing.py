"""Breathing from the height of the belly line: rhythm, its quality, and how long the last pause has lasted.

Heights come about ten times a second and are averaged in bins of `BIN_S`; every second the last stretch of
bins is searched for a rhythm. All is worked out reading by reading in plain numbers, so any cutting of the
recording into chunks gives the same bytes (law 2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from formcheck.exercises.drawing_in.limits import DrawingInLimits
from formcheck.exercises.drawing_in.rhythm import Floats, find_rhythm

BIN_S = 0.2
PER_SECOND = 5
LAG = 8
"""The rhythm is sought in how far the belly line went within so many bins, 1.6 s: drawing the navel in or
letting it go is then one push among many breaths, and slow settling is next to nothing."""
NAN = math.nan


@dataclass(frozen=True, slots=True)
class Breath:
    """What is known after a reading; NaN where it is not.

    Attributes:
        level: belly line above its mean of the last seconds, torso lengths, + up.
        rate_per_min: breaths a minute; only while the rhythm is clear and large enough.
        quality: share of the belly line's motion that a steady rhythm explains, 0-1.
        pause_s: seconds since the belly line last moved by a good part of a usual breath.
    """

    level: float = NAN
    rate_per_min: float = NAN
    quality: float = NAN
    pause_s: float = NAN


@dataclass(frozen=True, slots=True)
class Usual:
    """A clear rhythm: swing and noise of a bin in torso lengths, seconds a breath, the bin it ended in."""

    swing: float
    noise: float
    period_s: float
    at: int


_UNKNOWN = Usual(NAN, NAN, NAN, 0)


@dataclass(frozen=True, slots=True)
class BreathState:
    """State: the stretch so far, in pixels, and what is known of the breathing in it.

    Attributes:
        start_s: where bin 0 begins; NaN before the first reading.
        last_s, last: time and height of the last reading that was taken.
        open: (number, sum, count) of the bin that is being filled.
        closed: number of the last closed bin, -1 when there is none.
        bins: heights of the newest closed bins, pixels, gaps bridged.
        torso_px: mean torso length so far, and of how many readings.
        usual: the breathing when its rhythm was last clear.
        breath: what is shown until the next bin closes.
    """

    start_s: float = NAN
    last_s: float = NAN
    last: float = NAN
    open: tuple[int, float, int] = (0, 0.0, 0)
    closed: int = -1
    bins: Floats = field(default_factory=lambda: np.empty(0))
    torso_px: tuple[float, int] = (NAN, 0)
    usual: Usual = _UNKNOWN
    breath: Breath = Breath()


class Breathing:
    """Follows the breathing of somebody who lies still.

    Args:
        limits: the exercise's numbers, see its `config.toml`.
    """

    def __init__(self, limits: DrawingInLimits) -> None:
        self._k = limits
        self._most = round(limits.window_s / BIN_S)
        self._least = round(limits.window_least_s / BIN_S)

    def start(self) -> BreathState:
        """Nothing seen yet."""
        return BreathState()

    def step(self, now: float, height: float, torso_px: float, state: BreathState) -> BreathState:
        """Take one reading of the belly line's height (pixels, + up)."""
        k = self._k
        away = now - state.last_s
        if not away <= k.breath_gap_s:
            return self._begin(now, height, torso_px)
        if abs(height - state.last) > k.breath_jump * torso_px:  # a hand, a slip of the outline
            return state if away <= k.breath_slip_s else self._begin(now, height, torso_px)
        mean, count = state.torso_px
        mean, count = mean + (torso_px - mean) / (count + 1), count + 1
        number = math.floor((now - state.start_s) / BIN_S)
        filling, total, inside = state.open
        if number == filling:
            return replace(
                state,
                last_s=now,
                last=height,
                open=(filling, total + height, inside + 1),
                torso_px=(mean, count),
            )
        bins = self._joined(state, total / inside)
        after = BreathState(
            state.start_s, now, height, (number, height, 1), filling, bins, (mean, count), state.usual,
            state.breath,
        )  # fmt: skip
        return self._judged(after, filling - state.closed)

    def _begin(self, now: float, height: float, torso_px: float) -> BreathState:
        # The quarter of a bin keeps readings at ten a second off the bins' edges.
        return BreathState(
            now - BIN_S / 4, now, height, (0, height, 1), torso_px=(torso_px, 1), breath=Breath(level=0.0)
        )

    def _joined(self, state: BreathState, value: float) -> Floats:
        """The bins with one more; those without a reading in between lie on a straight line."""
        steps = state.open[0] - state.closed if len(state.bins) else 1
        added = [value]
        if steps > 1:
            before = float(state.bins[-1])
            added = [before + (value - before) * i / steps for i in range(1, steps + 1)]
        return np.concatenate((state.bins, added))[-self._most :]

    def _judged(self, state: BreathState, steps: int) -> BreathState:
        """After a bin has closed: where the belly line is, how it moves, how long it has been still."""
        k, torso = self._k, state.torso_px[0]
        heights = state.bins / torso
        level = float(np.add.reduce(heights[-3:])) / len(heights[-3:])
        recent = heights[-round(k.level_s / BIN_S) :]
        level -= float(np.add.reduce(recent)) / len(recent)
        before, usual = state.breath, state.usual
        rate, quality = before.rate_per_min, before.quality
        if state.closed // PER_SECOND != (state.closed - steps) // PER_SECOND:
            rate, quality, usual = self._rhythm(heights, state)
        pause_s = self._pause(heights, usual, before.pause_s, steps, state.closed)
        return replace(state, usual=usual, breath=Breath(level, rate, quality, pause_s))

    def _rhythm(self, heights: Floats, state: BreathState) -> tuple[float, float, Usual]:
        """Rate and quality now, and the usual breath."""
        k = self._k
        whole = len(heights) // PER_SECOND * PER_SECOND
        if whole < self._least:
            return NAN, NAN, state.usual
        # A pause that has begun must not pass for smaller breaths.
        paused = state.breath.pause_s > k.pause_begun_s
        even = k.evenness_paused if paused else k.evenness_least
        quality = NAN
        for length, limit in ((whole, k.quality_least), (self._least, k.quality_least_short)):
            part = heights[-length:]
            smooth = _smooth(part, 3)
            found = find_rhythm(smooth[LAG:] - smooth[:-LAG], BIN_S, LAG)
            if found.swing >= k.swing_least and found.evenness >= even and found.quality >= limit:
                usual = Usual(found.swing, _noise(part), 60.0 / found.rate_per_min, state.closed)
                return found.rate_per_min, found.quality, usual
            if length == whole:
                quality = min(found.quality, limit)
            if paused:
                break
        return NAN, quality, state.usual

    def _pause(self, heights: Floats, usual: Usual, before: float, steps: int, closed: int) -> float:
        """Seconds since the belly line last went a good part of a usual breath within half its time.

        Slow settling of the body moves the belly line, too, but not as fast.
        """
        k = self._k
        band = k.pause_share * usual.swing
        # Unknown: no rhythm was clear lately, or its breaths do not stand out enough to tell when they stop.
        if not band >= k.pause_noise * usual.noise or (closed - usual.at) * BIN_S > k.usual_age_s:
            return NAN
        width = min(max(round(k.pause_smooth * usual.period_s / BIN_S), 5), 11)
        smooth = _smooth(heights, width)
        half = min(max(round(usual.period_s / 2 / BIN_S), 5), len(smooth))
        views = np.lib.stride_tricks.sliding_window_view(smooth, half)
        moved = np.flatnonzero(views.max(axis=1) - views.min(axis=1) > band)
        if not len(moved):
            return max(len(views) * BIN_S, before + steps * BIN_S)
        since = len(views) - 1 - int(moved[-1])
        # What moved last is the way before the end of the breath, and the running mean shows it late.
        return since * BIN_S + k.pause_tail * usual.period_s if since else 0.0


def _smooth(heights: Floats, width: int) -> Floats:
    """Running mean over `width` bins, (N - width + 1,)."""
    total = heights[: len(heights) - width + 1].copy()
    for first in range(1, width):
        total += heights[first : len(heights) - width + 1 + first]
    return total / width


def _noise(heights: Floats) -> float:
    """Standard deviation of a bin's error, from second differences: breathing is too slow to show in them."""
    bend = np.abs(heights[2:] - 2 * heights[1:-1] + heights[:-2])
    return float(np.median(bend)) / (0.6745 * math.sqrt(6.0))
