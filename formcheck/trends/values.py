"""A quantity over visits: each value with its error, and the breaks across which nothing is compared.

Where the errors come from: docs/clinical.md#trends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Literal

from formcheck.exercises import get_exercise
from formcheck.scoring.summary import Z95
from formcheck.scoring.verdicts import MIN_COVERAGE
from formcheck.trends.days import ExerciseDay, Judged, VisitDay

Cause = Literal["model", "thresholds", "strictness", "view", "reference"]
OWN_LEAST = 4
"""Values from which the scatter of a person's own days is estimated."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of one visit.

    Attributes:
        error: standard deviation of one measurement from one day to the next; None where none is known.
        low, high: ends of its 95 % interval; None where no error is known.
        judged: what it was judged with; None of an answer, which nobody judged.
    """

    visit: str
    at: datetime
    value: float
    error: float | None = None
    low: float | None = None
    high: float | None = None
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """Where values before and after cannot be compared.

    Attributes:
        at: halfway between the two visits.
        causes: what differs.
    """

    at: datetime
    causes: tuple[Cause, ...]


@cache
def hold_error_s() -> float:
    """Standard deviation of a hold time from one day to the next, seconds.

    Juan-Recio et al. 2022 measured it in the side plank, whose config holds it; the other holds borrow it,
    since no study of theirs was found.
    """
    asymmetry = get_exercise("side-plank").config().asymmetry
    assert asymmetry is not None
    return asymmetry.typical_error_s


def wilson(good: float, of: float) -> tuple[float, float]:
    """The 95 % interval of a share, Wilson's: 0-1, also where none or all are good.

    Raises:
        ValueError: of nothing.
    """
    if of <= 0:
        raise ValueError("a share of nothing has no interval")
    share, z2 = good / of, Z95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    # Rounding must not put the share itself outside.
    return max(min(middle - half, share), 0.0), min(max(middle + half, share), 1.0)


def share_error(good: float, of: float) -> float:
    """Standard deviation of a share of `of` repetitions; not 0 where all are good (Agresti and Coull's)."""
    n = of + Z95**2
    share = (good + Z95**2 / 2) / n
    return math.sqrt(share * (1 - share) / n)


def is_measured(day: ExerciseDay) -> bool:
    """Whether enough of a day was measured for a value (docs/clinical.md#verdicts)."""
    return day.measured is not None and day.measured >= MIN_COVERAGE


def _with_error(day: ExerciseDay, value: float, error: float) -> Value:
    reach = Z95 * error
    return Value(day.visit, day.at, value, error, max(value - reach, 0.0), value + reach, day.judged)


def quality_holds(days: Iterable[ExerciseDay]) -> list[Value]:
    """Quality hold time of one hold, the mean of a visit, seconds.

    Of one hold, since the number of sets belongs to the programme. The mean of several holds of one day is
    taken to be no more certain than one of them: they share the day.
    """
    return [
        _with_error(day, day.quality_hold_s / day.holds, hold_error_s())
        for day in days
        if day.holds and is_measured(day)
    ]


def longest_holds(days: Iterable[ExerciseDay]) -> list[Value]:
    """The longest hold of each visit, seconds."""
    return [_with_error(day, day.longest_s, hold_error_s()) for day in days if day.holds and is_measured(day)]


def good_reps(days: Iterable[ExerciseDay]) -> list[Value]:
    """Number of repetitions without a fault; the interval is Wilson's, of the number that was measured."""
    values = []
    for day in days:
        if day.reps.seen and is_measured(day):
            good, seen = day.reps.good, day.reps.seen
            low, high = wilson(good, seen)
            error = share_error(good, seen) * seen
            values.append(Value(day.visit, day.at, good, error, low * seen, high * seen, day.judged))
    return values


def good_shares(days: Iterable[ExerciseDay]) -> list[Value]:
    """Share that was good, 0-1, of what was measured: of repetitions with Wilson's interval, else of time.

    Frames of one hold depend on each other, so that a share of time has no error of its own: the scatter of
    the person's own days stands for it.
    """
    values = []
    for day in days:
        grades = day.grades
        if not grades.seen or not is_measured(day):
            continue
        share = grades.good / grades.seen
        if day.reps.whole:
            low, high = wilson(grades.good, grades.seen)
            error = share_error(grades.good, grades.seen)
            values.append(Value(day.visit, day.at, share, error, low, high, day.judged))
        else:
            values.append(Value(day.visit, day.at, share, judged=day.judged))
    return values


def measured(days: Iterable[ExerciseDay], name: str, error: float) -> list[Value]:
    """A quantity that is followed as it is.

    No band judged it: other thresholds, another strictness or reference change nothing about it.

    Args:
        days: of one exercise.
        name: of the quantity.
        error: standard deviation of one measurement from one day to the next.
    """
    reach = Z95 * error
    found = ((day, day.measures[name]) for day in days if name in day.measures)
    return [
        Value(day.visit, day.at, value, error, value - reach, value + reach, _unbanded(day.judged))
        for day, value in found
    ]


def _unbanded(judged: Judged) -> Judged:
    return replace(judged, thresholds="", strictness=1.0, reference="")


def answers(days: Iterable[VisitDay], answer: Callable[[VisitDay], int | None]) -> list[Value]:
    """An answer of each visit that gave it, e.g. `lambda day: day.pain_before`."""
    found = ((day, answer(day)) for day in days)
    return [Value(day.visit, day.at, float(given)) for day, given in found if given is not None]


def own_error(numbers: Sequence[float]) -> float | None:
    """Standard deviation from one day to the next of this person's own values; None of too few.

    From the differences of neighbours (von Neumann), so that a steady change does not count as scatter.

    Args:
        numbers: one a visit, the oldest first, that may be compared.
    """
    if len(numbers) < OWN_LEAST:
        return None
    squares = [(after - before) ** 2 for before, after in pairwise(numbers)]
    return math.sqrt(sum(squares) / (2 * len(squares)))


def runs(values: Sequence[Value]) -> list[list[Value]]:
    """The values, oldest first, in stretches that were judged alike."""
    parts: list[list[Value]] = []
    for value in values:
        if parts and parts[-1][-1].judged == value.judged:
            parts[-1].append(value)
        else:
            parts.append([value])
    return parts


def breaks(values: Sequence[Value]) -> list[Break]:
    """The breaks between the runs."""
    return [
        Break(before[-1].at + (after[0].at - before[-1].at) / 2, _causes(before[-1].judged, after[0].judged))
        for before, after in pairwise(runs(values))
    ]


def _causes(before: Judged | None, after: Judged | None) -> tuple[Cause, ...]:
    if before is None or after is None:
        return ()
    names: tuple[Cause, ...] = ("model", "view", "strictness", "reference")
    differ = tuple(name for name in names if getattr(before, name) != getattr(after, name))
    # The digest of the thresholds changes with the strictness as well: that says it already.
    other = before.thresholds != after.thresholds and before.strictness == after.strictness
    return (*differ, "thresholds") if other else differ
