"""The axes of the charts over days: positions, levels and days, in units of the view box."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from formcheck.words.catalogue import Words

WIDTH, HEIGHT = 380.0, 172.0
LEFT, RIGHT, TOP, BOTTOM = 38.0, 364.0, 10.0, 152.0
"""Edges of the plot."""
_DAY_STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364)
_MOST_DAYS, _MOST_LEVELS = 7, 5


@dataclass(frozen=True, slots=True)
class Period:
    """What the axis shows: from the day of `start` to the day of `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Label:
    """A text of an axis, at a position."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Axes:
    """Days from left to right, values from `low` at the bottom to `high`."""

    period: Period
    low: float
    high: float

    def x(self, at: datetime) -> float:
        """Position of a moment; what lies outside of the period lies on its edge."""
        span = max((self.period.end - self.period.start).total_seconds(), 1.0)
        share = (at - self.period.start).total_seconds() / span
        # Room on both sides for the mark of the first and the last day.
        return round(LEFT + 6 + (RIGHT - LEFT - 12) * min(max(share, 0.0), 1.0), 1)

    def y(self, value: float) -> float:
        """Position of a value; what lies beyond the axis lies on its end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def levels(axes: Axes, words: Words, most_digits: int = 3) -> list[Label]:
    """Round numbers on the value axis, at most `_MOST_LEVELS` steps, with at most so many digits."""
    span = axes.high - axes.low
    rough = 10 ** math.floor(math.log10(span / _MOST_LEVELS))
    step = next(m * rough for m in (1, 2, 5, 10) if span / (m * rough) <= _MOST_LEVELS)
    step = max(step, 10.0**-most_digits)
    first, last = math.ceil(axes.low / step - 1e-9), math.floor(axes.high / step + 1e-9)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return [Label(LEFT - 4, axes.y(n * step), words.number(n * step, digits)) for n in range(first, last + 1)]


def days(period: Period) -> list[datetime]:
    """Days to be named on the axis, whole steps before its last day."""
    span = (period.end - period.start).days
    step = next((days for days in _DAY_STEPS if span / days <= _MOST_DAYS), max(span // _MOST_DAYS, 1))
    days = [period.end - timedelta(days=step * n) for n in range(span // step + 1)]
    return [day for day in days if day >= period.start][::-1]
