"""Which tone a step of the visit sounds: what happened, told without a word."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from formcheck.coach.speech import PromptKind, Utterance
from formcheck.coach.stages import WORKING, Stage, VisitState

TICK_S = 10.0
"""Of a hold, the clock ticks after each so many seconds: seldom enough to be no music."""


class Tone(StrEnum):
    """What a tone tells; they differ in number of notes or in direction: no pitch has to be known."""

    START = "start"
    """The set begins, or goes on after a pause: two rising notes."""
    COUNT = "count"
    """A repetition counts, or ten more seconds of the hold are done: one short tick."""
    GOOD = "good"
    """A fault is corrected: three quick rising notes."""
    CORRECTION = "correction"
    """A correction follows: two equal low notes."""
    END = "end"
    """The set is over: three slow falling notes."""


def tone_of(before: VisitState, after: VisitState, said: Iterable[Utterance]) -> Tone | None:
    """The tone of a step, the most important one where several are due; None for none.

    Args:
        before: state of the visit before a frame or a button.
        after: the state after it.
        said: what is spoken with it.
    """
    if before.stage in WORKING and after.stage in (Stage.REST, Stage.END):
        return Tone.END
    if after.stage is Stage.PERFORM and before.stage is not Stage.PERFORM:
        return Tone.START
    if after.stage not in WORKING:
        return None
    if after.refused > before.refused or any(utterance.kind is PromptKind.CUE for utterance in said):
        return Tone.CORRECTION
    if after.coach.cues.praised_s > before.coach.cues.praised_s:
        return Tone.GOOD
    was, now = before.coach.progress, after.coach.progress
    counted = now.reps > was.reps or now.hold_s // TICK_S > was.hold_s // TICK_S
    return Tone.COUNT if counted else None
