"""Everything that visits say of one exercise together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from formcheck.exercises import exercise_names, get_exercise
from formcheck.trends.change import SHARE_LEAST, Change, change
from formcheck.trends.days import ExerciseDay, together
from formcheck.trends.sides import Sides, sides
from formcheck.trends.values import (
    Break,
    Value,
    breaks,
    good_reps,
    good_shares,
    longest_holds,
    measured,
    quality_holds,
)

TOP_FAULTS = 2


@dataclass(frozen=True, slots=True)
class FaultCount:
    """A fault in `visits` of the visits, for `seconds` in all."""

    name: str
    visits: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A quantity over visits, with what can be said of its change."""

    values: list[Value]
    change: Change


@dataclass(frozen=True, slots=True)
class ExerciseTrend:
    """One exercise over visits.

    Attributes:
        days: one entry a visit and judgement, the oldest first.
        quality, longest: of holds, seconds; None where nothing was held.
        reps: number of good repetitions; its change is that of their share. None where there are none.
        share: share that was good, 0-1.
        breaks: where something changed that makes values another thing, whatever is drawn.
        sides: left against right, or None.
        measures: quantities that are followed as they are, by name; neither way is better.
        faults: the two that were seen in most visits.
        visits: in how many visits the exercise was done.
    """

    exercise: str
    days: list[ExerciseDay]
    quality: Trend | None
    longest: Trend | None
    reps: Trend | None
    share: Trend
    breaks: list[Break]
    sides: Sides | None
    faults: list[FaultCount]
    visits: int
    measures: Mapping[str, Trend] = field(default_factory=dict)


def exercise_trends(days: Iterable[ExerciseDay], order: Sequence[str] = ()) -> list[ExerciseTrend]:
    """The trend of each exercise.

    Args:
        days: of one patient, in any order.
        order: names of exercises that come first, as in the programme; the others follow by name.
    """
    groups: dict[str, list[ExerciseDay]] = {}
    for day in together(days):
        groups.setdefault(day.exercise, []).append(day)
    places = {name: place for place, name in enumerate(order)}
    names = sorted(groups, key=lambda name: (places.get(name, len(places)), name))
    return [_trend(name, groups[name]) for name in names]


def _trend(exercise: str, days: list[ExerciseDay]) -> ExerciseTrend:
    # A share of time and one of repetitions are two quantities, as where a bridge came to be held.
    counted = bool(days[-1].reps.whole)
    alike = good_shares(day for day in days if bool(day.reps.whole) == counted)
    share = Trend(good_shares(days), change(alike, least=SHARE_LEAST))
    held, repeated = any(day.holds for day in days), any(day.reps.whole for day in days)
    marks = [Value(day.visit, day.at, 0.0, judged=day.judged) for day in days]
    return ExerciseTrend(
        exercise=exercise,
        days=days,
        quality=_of(quality_holds(days)) if held else None,
        longest=_of(longest_holds(days)) if held else None,
        reps=Trend(good_reps(days), change(good_shares(day for day in days if day.reps.whole)))
        if repeated
        else None,
        share=share,
        breaks=breaks(marks),
        sides=sides(days),
        faults=_top_faults(days),
        visits=len({day.visit for day in days}),
        measures=_measures(exercise, days),
    )


def _of(values: list[Value]) -> Trend:
    return Trend(values, change(values))


def _measures(exercise: str, days: Sequence[ExerciseDay]) -> dict[str, Trend]:
    if exercise not in exercise_names():  # of a newer version, from a file
        return {}
    tracked = get_exercise(exercise).config().tracked
    found = {one.measure: measured(days, one.measure, one.typical_error) for one in tracked}
    return {name: _of(values) for name, values in found.items() if values}


def _top_faults(days: Sequence[ExerciseDay]) -> list[FaultCount]:
    seen: dict[str, list[float]] = {}
    for day in days:
        for fault in day.faults:
            seen.setdefault(fault.name, []).append(fault.seconds)
    counts = [FaultCount(name, len(seconds), sum(seconds)) for name, seconds in seen.items()]
    return sorted(counts, key=lambda one: (-one.visits, -one.seconds, one.name))[:TOP_FAULTS]
