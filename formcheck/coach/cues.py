"""Which fault to speak of, how often and how, and praise for a correction.

A fault is spoken of once it has held for a while, the most important first. The same fault is spoken of
three times at most: a cue, the cue in other words, and an easier way; then the coach is silent about it until
it has been corrected, which is praised.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isnan, nan
from types import MappingProxyType
from typing import NamedTuple

from formcheck.coach.frame_view import HOLD, FrameView
from formcheck.coach.voice import Kind, Wish
from formcheck.judge.config import ExerciseConfig, Limits
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import FAULTS, fault_names
from formcheck.scoring.summary import verdict_of

DWELL_S = 0.4
"""On top of the judge's own wait (0.5 s): who gets out of the posture first bends knees and hips, and the
judge takes up to half a second to know it for what it is; a file's hold is back-dated, a word cannot be."""
REPEAT_S = 10.0
"""The same fault is not spoken of sooner: hear it, try it, feel it."""
EVENT_S = 2.0
"""What only a whole repetition shows is worth saying for this long after it."""
CORRECTED_S = 0.8
"""So long without the fault is a correction: longer than a wobble through the band."""
PRAISE_S = 3.0
"""Praise that comes later than this is no longer tied to what was done."""
PRAISE_GAP_S = 12.0
"""Praise more often than this loses its worth."""
LEVELS = 3


class Heard(NamedTuple):
    """One fault in this set.

    Attributes:
        since_s: it has held in every measured frame since; NaN while it does not.
        without_s: held still and measured without it since; NaN otherwise.
        event_s: the last repetition that showed it as a whole ended then.
        said_s: spoken of last.
        level: how often it was spoken of without being corrected.
        open: spoken of, and not yet corrected.
        in_frames: single frames show it, not only whole repetitions.
    """

    since_s: float = nan
    without_s: float = nan
    event_s: float = -inf
    said_s: float = -inf
    level: int = 0
    open: bool = False
    in_frames: bool = False


class CueState(NamedTuple):
    """Carry of one set."""

    faults: Mapping[str, Heard] = MappingProxyType({})
    active_s: float = nan
    """The present activity began then."""
    corrected_s: float = -inf
    praised_s: float = -inf
    eased: bool = False
    """The easier way was offered: once a set."""


class Cues:
    """The cues of one exercise."""

    def __init__(self, config: ExerciseConfig[Limits], exercise: str, moves: bool) -> None:
        self._order = (*config.cue_order, *(f for f in FAULTS if f not in config.cue_order))
        self._exercise = exercise
        # Until a hold counts as one, the person is still settling; repetitions are too short to wait.
        self._settle_s = 0.0 if moves else config.timing.min_hold_s

    def step(self, moment: FrameView, state: CueState) -> CueState:
        """See a frame."""
        active_s = state.active_s
        if not moment.active:
            active_s = nan
        elif isnan(active_s):
            active_s = moment.time_s
        shown = fault_names(moment.faults) if moment.judged and moment.active and moment.faults else []
        ended = [o for o in moment.outcomes if o.kind in ("rep", "attempt") and verdict_of(o) != "unmeasured"]
        names = {*shown, *state.faults, *(span.fault for o in ended for span in o.faults)}
        faults, corrected_s = {}, state.corrected_s
        for name in sorted(names):
            before = state.faults.get(name, Heard())
            heard = _seen(before, name in shown, moment)
            for outcome in ended:
                heard = _after(outcome, name, heard, moment.time_s)
            faults[name] = heard
            if before.open and not heard.open:
                corrected_s = moment.time_s
        return state._replace(faults=faults, active_s=active_s, corrected_s=corrected_s)

    def wishes(self, moment: FrameView, state: CueState) -> list[Wish]:
        """The one cue that matters most in a judged frame, and praise."""
        now, found = moment.time_s, []
        if (
            now - state.corrected_s <= PRAISE_S
            and now - state.praised_s >= PRAISE_GAP_S
            and not moment.faults
        ):
            found.append(Wish(Kind.PRAISE, ("praise.corrected",)))
        settled = moment.active and now - state.active_s >= self._settle_s
        for name in self._order:
            heard = state.faults.get(name)
            if heard is None or now - heard.said_s < REPEAT_S:
                continue
            if (settled and now - heard.since_s >= DWELL_S) or now - heard.event_s <= EVENT_S:
                key = self._key(name, heard.level, state.eased)
                if key:
                    found.append(Wish(Kind.CUE, key, name))
                    break
        return found

    def _key(self, fault: str, level: int, eased: bool) -> tuple[str, ...]:
        if level == 0:
            return (f"fault.{fault}.cue",)
        if level == 1:
            return (f"fault.{fault}.again", f"fault.{fault}.cue")
        return () if eased or level >= LEVELS else (f"exercise.{self._exercise}.ease", "coach.ease")

    def said(self, wish: Wish, now: float, state: CueState) -> CueState:
        """A wish of these was spoken."""
        if wish.kind is Kind.PRAISE:
            return state._replace(praised_s=now)
        heard = state.faults[wish.topic]
        eased = state.eased or heard.level == LEVELS - 1
        heard = heard._replace(
            said_s=now, event_s=-inf, without_s=nan, level=min(heard.level + 1, LEVELS), open=True
        )
        return state._replace(faults={**state.faults, wish.topic: heard}, eased=eased)


def _seen(heard: Heard, shown: bool, moment: FrameView) -> Heard:
    """A fault after a frame that shows it, does not show it, or cannot tell."""
    now = moment.time_s
    if shown:
        since_s = now if isnan(heard.since_s) else heard.since_s
        return heard._replace(since_s=since_s, without_s=nan, in_frames=True)
    # Only a posture that is held shows that a fault is gone: on the way there it may not have come yet.
    if not (heard.open and heard.in_frames and moment.judged and moment.phase == HOLD):
        return heard._replace(since_s=nan, without_s=nan)
    without_s = now if isnan(heard.without_s) else heard.without_s
    heard = heard._replace(since_s=nan, without_s=without_s)
    return _corrected(heard) if now - without_s >= CORRECTED_S else heard


def _after(outcome: Outcome, name: str, heard: Heard, now: float) -> Heard:
    """A fault after a repetition, or an attempt at one, that showed it or did without."""
    if any(span.fault == name for span in outcome.faults):
        return heard._replace(event_s=now)
    return _corrected(heard) if outcome.kind == "rep" else heard


def _corrected(heard: Heard) -> Heard:
    return heard._replace(open=False, level=min(heard.level, 1)) if heard.open else heard
