"""The texts of the report of a visit; `visit.html.j2` only places them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time

from formcheck.judge.config import DoseTarget
from formcheck.report import view
from formcheck.report.observed import observations
from formcheck.report.visit_data import DoneExercise, VisitReport
from formcheck.scoring.result import Result
from formcheck.scoring.wording import as_sentence, limits_of, uncounted_note, word_text
from formcheck.words.catalogue import Words

MOST_CUES = 2
"""Most cues of one exercise: more is not remembered."""
MOST_UNSEEN = 2
"""Most lines about what could not be judged in one exercise; its own report has all of them."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One exercise, as texts.

    Attributes:
        grade, seen: the shape that stands before `word`, and whether it is hollow.
        done: what was done, the first is the main one.
        asked: what was asked for, or "".
        change: (shape, text) of what to do differently, or of what went well.
        unseen: sentences about what could not be judged, with how to mend it.
    """

    number: int
    name: str
    grade: str
    seen: bool
    word: str
    done: list[str]
    asked: str
    change: list[tuple[str, str]]
    unseen: list[str]


def visit_row(done: DoneExercise, words: Words) -> VisitRow:
    """The texts of one exercise."""
    own, result = words.of(done.exercise), done.result
    name = short_name(done.exercise, words)
    asked = asked_text(done.asked, words)
    if result is None:
        left = words.text("visit.left")
        return VisitRow(done.number, name, "unmeasured", False, own.text("verdict.unmeasured"), [], asked,
                        [], [left])  # fmt: skip
    held = sum(event.end_s - event.start_s for event in result.events if event.kind == "hold")
    amounts = view.dose_lines(result.dose, held, words, quality=result.form_scored)
    return VisitRow(
        number=done.number,
        name=name,
        grade=view.grade_of_word(result),
        seen=result.as_far_as_seen,
        word=word_text(result, own),
        done=[f"{amount} {what}" for amount, what in amounts] or [words.text("visit.nothing_counted")],
        asked=asked,
        change=_changes(result, own),
        unseen=_unseen(result, own),
    )


def asked_text(dose: DoseTarget | None, words: Words) -> str:
    """A dose in words: "3 × 60 seconds a side"."""
    if dose is None:
        return ""
    kind = "hold" if dose.hold_s else "reps"
    values = {"sets": dose.sets, "hold_s": words.number(dose.hold_s), "reps": dose.reps}
    return words.text(f"page.dose.{kind}{'_side' if dose.per_side else ''}", **values)


def next_lines(report: VisitReport, words: Words) -> list[str]:
    """What to do next: the advice that follows from the answers, and one cue for next time."""
    if report.advice == "stop":
        return [words.text("visit.next.stop")]
    lines = [words.text("visit.next.easier")] if report.advice == "easier" else []
    if not report.exercises:
        return [*lines, words.text("visit.next.nothing")]
    cue = _longest_cue(report.exercises, words) or _first_remedy(report.exercises, words)
    if cue:
        return [*lines, cue]
    return lines or [words.text("visit.next.go_on")]


def day_text(moment: datetime, words: Words) -> str:
    """The day, with the day of the week, as within a sentence: "Monday 30 November 2026"."""
    return str(format_date(moment, "EEEE d MMMM y", locale=words.language))


def time_text(moment: datetime, words: Words) -> str:
    """The time of day, "14:05"."""
    return str(format_time(moment, "HH:mm", locale=words.language))


def pain_texts(report: VisitReport, words: Words) -> list[tuple[str, str]]:
    """(question, answer) for each answer that was given."""
    asked = {
        "visit.pain.before": report.pain_before,
        "visit.pain.after": report.pain_after,
        "visit.pain.next": report.pain_next,
        "visit.exertion": report.exertion,
    }
    given = [(words.text(key), str(value)) for key, value in asked.items() if value is not None]
    return given + [(words.text("visit.legs"), words.text("visit.legs.yes"))] * report.legs


def _changes(result: Result, words: Words) -> list[tuple[str, str]]:
    faults = [(row.grade, row.cue) for row in view.fault_rows(result, words)][:MOST_CUES]
    if faults:
        return faults
    if uncounted := uncounted_note(result.events, words):
        return [("uncounted", uncounted)]
    if observed := observations(result, words):
        return [(one.grade, f"{one.what}: {one.answer}") for one in observed]
    if view.measured_nothing(result):
        return []
    grade = "good" if result.word == "good" else view.grade_of_word(result)
    return [(grade, words.text("visit.change.none"))]


def _unseen(result: Result, words: Words) -> list[str]:
    """What could not be judged: what the exercise exists for, then time that was lost, each with a remedy."""
    lines = [as_sentence(line) for line in limits_of(result, words)]
    missing = view.unmeasured_rows(result, words) if lines else []
    if not lines and view.measured_nothing(result):
        missing = view.missing_rows(result, words)
        lines = [words.text("report.change.unmeasured")]
    remedies = dict.fromkeys(row.remedy for row in missing if row.remedy)
    return [*lines[: MOST_UNSEEN - bool(remedies)], *list(remedies)[:1]]


def _longest_cue(exercises: Iterable[DoneExercise], words: Words) -> str:
    """The cue for the fault that lasted longest in the whole visit, or ""."""
    found = [
        (technique.seconds, done.exercise, fault)
        for done in exercises
        if done.result is not None
        for fault, technique in done.result.technique.items()
    ]
    if not found:
        return ""
    _, exercise, fault = max(found)
    return _next_time(exercise, words.of(exercise).text(f"fault.{fault}.cue"), words)


def _first_remedy(exercises: Iterable[DoneExercise], words: Words) -> str:
    """How to be seen better, where nothing else is to be said."""
    for done in exercises:
        if done.result is not None:
            own = words.of(done.exercise)
            rows = view.missing_rows(done.result, own) if view.measured_nothing(done.result) else []
            rows += view.unmeasured_rows(done.result, own) if done.result.as_far_as_seen else []
            if remedies := [row.remedy for row in rows if row.remedy]:
                return _next_time(done.exercise, remedies[0], words)
    return ""


def _next_time(exercise: str, cue: str, words: Words) -> str:
    return words.text("visit.next.cue", exercise=short_name(exercise, words), cue=cue)


def short_name(exercise: str, words: Words) -> str:
    """The name of an exercise without a second one in brackets, which is for therapists."""
    return words.exercise(exercise).split(" (")[0]
