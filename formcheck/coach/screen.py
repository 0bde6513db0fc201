"""What a page or a window shows of a visit: one small frozen object a frame, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from formcheck.coach import ending
from formcheck.coach.frame_view import FrameView
from formcheck.coach.speech import SpeechArbiter
from formcheck.coach.stages import Press, Stage, VisitState
from formcheck.coach.visit_flow import VisitFlow
from formcheck.judge.vocabulary import NO_REASON, REASONS, VERDICTS, fault_names
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class Screen:
    """Names as in results; texts in the language of the visit.

    Attributes:
        item: the exercise's place in the programme, whose plan the next frames are scored under.
        set, sets: from 1; of what is held on each side, a set is both.
        left: seconds of the hold, or repetitions, still to do; None when nothing is asked for.
        verdict, faults, reason: of this frame; "" where there is no frame.
        caption: what is being said now, or "".
        summary: at the end, what went well first.
        stopped: the visit ended before all was done.
    """

    time_s: float
    stage: str
    exercise: str
    item: int
    items: int
    set: int
    sets: int
    hold_s: float
    hold_target_s: float
    reps: int
    reps_target: int
    attempts: int
    left: float | None
    rest_left_s: float
    calibrated: bool
    verdict: str
    faults: tuple[str, ...]
    reason: str
    caption: str
    advice: str
    pain_before: int | None
    pain_now: int | None
    summary: tuple[str, ...]
    stopped: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values, none of them NaN or infinite."""
        return {name: getattr(self, name) for name in _NAMES}


_NAMES = tuple(field.name for field in fields(Screen))


def screen_of(flow: VisitFlow, words: Words, s: VisitState, event: FrameView | Press) -> Screen:
    """The screen after an event."""
    now, frame = event.time_s, event if isinstance(event, FrameView) else None
    dose, progress, voice, sides = flow.dose(s), s.coach.progress, s.coach.speech, 1 + flow.sides(s)
    left = progress.left(dose)
    closing = ending.closing_lines(flow.done(s)) if s.stage is Stage.END else []
    return Screen(
        time_s=now,
        stage=s.stage.value,
        exercise=flow.exercise(s),
        item=s.item,
        items=len(s.items),
        set=min(1 + (s.set - 1) // sides, dose.sets),
        sets=dose.sets,
        hold_s=round(progress.hold_s, 3),
        hold_target_s=dose.hold_s,
        reps=progress.reps,
        reps_target=dose.reps * (1 + dose.per_side),
        attempts=progress.attempts,
        left=None if left == float("inf") else round(left, 3),
        rest_left_s=round(flow.rest_left_s(s, now), 3),
        calibrated=s.calibrated,
        verdict=VERDICTS[frame.verdict] if frame else "",
        faults=tuple(fault_names(frame.faults)) if frame and frame.judged else (),
        reason=REASONS[frame.reason] if frame and frame.reason != NO_REASON else "",
        caption=voice.text if now < voice.until_s else "",
        advice=flow.advice(s).value,
        pain_before=s.pain_before,
        pain_now=s.pain_now,
        summary=tuple(SpeechArbiter(words).text(prompt) for prompt in closing),
        stopped=s.stopped,
    )
