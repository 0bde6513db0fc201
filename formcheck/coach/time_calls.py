"""Calls of time and count, and the quiet prompts of a long hold: breathing and encouragement."""

from __future__ import annotations

from math import inf, isnan, nan
from typing import NamedTuple

from formcheck.coach.frame_view import HOLD, FrameView
from formcheck.coach.progress import Progress
from formcheck.coach.speech import Prompt, PromptKind
from formcheck.judge.config import DoseTarget
from formcheck.judge.vocabulary import GOOD
from formcheck.scoring.wording import unseen_key

LATE_S = 2.0
"""A call that could not be spoken within this time is dropped."""
SHORTEST_HALF_S, SHORTEST_TEN_S = 10.0, 30.0
"""Shortest hold, seconds, with a call at half time, and with a call of the last ten seconds: in a shorter one
the two calls would lie too close together."""
FEWEST_HALF = 6
"""Fewest repetitions of a set with a call at the half."""
BREATHE_S = 20.0
"""Longest time of a hold without a breathing prompt, seconds, unless the hold is nearly over
(docs/clinical.md#safety: prompt breathing in isometric holds; the time is a design default). Quiet prompts of
any kind start after half of it."""
FEWEST_UNSEEN = 2
"""Events after which the coach says what it cannot see: the first repetition may give the reference."""
BREATHE = ("call.breathe",)
PAIR = "pair"
NEARLY_S = 4.0
"""With fewer seconds than this to go no quiet prompt is spoken: the end of the hold is called soon."""


def _unseen(progress: Progress) -> list[Prompt]:
    """What the coach cannot see well, the first of it."""
    first = list(progress.unseen.items())[:1]
    return [Prompt(PromptKind.PRAISE, (unseen_key(fault, reason),), fault) for fault, reason in first]


class TimeCallState(NamedTuple):
    """What the calls of one set remember; times are media seconds.

    Attributes:
        made: keys of the calls that were spoken.
        quiet: number of quiet prompts that were spoken.
        attempt_s: the last attempt ended then; -inf before the first.
        rep_s: the last repetition ended then; -inf before the first.
        breath_s: breathing was last prompted then, or the hold began; NaN before both.
        side: side of the last repetition, "" without one.
        paired: the change to the other pair of limbs was called after the last repetition.
    """

    made: frozenset[str] = frozenset()
    quiet: int = 0
    attempt_s: float = -inf
    rep_s: float = -inf
    breath_s: float = nan
    side: str = ""
    paired: bool = False


class TimeCalls:
    """The calls that one dose asks for.

    Args:
        dose: what is to be done.
        calls: whether anything is called; see `judge.config.Speaking`.
    """

    def __init__(self, dose: DoseTarget, calls: bool = True) -> None:
        self._dose, self._calls = dose, calls

    def step(self, frame: FrameView, state: TimeCallState) -> TimeCallState:
        """The state after a frame."""
        if frame.phase == HOLD and isnan(state.breath_s):
            state = state._replace(breath_s=frame.time_s)
        kinds = {outcome.kind for outcome in frame.outcomes}
        if "attempt" in kinds:
            state = state._replace(attempt_s=frame.time_s)
        reps = [outcome for outcome in frame.outcomes if outcome.kind not in ("attempt", "rest")]
        if not reps:
            return state
        return state._replace(rep_s=frame.time_s, side=reps[-1].side or "", paired=False)

    def prompts(self, frame: FrameView, progress: Progress, state: TimeCallState) -> list[Prompt]:
        """The calls and quiet prompts that are due in this frame."""
        if not self._calls:
            return []
        due = self._due(frame, progress, state)
        pair = self._pair(frame, progress, state)
        found = pair or [Prompt(PromptKind.CALL, (key,)) for key in due if key not in state.made]
        if self._dose.reps and not self._dose.hold_s and frame.time_s - state.attempt_s <= LATE_S:
            found.append(Prompt(PromptKind.PRAISE, ("call.attempt",), "attempt"))
        if frame.time_s - state.rep_s <= LATE_S and len(progress.outcomes) >= FEWEST_UNSEEN:
            found += [prompt for prompt in _unseen(progress) if prompt.key[0] not in state.made]
        if self._dose.hold_s and frame.phase == HOLD:
            found += self._quiet(frame, progress, state)
        return found

    def _pair(self, frame: FrameView, progress: Progress, state: TimeCallState) -> list[Prompt]:
        """The call to change limbs: one pair has reached its number, the other has not."""
        each_side = self._dose.per_side and not self._dose.hold_s
        if not each_side or state.paired or frame.time_s - state.rep_s > LATE_S:
            return []
        enough = state.side and progress.sides.get(state.side, 0) >= self._dose.reps
        lacking = enough and progress.left(self._dose) > 1
        return [Prompt(PromptKind.CALL, ("call.other_pair",), PAIR)] if lacking else []

    def _quiet(self, frame: FrameView, progress: Progress, state: TimeCallState) -> list[Prompt]:
        waited = frame.time_s - state.breath_s
        if progress.left(self._dose) < NEARLY_S:
            return []
        if waited >= BREATHE_S:
            return [Prompt(PromptKind.BREATH, BREATHE)]
        steady = state.quiet % 2 and frame.verdict == GOOD
        if waited < BREATHE_S / 2:
            return []
        return [Prompt(PromptKind.QUIET, ("praise.steady",) if steady else BREATHE)]

    def _due(self, frame: FrameView, progress: Progress, state: TimeCallState) -> list[str]:
        left, whole = progress.left(self._dose), self._dose.hold_s
        if whole:
            if frame.beyond:  # a cue that is due in a moment would have to wait for the call to end
                return []
            half = whole >= SHORTEST_HALF_S and 0 <= whole / 2 - left < LATE_S
            ten = whole >= SHORTEST_TEN_S and 0 <= 10 - left < LATE_S
            return ["call.half"] * half + ["call.ten"] * ten
        if frame.time_s - state.rep_s > LATE_S:  # the next repetition is under way by then
            return []
        whole = self._dose.reps * (2 if self._dose.per_side else 1)
        half = whole >= FEWEST_HALF and left == whole // 2
        return ["call.half"] * half + ["call.last"] * (whole > 1 and left == 1)

    def said(self, prompt: Prompt, now: float, state: TimeCallState) -> TimeCallState:
        """The state after one of these prompts was spoken at `now`."""
        if prompt.kind in (PromptKind.QUIET, PromptKind.BREATH):
            breath_s = now if prompt.key == BREATHE else state.breath_s
            return state._replace(quiet=state.quiet + 1, breath_s=breath_s)
        if prompt.topic == PAIR:
            return state._replace(paired=True)
        if prompt.topic == "attempt":
            return state._replace(attempt_s=-inf)
        return state._replace(made=state.made | set(prompt.key))
