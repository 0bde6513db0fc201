"""What has been done of a set: the hold clock, repetitions and attempts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf, isnan, nan
from types import MappingProxyType
from typing import NamedTuple

from formcheck.coach.frame_view import HOLD, FrameView
from formcheck.judge.config import DoseTarget
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import fault_names
from formcheck.scoring.breaks import BREAK_S
from formcheck.scoring.result import Dose
from formcheck.scoring.summary import Sight, dose_of, verdict_of
from formcheck.scoring.verdicts import is_most
from formcheck.signals.gates import LONGEST_GAP_S

NOTHING = dose_of(())


class Progress(NamedTuple):
    """What was done in one set, or in several sets together.

    What is over is counted as the results count it: from the judge's events, by `dose_of`. Only of the hold
    that is going on the clock adds up frames, until the judge says what it was.

    Attributes:
        time_s: media time of the last frame, seconds; NaN before the first.
        outcomes: the events that are over.
        dose: `dose_of(outcomes)`.
        open_s: seconds of the present hold in acceptable form, green or amber (docs/clinical.md#verdicts: the
            judge itself waits 1 s before it calls a frame red).
        fault_s: seconds of each fault, by name.
        began_s: the present hold began then; NaN outside a hold.
        before_hold: `open_s` and `fault_s` at that time.
        counts: the clock of a hold ran in the last frame: the time until the next one belongs to it, as in
            the results.
        open_since_s: as in the last frame (`FrameView.open_since_s`).
        from_s: events that began before this belong to an earlier set, media seconds.
        sight: what the poses allow, for the reasons of what could not be judged.
        moves: the exercise is made of movements: a lift that was held is a repetition, too.
    """

    time_s: float = nan
    outcomes: tuple[Outcome, ...] = ()
    dose: Dose = NOTHING
    open_s: float = 0.0
    fault_s: Mapping[str, float] = MappingProxyType({})
    began_s: float = nan
    before_hold: tuple[float, Mapping[str, float]] = (0.0, MappingProxyType({}))
    counts: bool = False
    open_since_s: float = nan
    from_s: float = -inf
    sight: Sight = Sight()
    moves: bool = False

    @property
    def hold_s(self) -> float:
        """Seconds held in green or amber, those of the present hold among them."""
        return self.dose.counted_hold_s + self.open_s

    @property
    def sides(self) -> Mapping[str, int]:
        """Number of repetitions by side, with "" for those without a side."""
        sides = {name: side.reps for name, side in self.dose.sides.items() if side.reps}
        rest = self.reps - sum(sides.values())
        return {**sides, "": rest} if rest else sides

    @property
    def reps(self) -> int:
        """Number of repetitions of all sides."""
        return self.dose.reps + (self.dose.holds if self.moves else 0)

    @property
    def attempts(self) -> int:
        """Number of movements too far off to count, or of holds too short."""
        return self.dose.attempts

    @property
    def begun(self) -> bool:
        """Whether anything was done."""
        return self.hold_s > 0 or self.dose.holds > 0 or self.dose.reps > 0 or self.attempts > 0

    def step(self, frame: FrameView, holds: bool = False) -> Progress:
        """The progress after a frame; the time between two frames counts only when they are near each other.

        Where the judge calls a hold an attempt, or a lift too short for a hold, the clock goes back: the
        coach must not report seconds that the results do not have. `holds`: the exercise is one held
        posture.
        """
        passed = frame.time_s - self.time_s
        after = self._dropped() if self._passed_through(frame) else self
        after = after._replace(
            time_s=frame.time_s, open_since_s=frame.open_since_s, moves=self.moves or not holds
        )
        after = after._within(frame) if holds else after
        if self.counts and frame.active and 0 < passed <= BREAK_S:
            after = after._replace(open_s=after.open_s + passed)
        if frame.judged and frame.active and 0 < passed <= LONGEST_GAP_S:
            after = after._faulty(frame, passed)
        after = after._replace(counts=_counts(frame))
        after = after._replace(sight=frame.sight) if frame.outcomes else after
        return after.counting(frame.outcomes)

    def _passed_through(self, frame: FrameView) -> bool:
        """Whether what was open is over, and was nothing: a posture that the body only passed through."""
        over = not isnan(self.open_since_s) and frame.open_since_s != self.open_since_s
        return over and not frame.outcomes

    def _dropped(self) -> Progress:
        return self._replace(
            open_s=self.before_hold[0], fault_s=self.fault_s if self.moves else self.before_hold[1]
        )

    def _within(self, frame: FrameView) -> Progress:
        if not frame.active:
            return self._replace(began_s=nan)
        if not isnan(self.began_s):
            return self
        after = self._replace(began_s=frame.time_s, before_hold=(self.open_s, self.fault_s))
        # The judge dates the start of a hold back to when it began to be sure.
        late_s = frame.time_s - frame.open_since_s
        return after._replace(open_s=self.open_s + late_s) if _counts(frame) and late_s > 0 else after

    def _faulty(self, frame: FrameView, passed: float) -> Progress:
        if not frame.faults:
            return self
        seconds = {name: self.fault_s.get(name, 0.0) + passed for name in fault_names(frame.faults)}
        return self._replace(fault_s={**self.fault_s, **seconds})

    def counting(self, outcomes: Iterable[Outcome]) -> Progress:
        """The progress with events that are over; those of an earlier set do not count again."""
        own = [outcome for outcome in outcomes if outcome.start_s >= self.from_s]
        if not own:
            return self
        known = (*self.outcomes, *own)
        attempt = not self.moves and any(outcome.kind == "attempt" for outcome in own)
        return self._replace(
            outcomes=known,
            dose=dose_of(known),
            open_s=self.before_hold[0],
            fault_s=self.before_hold[1] if attempt else self.fault_s,
        )

    def closed(self, standing: Iterable[Outcome] | None) -> Progress:
        """The progress as if it ended now.

        Args:
            standing: what is open, as the judge would call it (`Scoring.standing`); None where nobody knows.
        """
        if standing is None:
            return self
        return self.counting(standing)._replace(open_s=0.0)

    def plus(self, other: Progress) -> Progress:
        """The sum of this progress and a later one."""
        known = (*self.outcomes, *other.outcomes)
        return Progress(
            other.time_s,
            known,
            dose_of(known),
            self.open_s + other.open_s,
            {
                f: self.fault_s.get(f, 0.0) + other.fault_s.get(f, 0.0)
                for f in sorted({*self.fault_s, *other.fault_s})
            },
            sight=other.sight if other.outcomes else self.sight,
            moves=self.moves or other.moves,
        )

    def next_set(self) -> Progress:
        """The progress at the start of the next set."""
        return Progress(from_s=self.time_s) if self.time_s == self.time_s else Progress()

    def left(self, dose: DoseTarget) -> float:
        """Seconds of the hold, or repetitions, still to do; infinity when the dose asks for neither.

        In an exercise with two sides each side has to reach its own number: extra repetitions of one side,
        and repetitions without a side, do not count for the other.
        """
        if dose.hold_s:
            return max(dose.hold_s - self.hold_s, 0.0)
        if not dose.reps:
            return inf
        if not dose.per_side:
            return max(dose.reps - self.reps, 0)
        counted = [min(count, dose.reps) for side, count in self.sides.items() if side]
        return max(2 * dose.reps - sum(counted), 0)

    @property
    def unseen(self) -> dict[str, str]:
        """Main faults that most events could not be judged on, with the last reason."""
        done = [o for o in self.outcomes if o.kind != "rest" and verdict_of(o) != "unmeasured"]
        causes: dict[str, list[str]] = {}
        for outcome in done:
            for fault, cause in outcome.unmeasured:
                causes.setdefault(fault, []).append(cause)
        return {f: self.sight.reason(c[-1]) for f, c in causes.items() if is_most(len(c), len(done))}


def _counts(frame: FrameView) -> bool:
    """Whether the clock of a hold runs in a frame."""
    return frame.judged and frame.phase == HOLD and not frame.major
