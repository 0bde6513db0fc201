"""The texts and numbers of the page of a visit; `visit.html.j2` only places them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from formcheck.report import expert, view
from formcheck.report.data import ReportData
from formcheck.scoring.result import Result
from formcheck.scoring.wording import word_text
from formcheck.therapist.dates import local, moment_text
from formcheck.therapist.judged_view import JudgedView, judged_view
from formcheck.therapist.learned_view import learned_answer
from formcheck.therapist.visit_rows import VisitRows
from formcheck.visits.opinion_schema import Mark, Rescoring
from formcheck.visits.opinions import AGREES, EXAS, WHOLE
from formcheck.visits.results import stored_result
from formcheck.visits.schema import Exercise, ThresholdSet, Visit
from formcheck.words.catalogue import Words

ChartMaker = Callable[[Exercise, Result], ReportData | None]
"""What an exercise's chart is drawn from; None where neither a chart nor a recording is left."""


@dataclass(frozen=True, slots=True)
class KeptRescoring:
    """A result under other thresholds that was kept."""

    when: str
    what: str
    grade: str
    word: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """One exercise, with what the therapist thinks of it; `judged` is None where no result is kept.

    `recording` is "kept", "gone" (its time was over) or "none"; the replay first stands at `start_at_s`.
    """

    id: str
    number: int
    title: str
    began: str
    grade: str
    seen: bool
    headline: str
    judged: JudgedView | None
    exas: int | None
    exas_given: str
    agreed: tuple[int, int]
    recording: str
    start_at_s: float
    rescorings: list[KeptRescoring]


@dataclass(frozen=True, slots=True)
class VisitView:
    """The whole page."""

    id: str
    patient_id: str
    patient: str
    when: str
    source: str
    state: str
    programme: int | None
    pains: list[tuple[str, int]]
    exertion: int | None
    legs: bool
    advice: str
    ended: str
    comment: str
    answers: list[tuple[str, str, str]]
    exercises: list[ExerciseView]
    note: str
    note_when: str
    before: str | None
    after: str | None


def moment(when: datetime, offset_min: int, words: Words) -> str:
    """A moment on the patient's clock, e.g. "12 nov 2026 18:05"."""
    return moment_text(local(when, offset_min), words)


def visit_view(rows: VisitRows, words: Words, chart_of: ChartMaker) -> VisitView:
    """The page of a visit.

    Args:
        rows: what the store holds of it.
        words: words of the page.
        chart_of: gives what a chart is drawn from.
    """
    visit, offset = rows.visit, rows.visit.utc_offset_min
    asked = [(name, getattr(visit, f"pain_{name}")) for name in ("before", "after", "worst", "next")]
    marks: dict[str, list[Mark]] = {}
    for mark in rows.marks:
        marks.setdefault(mark.exercise_id, []).append(mark)
    return VisitView(
        id=visit.id,
        patient_id=rows.patient.id,
        patient=rows.patient.name or words.text("therapist.visit.own"),
        when=moment(visit.began_at, offset, words),
        source=words.name("therapist.visit.source", visit.source),
        state=visit.state,
        programme=rows.programme,
        pains=[
            (words.text(f"therapist.visit.pain.{name}"), value) for name, value in asked if value is not None
        ],
        exertion=visit.exertion,
        legs=visit.legs,
        advice=visit.advice,
        ended=_ended(visit, words),
        comment=visit.comment,
        answers=_answers(visit, words),
        exercises=[
            _exercise(exercise, rows, marks.get(exercise.id, []), words.of(exercise.name), chart_of)
            for exercise in visit.exercises
        ],
        note="" if rows.note is None else rows.note.text,
        note_when="" if rows.note is None else moment(rows.note.written_at, offset, words),
        before=rows.before,
        after=rows.after,
    )


def _ended(visit: Visit, words: Words) -> str:
    """How the visit ended."""
    how = "broken_off" if visit.state == "broken_off" else "open" if visit.state == "open" else "closed"
    if how == "closed":
        how = "stopped" if visit.stopped else "finished" if visit.finished else "closed"
    return words.text(f"therapist.visit.ended.{how}")


def _answers(visit: Visit, words: Words) -> list[tuple[str, str, str]]:
    """(time, question, answer) in the order of time."""
    found = []
    for answer in visit.answers:
        given = local(answer.given_at, visit.utc_offset_min)
        if (learned := learned_answer(answer.kind, answer.value, words)) is not None:
            found.append((f"{given:%H:%M}", *learned))
            continue
        asked = words.name("therapist.visit.answer", answer.kind)
        value = words.first(
            f"therapist.visit.answer.{answer.kind}.{answer.value}",
            default="" if answer.value is None else str(answer.value),
        )
        found.append((f"{given:%H:%M}", asked, value))
    return found


def _exercise(
    exercise: Exercise, rows: VisitRows, marks: list[Mark], words: Words, chart_of: ChartMaker
) -> ExerciseView:
    offset = rows.visit.utc_offset_min
    result = result_of(exercise, rows.thresholds)
    exas = exas_of(marks, exercise.id)
    agrees = {mark.event: mark for mark in marks if mark.kind == AGREES}
    judged = None
    if result is not None:
        judged = judged_view(result, chart_of(exercise, result), agrees, offset, words)
    return ExerciseView(
        id=exercise.id,
        number=exercise.number,
        title=words.exercise(exercise.name),
        began=f"{local(exercise.began_at, offset):%H:%M}",
        grade="unmeasured" if result is None else view.grade_of_word(result),
        seen=exercise.as_far_as_seen,
        headline=words.text("therapist.visit.nothing") if result is None else word_text(result, words),
        judged=judged,
        exas=None if exas is None else exas.value,
        exas_given="" if exas is None else moment(exas.given_at, offset, words),
        agreed=rows.agreed.get(exercise.name, (0, 0)),
        recording=recording_state(exercise, rows.recordings),
        start_at_s=0.0 if judged is None else judged.start_at_s,
        rescorings=[_kept(one, offset, words) for one in rows.rescorings if one.exercise_id == exercise.id],
    )


def result_of(exercise: Exercise, thresholds: Mapping[str, ThresholdSet]) -> Result | None:
    """The result of an exercise; None where none is kept, or none that this formcheck can read."""
    known = thresholds.get(exercise.threshold_digest or "")
    if exercise.result is None or known is None:
        return None
    try:
        return stored_result(exercise, known)
    except ValueError:  # a newer formcheck, or somebody's hand
        return None


def exas_of(marks: Iterable[Mark], exercise_id: str) -> Mark | None:
    """The therapist's own mark of an exercise."""
    return next(
        (one for one in marks if (one.exercise_id, one.kind, one.event) == (exercise_id, EXAS, WHOLE)), None
    )


def recording_state(exercise: Exercise, recordings: Container[str]) -> str:
    """Of an exercise: "kept", "gone" (its time was over) or "none"."""
    if exercise.recording_hash is None:
        return "none"
    return "kept" if exercise.recording_hash in recordings else "gone"


def _kept(one: Rescoring, offset_min: int, words: Words) -> KeptRescoring:
    try:
        result = Result.model_validate(one.result)
    except ValueError:
        return KeptRescoring(moment(one.made_at, offset_min, words), "", "unmeasured", "", one.reason)
    return KeptRescoring(
        when=moment(one.made_at, offset_min, words),
        what="; ".join(expert.changed_values(result.thresholds.changed, words)),
        grade=view.grade_of_word(result),
        word=word_text(result, words),
        reason=one.reason,
    )
