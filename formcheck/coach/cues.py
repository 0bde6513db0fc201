"""Cues: which fault the coach names and how often, and praise for a correction.

A fault is named once it has lasted for a while, the most important fault first. The same fault is named three
times at most: twice with its cue, in the same words, and with an easier way to do the exercise. The coach
then leaves it alone until the person has corrected it, and praises the correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isnan, nan
from types import MappingProxyType
from typing import NamedTuple

from formcheck.coach.frame_view import HOLD, FrameView
from formcheck.coach.speech import Prompt, PromptKind
from formcheck.judge.config import ExerciseConfig, Limits
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import FAULTS, fault_names
from formcheck.scoring.summary import verdict_of

DWELL_S = 0.4
"""A fault has to last this long, seconds, beyond the judge's own wait of 0.5 s. A person who leaves the
posture bends knees and hips first, and the judge needs up to half a second to see that the hold is over. The
result file dates the end of the hold back; a spoken cue cannot be taken back."""
REPEAT_S = 10.0
"""Shortest time between two cues for the same fault: the person needs time to hear, try and feel it."""
EVENT_S = 2.0
"""A fault that only a whole repetition shows is named within this time after it, or not at all."""
CORRECTED_S = 0.8
"""This long without the fault counts as a correction: longer than a wobble through the band."""
PRAISE_S = 3.0
"""Praise that comes later than this no longer belongs to the correction."""
PRAISE_GAP_S = 12.0
"""Shortest time between two praises."""
LEVELS = 3
"""Cues for one fault without a correction: its cue twice, then an easier way."""


class FaultRecord(NamedTuple):
    """What the cues remember of one fault in this set; times are media seconds.

    Attributes:
        since_s: every measured frame has shown the fault since then; NaN while it does not show.
        without_s: the hold has been measured without the fault since then; NaN otherwise.
        event_s: the last repetition that showed the fault ended then; -inf without one.
        said_s: the fault was named last then; -inf before.
        level: number of cues without a correction, at most `LEVELS`.
        open: the fault was named and is not corrected yet.
        in_frames: single frames show the fault, not only whole repetitions.
    """

    since_s: float = nan
    without_s: float = nan
    event_s: float = -inf
    said_s: float = -inf
    level: int = 0
    open: bool = False
    in_frames: bool = False


class CueState(NamedTuple):
    """What the cues of one set remember; times are media seconds.

    Attributes:
        faults: by name of the fault.
        active_s: the present hold or repetition began then; NaN outside one.
        corrected_s: the last correction was seen then; -inf before the first.
        praised_s: the last praise was spoken then; -inf before the first.
        eased: the easier way was offered, which happens once a set.
    """

    faults: Mapping[str, FaultRecord] = MappingProxyType({})
    active_s: float = nan
    corrected_s: float = -inf
    praised_s: float = -inf
    eased: bool = False


class Cues:
    """The cues of one exercise.

    Args:
        config: config of the exercise: its `cue_order` and the shortest hold.
        exercise: name of the exercise.
        moves: the exercise is made of movements, not of one held posture.
    """

    def __init__(self, config: ExerciseConfig[Limits], exercise: str, moves: bool) -> None:
        self._order = (*config.cue_order, *(f for f in FAULTS if f not in config.cue_order))
        self._exercise = exercise
        # The person is still settling until a hold counts as one; repetitions are too short for a wait.
        self._settle_s = 0.0 if moves else config.timing.min_hold_s
        speaking = config.limits.speaking()
        self._after_s = DWELL_S if speaking.after_s is None else speaking.after_s
        self._every_s = REPEAT_S if speaking.every_s is None else speaking.every_s

    def step(self, frame: FrameView, state: CueState) -> CueState:
        """The state after a frame."""
        active_s = state.active_s
        if not frame.active:
            active_s = nan
        elif isnan(active_s):
            active_s = frame.time_s
        shown = fault_names(frame.faults) if frame.judged and frame.active and frame.faults else []
        ended = [o for o in frame.outcomes if o.kind in ("rep", "attempt") and verdict_of(o) != "unmeasured"]
        names = {*shown, *state.faults, *(span.fault for o in ended for span in o.faults)}
        faults, corrected_s = {}, state.corrected_s
        for name in sorted(names):
            before = state.faults.get(name, FaultRecord())
            record = _after_frame(before, name in shown, frame)
            for outcome in ended:
                record = _after_event(outcome, name, record, frame.time_s)
            faults[name] = record
            if before.open and not record.open:
                corrected_s = frame.time_s
        return state._replace(faults=faults, active_s=active_s, corrected_s=corrected_s)

    def prompts(self, frame: FrameView, state: CueState) -> list[Prompt]:
        """Praise, and the most important cue, where they are due in a judged frame; at most two prompts."""
        now, found = frame.time_s, []
        if now - state.corrected_s <= PRAISE_S and now - state.praised_s >= PRAISE_GAP_S and not frame.faults:
            found.append(Prompt(PromptKind.PRAISE, ("praise.corrected",)))
        settled = frame.active and now - state.active_s >= self._settle_s
        for name in self._order:
            record = state.faults.get(name)
            if record is None or now - record.said_s < self._every_s:
                continue
            lasted = settled and now - record.since_s >= self._after_s
            if lasted or now - record.event_s <= EVENT_S:
                key = self._key(name, record.level, state.eased)
                if key:
                    found.append(Prompt(PromptKind.CUE, key, name))
                    break
        return found

    def _key(self, fault: str, level: int, eased: bool) -> tuple[str, ...]:
        if level < LEVELS - 1:
            return (f"fault.{fault}.cue",)
        return () if eased or level >= LEVELS else (f"exercise.{self._exercise}.ease", "coach.ease")

    def said(self, prompt: Prompt, now: float, state: CueState) -> CueState:
        """The state after one of these prompts was spoken at `now`."""
        if prompt.kind is PromptKind.PRAISE:
            return state._replace(praised_s=now)
        record = state.faults[prompt.topic]
        eased = state.eased or record.level == LEVELS - 1
        record = record._replace(
            said_s=now, event_s=-inf, without_s=nan, level=min(record.level + 1, LEVELS), open=True
        )
        return state._replace(faults={**state.faults, prompt.topic: record}, eased=eased)


def _after_frame(record: FaultRecord, shown: bool, frame: FrameView) -> FaultRecord:
    """The record of a fault after a frame that shows it, does not show it, or was not measured."""
    now = frame.time_s
    if shown:
        since_s = now if isnan(record.since_s) else record.since_s
        return record._replace(since_s=since_s, without_s=nan, in_frames=True)
    # Only a held posture shows that a fault is gone: on the way into the posture it may not have begun yet.
    if not (record.open and record.in_frames and frame.judged and frame.phase == HOLD):
        return record._replace(since_s=nan, without_s=nan)
    without_s = now if isnan(record.without_s) else record.without_s
    record = record._replace(since_s=nan, without_s=without_s)
    return _corrected(record) if now - without_s >= CORRECTED_S else record


def _after_event(outcome: Outcome, name: str, record: FaultRecord, now: float) -> FaultRecord:
    """The record of a fault after a repetition or an attempt, with or without the fault."""
    if any(span.fault == name for span in outcome.faults):
        return record._replace(event_s=now)
    return _corrected(record) if outcome.kind == "rep" else record


def _corrected(record: FaultRecord) -> FaultRecord:
    return record._replace(open=False, level=min(record.level, 1)) if record.open else record
