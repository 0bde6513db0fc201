"""What the coach will say in an exercise of a programme, for whoever writes the programme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from formcheck.coach.programme import Item, Programme
from formcheck.coach.speech import Prompt, PromptKind, SpeechArbiter
from formcheck.coach.stages import VisitState
from formcheck.coach.time_calls import FEWEST_HALF, SHORTEST_HALF_S, SHORTEST_TEN_S
from formcheck.coach.visit_flow import VisitFlow, say
from formcheck.exercises import get_exercise
from formcheck.judge.config import DoseTarget
from formcheck.words.catalogue import Words

Moment = Literal["explain", "begin", "during", "cue", "rest"]


class PreviewLine(NamedTuple):
    """One sentence.

    Attributes:
        moment: when in the exercise: it is explained, begins, goes on; a fault is seen; a set is over.
        text: what is said, in the patient's language.
        fault: of a cue, the fault that it is for.
        at: of a call, the seconds or repetitions that are done by then; None where it depends on the patient.
    """

    moment: Moment
    text: str
    fault: str = ""
    at: float | None = None


def preview(item: Item, words: Words) -> list[PreviewLine]:
    """What the patient will hear, in the order in which it may be said.

    Args:
        item: the exercise.
        words: words of the patient's language.

    Raises:
        UsageError: the item makes no sense.
    """
    flow = VisitFlow(Programme(items=(item,)), words)
    state = VisitState(items=(0,))
    arbiter = SpeechArbiter(words.of(item.exercise))
    explained = [PreviewLine("explain", arbiter.text(prompt)) for prompt in flow.explain(0.0, state).script]
    asks = [*["coach.ready"] * flow.takes_reference(state), "coach.go"]
    begin = [PreviewLine("begin", arbiter.text(prompt)) for prompt in say(*asks)]
    calls = [
        PreviewLine("during", words.of(item.exercise).text(key), at=at) for key, at in _calls(item.dose())
    ]
    rest = [PreviewLine("rest", words.text("coach.rest"))]
    if flow.sets(state) > 1:
        rest.append(
            PreviewLine("rest", words.text("coach.other_side" if flow.sides(state) else "coach.next_set"))
        )
    return [*explained, *begin, *calls, *_cues(item, arbiter), *rest]


def _cues(item: Item, arbiter: SpeechArbiter) -> Iterator[PreviewLine]:
    """The first cue for each fault that this view shows, the one that is spoken of first at the top."""
    config = get_exercise(item.exercise).config(item.override)
    judged = {band.fault for band in config.bands} - config.unseen_from(item.view)
    for fault in sorted(judged, key=lambda fault: _place(config.cue_order, fault)):
        prompt = Prompt(PromptKind.CUE, (f"fault.{fault}.cue",), fault)
        yield PreviewLine("cue", arbiter.text(prompt), fault=fault)


def _place(order: tuple[str, ...], fault: str) -> tuple[int, str]:
    return (order.index(fault) if fault in order else len(order), fault)


def _calls(dose: DoseTarget) -> Iterator[tuple[str, float]]:
    """Key of each call of time or count, and when it comes (`formcheck.coach.time_calls`)."""
    if dose.hold_s:
        if dose.hold_s >= SHORTEST_HALF_S:
            yield "call.half", dose.hold_s / 2
        if dose.hold_s >= SHORTEST_TEN_S:
            yield "call.ten", dose.hold_s - 10
        return
    whole = dose.reps * (2 if dose.per_side else 1)
    if whole >= FEWEST_HALF:
        yield "call.half", whole // 2
    if whole > 1:
        yield "call.last", whole - 1
