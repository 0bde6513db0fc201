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
    """What was done in one set, or in several sets together.

    Attributes:
        time_s: media time of the last frame, seconds; NaN before the first.
        hold_s: seconds held in acceptable form, green or amber (docs/clinical.md#verdicts: the judge itself
            waits 1 s before it calls a frame red).
        sides: number of repetitions by side, with "" for those without a side; a finished hold counts as one.
        attempts: number of movements too far off to count.
        fault_s: seconds of each fault, by name.
        began_s: the present hold began then; NaN outside a hold.
        before_hold: `hold_s` and `fault_s` at that time.
    """

    time_s: float = nan
    hold_s: float = 0.0
    sides: Mapping[str, int] = MappingProxyType({})
    attempts: int = 0
    fault_s: Mapping[str, float] = MappingProxyType({})
    began_s: float = nan
    before_hold: tuple[float, Mapping[str, float]] = (0.0, MappingProxyType({}))

    @property
    def reps(self) -> int:
        """Number of repetitions of all sides."""
        return sum(self.sides.values())

    @property
    def begun(self) -> bool:
        """Whether anything was done."""
        return self.hold_s > 0 or self.reps > 0 or self.attempts > 0

    def step(self, frame: FrameView, holds: bool = False) -> Progress:
        """The progress after a frame; the time between two frames counts only when they are near each other.

        With `holds` (the exercise is one held posture) the clocks go back to their values before a hold that
        the judge calls an attempt: the coach must not report seconds that the results do not have.
        """
        passed = frame.time_s - self.time_s
        after = self._replace(time_s=frame.time_s)
        after = after._within(frame) if holds else after
        if frame.judged and frame.active and 0 < passed <= LONGEST_GAP_S:
            after = after._timed(frame, passed)
        for outcome in frame.outcomes:
            if holds and outcome.kind == "attempt":
                hold_s, fault_s = after.before_hold
                after = after._replace(hold_s=hold_s, fault_s=fault_s)
            after = after._counted(outcome)
        return after

    def _within(self, frame: FrameView) -> Progress:
        if frame.active and isnan(self.began_s):
            return self._replace(began_s=frame.time_s, before_hold=(self.hold_s, self.fault_s))
        return self if frame.active else self._replace(began_s=nan)

    def _timed(self, frame: FrameView, passed: float) -> Progress:
        after = self
        if frame.phase == HOLD and not frame.major:
            after = after._replace(hold_s=self.hold_s + passed)
        if not frame.faults:
            return after
        seconds = {name: self.fault_s.get(name, 0.0) + passed for name in fault_names(frame.faults)}
        return after._replace(fault_s={**self.fault_s, **seconds})

    def _counted(self, outcome: Outcome) -> Progress:
        if verdict_of(outcome) == "unmeasured" or outcome.kind == "rest":
            return self
        if outcome.kind == "attempt":
            return self._replace(attempts=self.attempts + 1)
        side = outcome.side or ""
        sides = {**self.sides, side: self.sides.get(side, 0) + 1}
        return self._replace(sides=sides)

    def plus(self, other: Progress) -> Progress:
        """The sum of this progress and a later one."""
        return Progress(
            other.time_s,
            self.hold_s + other.hold_s,
            {s: self.sides.get(s, 0) + other.sides.get(s, 0) for s in sorted({*self.sides, *other.sides})},
            self.attempts + other.attempts,
            {
                f: self.fault_s.get(f, 0.0) + other.fault_s.get(f, 0.0)
                for f in sorted({*self.fault_s, *other.fault_s})
            },
        )

    def left(self, dose: DoseTarget) -> float:
        """Seconds of the hold, or repetitions, still to do; infinity when the dose asks for neither.

        In an exercise with two sides each side has to reach its own number: extra repetitions of one side,
        and repetitions without a side, do not count for the other.
        """
        if dose.hold_s:
            return max(dose.hold_s - self.hold_s, 0.0)
        if not dose.reps:
            return float("inf")
        if not dose.per_side:
            return max(dose.reps - self.reps, 0)
        counted = [min(count, dose.reps) for side, count in self.sides.items() if side]
        return max(2 * dose.reps - sum(counted), 0)
