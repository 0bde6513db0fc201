"""Time calls, counts, and the quiet words of a long hold: breathing and encouragement."""

from __future__ import annotations

from math import inf, isnan, nan
from typing import NamedTuple

from formcheck.coach.frame_view import HOLD, FrameView
from formcheck.coach.progress import Progress
from formcheck.coach.voice import Kind, Wish
from formcheck.judge.config import DoseTarget
from formcheck.judge.vocabulary import GOOD

LATE_S = 2.0
"""A call of time that could not be made in these seconds is not made."""
SHORTEST_HALF_S, SHORTEST_TEN_S = 10.0, 30.0
"""Shorter holds are not halved, or have no "ten seconds" that would follow the half too closely."""
FEWEST_HALF = 6
BREATHE_S = 20.0
"""No hold goes on for longer without a word on breathing, unless it is nearly over (docs/clinical.md#safety:
isometric holds ask for it; the time is a design default); quiet words begin after half of that."""
BREATHE = ("call.breathe",)
PAIR = "pair"
NEARLY_S = 4.0
"""With less than this to go there is no time for quiet words: the end is about to be called."""


class CallState(NamedTuple):
    """Carry of one set: calls made, quiet words said, when the last attempt and the last repetition ended, on
    which side that was, and when breathing was spoken of, or the hold began; NaN before.
    """

    made: frozenset[str] = frozenset()
    quiet: int = 0
    attempt_s: float = -inf
    rep_s: float = -inf
    breath_s: float = nan
    side: str = ""
    paired: bool = False
    """What is to be said about the sides was said after the last repetition."""


class Calls:
    """The calls of one dose."""

    def __init__(self, dose: DoseTarget) -> None:
        self._dose = dose

    def step(self, moment: FrameView, state: CallState) -> CallState:
        """See a frame."""
        if moment.phase == HOLD and isnan(state.breath_s):
            state = state._replace(breath_s=moment.time_s)
        kinds = {outcome.kind for outcome in moment.outcomes}
        if "attempt" in kinds:
            state = state._replace(attempt_s=moment.time_s)
        reps = [outcome for outcome in moment.outcomes if outcome.kind not in ("attempt", "rest")]
        if not reps:
            return state
        return state._replace(rep_s=moment.time_s, side=reps[-1].side or "", paired=False)

    def wishes(self, moment: FrameView, progress: Progress, state: CallState) -> list[Wish]:
        """What could be called now."""
        due = self._due(moment, progress, state)
        pair = self._pair(moment, progress, state)
        found = pair or [Wish(Kind.CALL, (key,)) for key in due if key not in state.made]
        if self._dose.reps and not self._dose.hold_s and moment.time_s - state.attempt_s <= LATE_S:
            found.append(Wish(Kind.PRAISE, ("call.attempt",), "attempt"))
        if self._dose.hold_s and moment.phase == HOLD:
            found += self._quiet(moment, progress, state)
        return found

    def _pair(self, moment: FrameView, progress: Progress, state: CallState) -> list[Wish]:
        """One pair of limbs has its number, and the other not yet."""
        each_side = self._dose.per_side and not self._dose.hold_s
        if not each_side or state.paired or moment.time_s - state.rep_s > LATE_S:
            return []
        enough = state.side and progress.sides.get(state.side, 0) >= self._dose.reps
        lacking = enough and progress.left(self._dose) > 1
        return [Wish(Kind.CALL, ("call.other_pair",), PAIR)] if lacking else []

    def _quiet(self, moment: FrameView, progress: Progress, state: CallState) -> list[Wish]:
        waited = moment.time_s - state.breath_s
        if progress.left(self._dose) < NEARLY_S:
            return []
        if waited >= BREATHE_S:
            return [Wish(Kind.BREATH, BREATHE)]
        steady = state.quiet % 2 and moment.verdict == GOOD
        return (
            [Wish(Kind.QUIET, ("praise.steady",) if steady else BREATHE)] if waited >= BREATHE_S / 2 else []
        )

    def _due(self, moment: FrameView, progress: Progress, state: CallState) -> list[str]:
        left, whole = progress.left(self._dose), self._dose.hold_s
        if whole:
            half = whole >= SHORTEST_HALF_S and 0 <= whole / 2 - left < LATE_S
            ten = whole >= SHORTEST_TEN_S and 0 <= 10 - left < LATE_S
            return ["call.half"] * half + ["call.ten"] * ten
        if moment.time_s - state.rep_s > LATE_S:  # by then the next one is under way
            return []
        whole = self._dose.reps * (2 if self._dose.per_side else 1)
        half = whole >= FEWEST_HALF and left == whole // 2
        return ["call.half"] * half + ["call.last"] * (whole > 1 and left == 1)

    def said(self, wish: Wish, now: float, state: CallState) -> CallState:
        """A wish of these was spoken."""
        if wish.kind in (Kind.QUIET, Kind.BREATH):
            breath_s = now if wish.key == BREATHE else state.breath_s
            return state._replace(quiet=state.quiet + 1, breath_s=breath_s)
        if wish.topic == PAIR:
            return state._replace(paired=True)
        if wish.topic == "attempt":
            return state._replace(attempt_s=-inf)
        return state._replace(made=state.made | set(wish.key))
