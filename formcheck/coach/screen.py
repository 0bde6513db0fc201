"""What a page or a window shows of a visit: one small frozen object per frame, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.coach import ending
from formcheck.coach.frame_view import FrameView
from formcheck.coach.pain import Advice
from formcheck.coach.speech import SpeechArbiter
from formcheck.coach.stages import Press, Stage, VisitState
from formcheck.coach.visit_flow import VisitFlow
from formcheck.judge.vocabulary import NO_REASON, REASONS, VERDICTS, fault_names
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class Screen:
    """Names as in results; texts in the language of the visit; no number is NaN or infinite.

    Attributes:
        time_s: media time, seconds.
        item: place in the programme, from 0, of the exercise that the next frames are scored as.
        items: exercises of this visit.
        set, sets: from 1; one set covers both sides where an exercise is held on each.
        hold_s, hold_target_s: seconds of this set in green or amber, and how many are asked for (0: no hold).
        reps, reps_target: repetitions of this set, and how many are asked for (0: not counted).
        attempts: repetitions too far off to count.
        left: seconds of the hold, or repetitions, still to do; None when nothing is asked for.
        rest_left_s: seconds of the rest still to come; 0 outside a rest.
        calibrated: a personal reference is in force.
        verdict, faults, reason: of this frame; "" and empty where there is no frame.
        seen: what the body does instead of the exercise, one of `SEEN`, or "".
        caption: what is being said now, or "".
        advice: what follows from the answers about pain.
        pain_before, pain_now: answers, 0 to 10; None while there is none.
        summary: sentences for the last screen, what went well first.
        stopped: the visit ended before all was done.
    """

    time_s: float
    stage: Stage
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
    seen: str
    caption: str
    advice: Advice
    pain_before: int | None
    pain_now: int | None
    summary: tuple[str, ...]
    stopped: bool = False


def screen_of(flow: VisitFlow, words: Words, s: VisitState, event: FrameView | Press) -> Screen:
    """The screen after an event."""
    now, frame = event.time_s, event if isinstance(event, FrameView) else None
    dose, progress, voice, sides = flow.dose(s), s.coach.progress, s.coach.speech, 1 + flow.sides(s)
    left = progress.left(dose)
    closing = ending.closing_lines(flow.done(s)) if s.stage is Stage.END else []
    return Screen(
        time_s=now,
        stage=s.stage,
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
        seen=frame.seen if frame else "",
        caption=voice.text if now < voice.until_s else "",
        advice=flow.advice(s),
        pain_before=s.pain_before,
        pain_now=s.pain_now,
        summary=tuple(SpeechArbiter(words).text(prompt) for prompt in closing),
        stopped=s.stopped,
    )
