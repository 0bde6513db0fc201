"""What one visit says, as plain values: the input of all arithmetic over several visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median


@dataclass(frozen=True, slots=True)
class Judged:
    """What a result was judged with. Values under different ones are never compared.

    Attributes:
        model: backend and network with the first digits of its SHA-256.
        thresholds: digest of all numbers in use.
        strictness: the dial over all bands.
        view: where the camera stood.
        reference: "personal", or "default" where bands without a reference held.
    """

    model: str
    thresholds: str
    strictness: float
    view: str
    reference: str


@dataclass(frozen=True, slots=True)
class Grades:
    """Seconds, or numbers of repetitions, by what they show."""

    good: float = 0
    almost: float = 0
    different: float = 0
    unmeasured: float = 0

    def __add__(self, other: Grades) -> Grades:
        return Grades(
            self.good + other.good,
            self.almost + other.almost,
            self.different + other.different,
            self.unmeasured + other.unmeasured,
        )

    @property
    def seen(self) -> float:
        """Those that could be measured."""
        return self.good + self.almost + self.different

    @property
    def whole(self) -> float:
        """All of them."""
        return self.seen + self.unmeasured

    @property
    def shares(self) -> dict[str, float]:
        """Each as a share of the whole, 0-1, by name; empty of nothing."""
        whole = self.whole
        if whole <= 0:
            return {}
        parts = {
            "good": self.good,
            "almost": self.almost,
            "different": self.different,
            "unmeasured": self.unmeasured,
        }
        return {name: part / whole for name, part in parts.items()}


@dataclass(frozen=True, slots=True)
class SideDone:
    """What one side, or pair of limbs, did in one visit; fields as in `ExerciseDay`."""

    holds: int = 0
    quality_hold_s: float = 0.0
    reps: Grades = Grades()

    def __add__(self, other: SideDone) -> SideDone:
        return SideDone(
            self.holds + other.holds,
            self.quality_hold_s + other.quality_hold_s,
            self.reps + other.reps,
        )


@dataclass(frozen=True, slots=True)
class FaultSeen:
    """A fault over an exercise of one visit."""

    name: str
    seconds: float
    count: int


@dataclass(frozen=True, slots=True)
class ExerciseDay:
    """One exercise in one visit.

    Attributes:
        visit: key of the visit; `at` its start.
        holds: number of holds; `hold_s` their time, `quality_hold_s` = in green + half in amber; `longest_s`
            the longest.
        reps: repetitions; those without a fault are good.
        times: seconds within holds and repetitions.
        coverage: share of the active time that could be measured, 0-1: half of a hold that counts may be
            unmeasured, which `times` do not tell.
        sides: by side or pair of limbs, where it has sides.
        faults: the gravest first.
        measures: quantities that are followed over visits, by name: the middle of the visit's events.
    """

    visit: str
    at: datetime
    exercise: str
    judged: Judged
    holds: int = 0
    hold_s: float = 0.0
    quality_hold_s: float = 0.0
    longest_s: float = 0.0
    reps: Grades = Grades()
    times: Grades = Grades()
    coverage: float = 1.0
    sides: Mapping[str, SideDone] = field(default_factory=dict)
    faults: tuple[FaultSeen, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)

    @property
    def grades(self) -> Grades:
        """What was seen: by repetitions where there are any, else by time."""
        return self.reps if self.reps.whole else self.times

    @property
    def measured(self) -> float | None:
        """Share of it that was measured, 0-1; None of nothing."""
        grades = self.grades
        return min(grades.seen / grades.whole, self.coverage) if grades.whole > 0 else None


@dataclass(frozen=True, slots=True)
class VisitDay:
    """The answers of one visit, from 0 to 10; None where there is none.

    Attributes:
        legs: new or worse pain, numbness or weakness in a leg was reported.
        stopped_for_pain: pain, and no leg, was a reason to stop.
    """

    visit: str
    at: datetime
    pain_before: int | None = None
    pain_after: int | None = None
    pain_next: int | None = None
    exertion: int | None = None
    legs: bool = False
    stopped_for_pain: bool = False


def together(days: Iterable[ExerciseDay]) -> list[ExerciseDay]:
    """One entry a visit, exercise and judgement, oldest first; what was done apart (left, right) joins."""
    groups: dict[tuple[str, str, Judged], list[ExerciseDay]] = {}
    for day in days:
        groups.setdefault((day.visit, day.exercise, day.judged), []).append(day)
    return sorted(map(_sum, groups.values()), key=lambda day: (day.at, day.visit))


def _sum(days: Sequence[ExerciseDay]) -> ExerciseDay:
    if len(days) == 1:
        return days[0]
    sides: dict[str, SideDone] = {}
    faults: dict[str, FaultSeen] = {}
    whole = sum(day.times.whole for day in days)
    for day in days:
        for side, done in day.sides.items():
            sides[side] = sides.get(side, SideDone()) + done
        for fault in day.faults:
            was = faults.get(fault.name, FaultSeen(fault.name, 0.0, 0))
            faults[fault.name] = FaultSeen(fault.name, was.seconds + fault.seconds, was.count + fault.count)
    return ExerciseDay(
        visit=days[0].visit,
        at=min(day.at for day in days),
        exercise=days[0].exercise,
        judged=days[0].judged,
        holds=sum(day.holds for day in days),
        hold_s=sum(day.hold_s for day in days),
        quality_hold_s=sum(day.quality_hold_s for day in days),
        longest_s=max(day.longest_s for day in days),
        reps=sum((day.reps for day in days), Grades()),
        times=sum((day.times for day in days), Grades()),
        coverage=sum(day.coverage * day.times.whole for day in days) / whole if whole else 1.0,
        sides=sides,
        faults=tuple(sorted(faults.values(), key=lambda fault: (-fault.seconds, fault.name))),
        measures=middles(day.measures for day in days),
    )


def middles(measures: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The median of each quantity over events or parts."""
    found: dict[str, list[float]] = {}
    for one in measures:
        for name, value in one.items():
            found.setdefault(name, []).append(value)
    return {name: median(values) for name, values in found.items()}
