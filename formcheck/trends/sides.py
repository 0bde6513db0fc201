"""Left against right, with its uncertainty; a side is named only by the rule of docs/clinical.md#trends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from formcheck.scoring.summary import Z95
from formcheck.scoring.verdicts import MIN_COVERAGE
from formcheck.trends.days import ExerciseDay, SideDone
from formcheck.trends.values import Value, hold_error_s, share_error, wilson

LEAST_SESSIONS = 3
"""A difference in as many sessions in a row, in one direction ..."""
LEAST_SHARE = 0.2
"""... of a fifth of the longer side (of repetitions: a fifth of them all) ..."""
LEAST_S = 15.0
"""... and of more than so many seconds of a hold."""
PAIRS = (("left", "right"), ("left_arm_right_leg", "right_arm_left_leg"))


@dataclass(frozen=True, slots=True)
class SidesDay:
    """Both sides in one visit, seconds of a hold or shares of good repetitions."""

    at: datetime
    left: Value
    right: Value

    @property
    def difference(self) -> float:
        """Left minus right."""
        return self.left.value - self.right.value

    @property
    def uncertainty(self) -> float:
        """The difference of one day varies by this much either way (95 %)."""
        return Z95 * math.hypot(self.left.error or 0.0, self.right.error or 0.0)


@dataclass(frozen=True, slots=True)
class Sides:
    """Left against right over visits.

    Attributes:
        names: of the left and the right one, as results name them.
        in_seconds: quality hold time of one hold; else shares of repetitions that were good.
        days: oldest first.
        difference: left minus right, mean of the last `LEAST_SESSIONS` sessions that were judged alike, with
            its `uncertainty` (95 %); None of none.
        less: the side that does less, "left" or "right"; None where no difference can be said.
    """

    names: tuple[str, str]
    in_seconds: bool
    days: tuple[SidesDay, ...]
    difference: float | None
    uncertainty: float | None
    sessions: int
    less: str | None


def sides(days: Sequence[ExerciseDay]) -> Sides | None:
    """Left against right of one exercise; None where no visit shows both sides.

    Args:
        days: of one exercise, oldest first; both sides of a visit in one entry (`together`).
    """
    for names in PAIRS:
        both = [day for day in days if _measured(day) and all(name in day.sides for name in names)]
        in_seconds = any(day.sides[name].holds for day in both for name in names)
        value = _hold if in_seconds else _share
        found = [
            SidesDay(day.at, left, right)
            for day in both
            if (left := value(day, day.sides[names[0]])) is not None
            and (right := value(day, day.sides[names[1]])) is not None
        ]
        if found:
            return _summed_up(names, in_seconds, found)
    return None


def _measured(day: ExerciseDay) -> bool:
    """Where much could not be measured, one side may have been hidden: it did no less for that."""
    return day.coverage >= MIN_COVERAGE


def _summed_up(names: tuple[str, str], in_seconds: bool, days: list[SidesDay]) -> Sides:
    alike = [day for day in days if day.left.judged == days[-1].left.judged][-LEAST_SESSIONS:]
    difference = math.fsum(day.difference for day in alike) / len(alike)
    uncertainty = math.sqrt(math.fsum(day.uncertainty**2 for day in alike)) / len(alike)
    real = [_real(day, in_seconds) for day in alike]
    one_way = len({day.difference > 0 for day in alike}) == 1
    certain = len(alike) == LEAST_SESSIONS and all(real) and one_way and abs(difference) > uncertainty
    less = ("right" if difference > 0 else "left") if certain else None
    return Sides(names, in_seconds, tuple(days), difference, uncertainty, len(alike), less)


def _real(day: SidesDay, in_seconds: bool) -> bool:
    if not in_seconds:
        return abs(day.difference) >= LEAST_SHARE
    longer = max(day.left.value, day.right.value)
    return abs(day.difference) >= LEAST_SHARE * longer and abs(day.difference) > LEAST_S


def _hold(day: ExerciseDay, side: SideDone) -> Value | None:
    if not side.holds:
        return None
    value, reach = side.quality_hold_s / side.holds, Z95 * hold_error_s()
    return Value(day.visit, day.at, value, hold_error_s(), max(value - reach, 0.0), value + reach, day.judged)


def _share(day: ExerciseDay, side: SideDone) -> Value | None:
    good, seen = side.reps.good, side.reps.seen
    if not seen:
        return None
    low, high = wilson(good, seen)
    return Value(day.visit, day.at, good / seen, share_error(good, seen), low, high, day.judged)
