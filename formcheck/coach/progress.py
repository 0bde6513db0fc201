"""What has been done of a set: the hold clock, repetitions and attempts."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, nan
from types import MappingProxyType
from typing import NamedTuple

from formcheck.coach.frame_view import HOLD, FrameView
from formcheck.judge.config import DoseTarget
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import fault_names
from formcheck.scoring.summary import verdict_of
from formcheck.signals.gates import LONGEST_GAP_S


class Progress(NamedTuple):
    """Carry of one set, or the sum of several.

    Attributes:
        time_s: of the last frame.
        hold_s: held in acceptable form, that is green or amber (docs/clinical.md#verdicts: the
            judge itself waits 1 s before it calls a frame red).
        good_s: held without any fault.
        sides: repetitions by side, "" where there is none. A hold that was not asked for counts as one.
        good: repetitions without any fault.
        attempts: movements too far off to count.
        fault_s: seconds of each fault.
        began_s: when the hold that is going on began; NaN outside one.
        before_hold: what the three clocks stood at then.
    """

    time_s: float = nan
    hold_s: float = 0.0
    good_s: float = 0.0
    sides: Mapping[str, int] = MappingProxyType({})
    good: int = 0
    attempts: int = 0
    fault_s: Mapping[str, float] = MappingProxyType({})
    began_s: float = nan
    before_hold: tuple[float, float, Mapping[str, float]] = (0.0, 0.0, MappingProxyType({}))

    @property
    def reps(self) -> int:
        """Repetitions of all sides."""
        return sum(self.sides.values())

    @property
    def begun(self) -> bool:
        """Anything at all was done."""
        return self.hold_s > 0 or self.reps > 0 or self.attempts > 0

    def step(self, moment: FrameView, holds: bool = False) -> Progress:
        """After a frame. What lies between two frames counts only when they are near each other.

        Of an exercise that `holds` a posture the clock takes back what the judge then calls an attempt only:
        nobody is to be told of seconds that the results do not know.
        """
        passed = moment.time_s - self.time_s
        after = self._replace(time_s=moment.time_s)
        after = after._within(moment) if holds else after
        if moment.judged and moment.active and 0 < passed <= LONGEST_GAP_S:
            after = after._timed(moment, passed)
        for outcome in moment.outcomes:
            if holds and outcome.kind == "attempt":
                hold_s, good_s, fault_s = after.before_hold
                after = after._replace(hold_s=hold_s, good_s=good_s, fault_s=fault_s)
            after = after._counted(outcome)
        return after

    def _within(self, moment: FrameView) -> Progress:
        if moment.active and isnan(self.began_s):
            return self._replace(began_s=moment.time_s, before_hold=(self.hold_s, self.good_s, self.fault_s))
        return self if moment.active else self._replace(began_s=nan)

    def _timed(self, moment: FrameView, passed: float) -> Progress:
        after = self
        if moment.phase == HOLD and not moment.major:
            after = after._replace(hold_s=self.hold_s + passed)
        if moment.phase == HOLD and not moment.faults:
            after = after._replace(good_s=self.good_s + passed)
        if not moment.faults:
            return after
        seconds = {name: self.fault_s.get(name, 0.0) + passed for name in fault_names(moment.faults)}
        return after._replace(fault_s={**self.fault_s, **seconds})

    def _counted(self, outcome: Outcome) -> Progress:
        if verdict_of(outcome) == "unmeasured" or outcome.kind == "rest":
            return self
        if outcome.kind == "attempt":
            return self._replace(attempts=self.attempts + 1)
        side = outcome.side or ""
        sides = {**self.sides, side: self.sides.get(side, 0) + 1}
        return self._replace(sides=sides, good=self.good + (not outcome.faults))

    def plus(self, other: Progress) -> Progress:
        """The sum of two sets."""
        return Progress(
            other.time_s,
            self.hold_s + other.hold_s,
            self.good_s + other.good_s,
            {s: self.sides.get(s, 0) + other.sides.get(s, 0) for s in sorted({*self.sides, *other.sides})},
            self.good + other.good,
            self.attempts + other.attempts,
            {
                f: self.fault_s.get(f, 0.0) + other.fault_s.get(f, 0.0)
                for f in sorted({*self.fault_s, *other.fault_s})
            },
        )

    def left(self, dose: DoseTarget) -> float:
        """Seconds of the hold, or repetitions, still to do; never 0 when nothing is asked for.

        Of an exercise with two sides each side has to come to its own number: what one has more, or what was
        of neither, does not help the other.
        """
        if dose.hold_s:
            return max(dose.hold_s - self.hold_s, 0.0)
        if not dose.reps:
            return float("inf")
        if not dose.per_side:
            return max(dose.reps - self.reps, 0)
        counted = [min(count, dose.reps) for side, count in self.sides.items() if side]
        return max(2 * dose.reps - sum(counted), 0)
