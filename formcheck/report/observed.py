"""Observations without a verdict: stillness and calm breathing, one answer each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.exercises import get_exercise
from formcheck.judge.config import TrackedMeasure
from formcheck.scoring.event import Event
from formcheck.scoring.result import Result
from formcheck.words.catalogue import Words

MOSTLY, OFTEN = 0.8, 0.5
"""Share of the time from which the answer is "nearly always", and "mostly"."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One line: the shape of a verdict ("good", "almost", "unmeasured"), the question and the answer."""

    grade: str
    what: str
    answer: str


def observations(result: Result, words: Words) -> list[Observation]:
    """The lines for an exercise without a form score; none for the others, or without a measured hold."""
    holds = [event for event in result.events if event.kind == "hold" and event.verdict != "unmeasured"]
    if result.form_scored or not holds:
        return []
    if tracked := get_exercise(result.exercise).config().tracked:
        return [_followed(one, holds, result, words.of(result.exercise)) for one in tracked]
    return [_stillness(holds, words), _breathing(holds, words)]


def _followed(one: TrackedMeasure, holds: Sequence[Event], result: Result, words: Words) -> Observation:
    """A quantity beside the person's earlier one, or as a beginning: no shape of it is good."""
    what = words.text(f"measure.{one.measure}.what")
    if not any(one.measure in event.measures for event in holds):
        return Observation("unmeasured", what, words.text("report.observed.unmeasured"))
    found = next((fault for fault in one.faults if fault in result.technique), None)
    if found is not None:
        return Observation("almost", what, words.text(f"fault.{found}.name"))
    if even := words.first(f"measure.{one.measure}.even"):
        return Observation("good", what, even)
    # A reference that was given has no time in this recording.
    earlier = result.calibration.kind == "personal" and result.calibration.start_s is None
    told = "report.observed.as_before" if earlier else "report.observed.beginning"
    return Observation("good", what, words.text(told))


def _stillness(holds: Sequence[Event], words: Words) -> Observation:
    what = words.text("report.observed.still")
    known = [(e.measures["still_share"], e.end_s - e.start_s) for e in holds if "still_share" in e.measures]
    total = sum(seconds for _, seconds in known)
    if not total > 0:
        return Observation("unmeasured", what, words.text("report.observed.unmeasured"))
    share = sum(value * seconds for value, seconds in known) / total
    if share >= MOSTLY:
        return Observation("good", what, words.text("report.observed.still.mostly"))
    if share >= OFTEN:
        return Observation("good", what, words.text("report.observed.still.often"))
    return Observation("almost", what, words.text("report.observed.still.seldom"))


def _breathing(holds: Sequence[Event], words: Words) -> Observation:
    """The answer is yes when breathing was calm in every hold in which it was measured."""
    what = words.text("report.observed.calm")
    known = [event.measures["calm_breathing"] for event in holds if "calm_breathing" in event.measures]
    if not known:
        return Observation("unmeasured", what, words.text("report.observed.unmeasured"))
    if min(known) > 0:
        return Observation("good", what, words.text("report.observed.calm.yes"))
    return Observation("almost", what, words.text("report.observed.calm.no"))
