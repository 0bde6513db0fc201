"""What a therapist thinks of a visit: a note, a mark of an exercise, agreement with a verdict.

None of it changes what formcheck found. It is kept beside that, for a table of agreement to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.visits.opinion_schema import Mark, Note
from formcheck.visits.schema import Exercise, Patient, Visit

EXAS, AGREES = "exas", "agrees"
WHOLE = -1
"""`Mark.event` of a mark for the whole exercise."""
EXAS_MARKS = range(1, 6)
"""Quality of performance as the therapist sees it: poor, moderate, reasonable, good, excellent (Arensman,
docs/clinical.md, References)."""
MAX_NOTE = 10_000
"""Characters of a note."""


def put_note(session: Session, visit: Visit, text: str, now: datetime) -> None:
    """Keep the note of a visit in place of the one before; an empty one takes it away.

    Raises:
        UsageError: it is too long.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MAX_NOTE:
        raise UsageError(f"The note has {len(text)} characters", f"Write at most {MAX_NOTE}")
    notes = session.scalars(select(Note).where(Note.visit_id == visit.id).order_by(Note.written_at)).all()
    if notes and text and notes[-1].text == text:
        return
    for note in notes:
        session.delete(note)
    if text:
        session.add(Note(patient_id=visit.patient_id, visit_id=visit.id, written_at=now, text=text))


def put_marks(
    session: Session, exercise: Exercise, exas: int | None, agrees: Mapping[int, int | None], now: datetime
) -> None:
    """Keep the therapist's marks of an exercise in place of those before; None takes one away.

    Args:
        session: it writes.
        exercise: with its events.
        exas: 1 to 5.
        agrees: number of an event -> 1 (agrees) or 0; events that are not named keep theirs.
        now: the time of what is new.

    Raises:
        UsageError: a mark that is none, or of an event that the exercise does not have.
    """
    if exas is not None and exas not in EXAS_MARKS:
        raise UsageError(f"There is no mark {exas}", "Choose 1 to 5")
    known = {event.number for event in exercise.events}
    if wrong := [n for n, value in agrees.items() if n not in known or value not in (0, 1, None)]:
        raise UsageError(f"There is no answer for number {wrong[0]}", "Open the page again")
    before = {
        (mark.kind, mark.event): mark
        for mark in session.scalars(select(Mark).where(Mark.exercise_id == exercise.id))
    }
    wanted = {(EXAS, WHOLE): exas} | {(AGREES, number): value for number, value in agrees.items()}
    for (kind, event), value in wanted.items():
        mark = before.get((kind, event))
        if value is None:
            if mark is not None:
                session.delete(mark)
        elif mark is None:
            session.add(Mark(exercise_id=exercise.id, event=event, kind=kind, value=value, given_at=now))
        elif mark.value != value:
            mark.value, mark.given_at = value, now


def counts_of_agreement(
    session: Session, names: Iterable[str], among: ColumnElement[bool]
) -> dict[str, tuple[int, int]]:
    """Exercise -> how often the therapist agreed, and did not.

    Args:
        session: reads.
        names: of exercises.
        among: condition on `Patient` and `Visit` of what counts.
    """
    query = (
        select(Exercise.name, Mark.value, func.count())
        .join(Mark, Mark.exercise_id == Exercise.id)
        .join(Visit, Visit.id == Exercise.visit_id)
        .join(Patient, Patient.id == Visit.patient_id)
        .where(Mark.kind == AGREES, Exercise.name.in_(list(names)), among)
        .group_by(Exercise.name, Mark.value)
    )
    found: dict[str, tuple[int, int]] = {}
    for name, value, count in session.execute(query):
        yes, no = found.get(name, (0, 0))
        found[name] = (yes + count, no) if value else (yes, no + count)
    return found
