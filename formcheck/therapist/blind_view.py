"""The page of a visit that is judged blind: what was done and said, and nothing that formcheck found."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.therapist.dates import local
from formcheck.therapist.judging_view import JudgingTable
from formcheck.therapist.visit_rows import VisitRows
from formcheck.therapist.visit_view import exas_of, moment, recording_state
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class BlindExercise:
    """One exercise; fields as in `formcheck.therapist.visit_view.ExerciseView`."""

    id: str
    number: int
    title: str
    began: str
    recording: str
    start_at_s: float
    exas: int | None
    judging: JudgingTable


@dataclass(frozen=True, slots=True)
class BlindVisit:
    """The whole page.

    Attributes:
        answered: how many places were judged; `places` of how many.
        before, after: ids of the patient's visits around it, or None.
    """

    id: str
    patient_id: str
    patient: str
    when: str
    pains: list[tuple[str, int]]
    exertion: int | None
    comment: str
    exercises: list[BlindExercise]
    note: str
    answered: int
    places: int
    before: str | None
    after: str | None


def blind_view(rows: VisitRows, judging: dict[str, JudgingTable], words: Words) -> BlindVisit:
    """The page.

    Args:
        rows: what the store holds of the visit; its results are not read.
        judging: the table of each exercise, by its key.
        words: of the page.
    """
    visit, offset = rows.visit, rows.visit.utc_offset_min
    asked = [(name, getattr(visit, f"pain_{name}")) for name in ("before", "after", "worst", "next")]
    exercises = []
    for exercise in visit.exercises:
        table = judging[exercise.id]
        exas = exas_of(rows.marks, exercise.id)
        exercises.append(
            BlindExercise(
                id=exercise.id,
                number=exercise.number,
                title=table.title,
                began=f"{local(exercise.began_at, offset):%H:%M}",
                recording=recording_state(exercise, rows.recordings),
                start_at_s=table.events[0].start_s if table.events else 0.0,
                exas=None if exas is None else exas.value,
                judging=table,
            )
        )
    return BlindVisit(
        id=visit.id,
        patient_id=rows.patient.id,
        patient=rows.patient.name,
        when=moment(visit.began_at, offset, words),
        pains=[
            (words.text(f"therapist.visit.pain.{name}"), value) for name, value in asked if value is not None
        ],
        exertion=visit.exertion,
        comment=visit.comment,
        exercises=exercises,
        note="" if rows.note is None else rows.note.text,
        answered=sum(table.answered for table in judging.values()),
        places=sum(table.places for table in judging.values()),
        before=rows.before,
        after=rows.after,
    )
