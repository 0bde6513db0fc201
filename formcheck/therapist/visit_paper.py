"""A visit on one page of paper: what the store has of it, as texts and drawings that fit their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy.orm import Session

from formcheck.coach.programme import Item, Programme
from formcheck.errors import FormcheckError
from formcheck.report.drawing import Drawing
from formcheck.report.expert import changed_values
from formcheck.report.view import FaultRow, fault_rows, grade_of_word, missing_rows, unmeasured_rows
from formcheck.runtime.version import __version__
from formcheck.scoring.result import Result
from formcheck.scoring.wording import limits_of, word_text
from formcheck.therapist.dates import local
from formcheck.therapist.fitting import NOTHING, Fitted, fit_rows, fit_text, lines_of, text_em
from formcheck.therapist.paper_doses import asked_text, done_lines, sides_line, time_shares
from formcheck.therapist.paper_stills import fault_drawings
from formcheck.therapist.paper_times import day_text, moment_text
from formcheck.therapist.visit_rows import read_visit
from formcheck.therapist.visit_view import result_of
from formcheck.visits.opinions import EXAS, WHOLE
from formcheck.visits.recordings import Recordings
from formcheck.visits.schema import Exercise, ProgrammeVersion, Visit
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class Density:
    """How many exercises share the page, and what there is room for in each.

    Attributes:
        name: class of the style sheet.
        exercises: most exercises.
        line_em: length of a line, ems.
        lines: lines of text in a block.
        fault_lines: those that the drawings with their captions take.
        caption_em: room of a caption, ems.
    """

    name: str
    exercises: int
    line_em: float
    lines: int
    fault_lines: int
    caption_em: float


DENSITIES = (
    Density("two", 2, 20.0, 19, 0, 60.0),
    Density("four", 4, 30.0, 20, 10, 40.0),
    Density("six", 6, 34.0, 15, 8, 30.0),
    Density("eight", 8, 36.0, 11, 4, 25.0),
)
MOST_FAULTS = 2
COMMENT_EM, CHANGED_EM, UNDONE_EM, NAME_EM = 170.0, 112.0, 50.0, 27.0
"""Room of the comment (and the note), of changed thresholds, of what was not begun, and of the name, ems."""

MISSING_EM = 9.0
"""Length of the words before what was not measured, ems."""


@dataclass(frozen=True, slots=True)
class FaultCard:
    """A fault with its drawing, where the recording is still there."""

    grade: str
    name: str
    amount: Fitted
    drawing: Drawing | None
    description: str


@dataclass(frozen=True, slots=True)
class ExerciseBlock:
    """One exercise on the page.

    Attributes:
        grade, seen, word: the shape of its word, whether that holds only as far as seen, and the word.
        limits: what the word does not cover.
        done, asked: the dose; `asked` is "" where it is not known.
        times: (grade, text) of the time that was good, almost, different and unmeasured.
        faults: the gravest; `more_faults` tells of the others.
        sides: left against right, or "".
        missing: what was not measured, and why.
        exas: the therapist's mark, 1 to 5, or None.
    """

    number: int
    name: str
    grade: str = "unmeasured"
    seen: bool = False
    word: str = ""
    limits: Fitted = NOTHING
    done: str = ""
    asked: str = ""
    times: Sequence[tuple[str, str]] = ()
    faults: Sequence[FaultCard] = ()
    more_faults: str = ""
    none_found: bool = False
    sides: str = ""
    missing: Fitted = NOTHING
    exas: int | None = None


@dataclass(frozen=True, slots=True)
class VisitPaper:
    """The page of a visit."""

    name: Fitted
    when: str
    facts: Sequence[str]
    pain: Sequence[tuple[str, str]]
    advice: str
    advice_grade: str
    density: str
    blocks: Sequence[ExerciseBlock]
    more_blocks: str
    undone: Fitted
    comment: Fitted
    note: Fitted
    changed: Fitted
    program: str


def visit_paper(session: Session, recordings: Recordings, visit_id: str, words: Words) -> VisitPaper | None:
    """The page of a visit; None where there is no such visit."""
    rows = read_visit(session, visit_id, recordings)
    if rows is None:
        return None
    visit = rows.visit
    programme = session.get(ProgrammeVersion, visit.programme_id) if visit.programme_id else None
    results = {one.id: result_of(one, rows.thresholds) for one in visit.exercises}
    exas = {mark.exercise_id: mark.value for mark in rows.marks if (mark.kind, mark.event) == (EXAS, WHOLE)}
    planned = planned_items(visit)
    density = next((d for d in DENSITIES if len(visit.exercises) <= d.exercises), DENSITIES[-1])
    shown, more_blocks = fit_rows(visit.exercises, density.exercises, words, "paper.more.exercises")
    return VisitPaper(
        name=fit_text(visit.patient.name or words.text("paper.nameless"), NAME_EM, words),
        when=moment_text(local(visit.began_at, visit.utc_offset_min), words),
        facts=_facts(visit, programme, words),
        pain=_pain(visit, words),
        advice=words.first(f"paper.advice.{visit.advice}", default=visit.advice),
        advice_grade={"go_on": "good", "easier": "almost", "stop": "different"}.get(
            visit.advice, "unmeasured"
        ),
        density=density.name,
        blocks=[
            _block(one, results[one.id], exas.get(one.id), planned, recordings, density, words)
            for one in shown
        ],
        more_blocks=more_blocks,
        undone=fit_text(_undone(visit, planned, words), UNDONE_EM, words),
        comment=fit_text(visit.comment, COMMENT_EM, words),
        note=fit_text(rows.note.text if rows.note else "", COMMENT_EM, words),
        changed=fit_text(_changed(results.values(), words), CHANGED_EM, words),
        program=_program(visit, words),
    )


def planned_items(visit: Visit) -> tuple[Item, ...]:
    """What was to be done; nothing of a video, or of a plan that this formcheck cannot read."""
    try:
        return Programme.model_validate(visit.plan).items
    except ValidationError:
        return ()


def _block(
    exercise: Exercise,
    result: Result | None,
    exas: int | None,
    planned: Sequence[Item],
    recordings: Recordings,
    density: Density,
    words: Words,
) -> ExerciseBlock:
    words = words.of(exercise.name)
    name = words.exercise(exercise.name)
    if result is None:
        none = words.text("paper.no_result")
        return ExerciseBlock(
            exercise.number, name, word=none, asked=_asked(exercise, planned, words), exas=exas
        )
    faults, more_faults = fit_rows(fault_rows(result, words), MOST_FAULTS, words)
    drawings: dict[str, Drawing] = {}
    if exercise.recording_hash:
        kinds = [row.kind for row in faults]
        drawings = fault_drawings(result, recordings.path(exercise.recording_hash), kinds, words)
    times = time_shares(exercise, words) if result.form_scored else []
    told = [
        fit_text("; ".join(limits_of(result, words)), 2 * density.line_em, words),
        Fitted("; ".join(done_lines(result, exercise.good_reps, words))),
        Fitted(sides_line(result, words)),
    ]
    used = sum(lines_of(each.text + each.more, density.line_em) for each in told)
    used += 1 + lines_of(
        "   ".join(text for _, text in times), density.line_em
    )  # what was asked, and the times
    left = density.lines - used - (density.fault_lines if faults else 1)
    return ExerciseBlock(
        number=exercise.number,
        name=name,
        grade=grade_of_word(result),
        seen=result.as_far_as_seen,
        word=word_text(result, words),
        limits=told[0],
        done=told[1].text,
        asked=_asked(exercise, planned, words),
        times=times,
        faults=[_card(row, drawings.get(row.kind), density, words) for row in faults],
        more_faults=more_faults,
        none_found=not faults and result.form_scored and result.word != "not_measured",
        sides=told[2].text,
        missing=fit_text(_missing(result, words), max(left, 1) * density.line_em - MISSING_EM, words),
        exas=exas,
    )


def _card(row: FaultRow, drawing: Drawing | None, density: Density, words: Words) -> FaultCard:
    count = f"{row.count}\N{MULTIPLICATION SIGN}"
    amount = ", ".join(part for part in (count, row.seconds, row.worst) if part)
    name_em = text_em(row.name)
    return FaultCard(
        row.grade, row.name, fit_text(amount, density.caption_em - name_em, words), drawing, row.seen
    )


def _asked(exercise: Exercise, planned: Sequence[Item], words: Words) -> str:
    at = exercise.item
    if at is None or not 0 <= at < len(planned) or planned[at].exercise != exercise.name:
        return ""
    try:
        return asked_text(planned[at].dose(), words)
    except FormcheckError:  # a dose that this formcheck does not know
        return ""


def _missing(result: Result, words: Words) -> str:
    rows = [f"{row.what}: {row.why}" if row.what else row.why for row in missing_rows(result, words)]
    rows += [f"{row.what}: {row.why}" for row in unmeasured_rows(result, words)]
    return "; ".join(rows)


def _facts(visit: Visit, programme: ProgrammeVersion | None, words: Words) -> list[str]:
    facts = []
    if visit.ended_at is not None and visit.ended_at > visit.began_at:
        minutes = max(1, round((visit.ended_at - visit.began_at).total_seconds() / 60))
        facts.append(words.text("paper.minutes", count=minutes))
    facts.append(words.first(f"paper.source.{visit.source}", default=visit.source))
    if programme is not None:
        day = day_text(local(programme.created_at, visit.utc_offset_min), words)
        facts.append(words.text("paper.programme", number=programme.number, day=day))
    else:
        facts.append(words.text("paper.programme.none"))
    if visit.state == "broken_off":
        facts.append(words.text("paper.broken_off"))
    elif visit.stopped:
        facts.append(words.text("paper.stopped"))
    return facts


def _pain(visit: Visit, words: Words) -> list[tuple[str, str]]:
    """(name, value) of each answer; "" of one that was not given."""
    values = {
        "before": visit.pain_before,
        "after": visit.pain_after,
        "next": visit.pain_next,
        "exertion": visit.exertion,
    }
    rows = [(words.text(f"paper.pain.{name}"), "" if v is None else str(v)) for name, v in values.items()]
    return [*rows, (words.text("paper.pain.legs"), words.text("paper.yes" if visit.legs else "paper.no"))]


def _undone(visit: Visit, planned: Sequence[Item], words: Words) -> str:
    begun = {one.item for one in visit.exercises}
    return ", ".join(words.exercise(item.exercise) for at, item in enumerate(planned) if at not in begun)


def _changed(results: Iterable[Result | None], words: Words) -> str:
    lines = []
    for result in filter(None, results):
        own = words.of(result.exercise)
        changed = [one.model_copy(update={"name": _name(one.name, own)}) for one in result.thresholds.changed]
        values = list(changed_values(changed, own))
        if result.thresholds.strictness != 1:
            strictness = own.number(result.thresholds.strictness, 2)
            values.append(own.text("paper.strictness", value=strictness))
        if values:
            lines.append(f"{own.exercise(result.exercise)}: {', '.join(values)}")
    return "; ".join(dict.fromkeys(lines))


def _name(path: str, words: Words) -> str:
    """A number of the config in words, where it is one of a band: "hips hanging down, green"."""
    table, *rest = path.split(".")
    called = words.first(f"fault.{rest[0]}.name") if table == "bands" and rest else ""
    if not called:
        return path
    return ", ".join((called, *(words.first(f"paper.edge.{part}", default=part) for part in rest[1:])))


def _program(visit: Visit, words: Words) -> str:
    models = dict.fromkeys(one.model for one in visit.exercises if one.model)
    version = visit.formcheck_version or __version__
    return words.text("paper.program", version=version, models=", ".join(models) or "-")
