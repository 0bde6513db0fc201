"""All judgements in the store beside what formcheck found: the rows that agreement is counted from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, select
from sqlalchemy.orm import Session

from formcheck.visits.blind import Judge, blind_mode, unseen_visits
from formcheck.visits.judgement_schema import Judgement
from formcheck.visits.judgements import Found, found_in
from formcheck.visits.schema import Exercise, ExerciseEvent, Patient, Visit


class JudgedRow(NamedTuple):
    """One judgement with what formcheck found in the same place; fields as in `Judgement`.

    Attributes:
        patient_id, visit_id: whose it is.
        exercise: its name; `kind`, `start_s`, `end_s` of the event.
        found: by formcheck, with network `model` and `formcheck_version`.
    """

    patient_id: str
    visit_id: str
    exercise_id: str
    exercise: str
    event: int
    kind: str
    start_s: float
    end_s: float
    fault: str
    judge: Judge
    answer: str
    given_at: datetime
    blind: bool
    by_lot: bool
    found: Found
    model: str
    formcheck_version: str

    @property
    def place(self) -> tuple[str, int, str]:
        """What was judged."""
        return self.exercise_id, self.event, self.fault


def judged_rows(session: Session, among: ColumnElement[bool] | None = None) -> list[JudgedRow]:
    """All judgements, in the order in which they were given.

    Args:
        session: reads.
        among: condition on `Patient` and `Visit`; None for all but the machine's own patient.
    """
    query = (
        select(
            Judgement,
            ExerciseEvent,
            Exercise.name,
            Exercise.model,
            Exercise.result["unmeasured"],
            Visit.patient_id,
            Visit.id,
            Visit.formcheck_version,
        )
        .join(Exercise, Exercise.id == Judgement.exercise_id)
        .join(
            ExerciseEvent,
            and_(ExerciseEvent.exercise_id == Exercise.id, ExerciseEvent.number == Judgement.event),
        )
        .join(Visit, Visit.id == Exercise.visit_id)
        .join(Patient, Patient.id == Visit.patient_id)
        .where(Patient.own.is_(False) if among is None else among)
        .order_by(Judgement.given_at, Judgement.id)
    )
    return [
        JudgedRow(
            patient_id=patient,
            visit_id=visit,
            exercise_id=judgement.exercise_id,
            exercise=name,
            event=judgement.event,
            kind=event.kind,
            start_s=event.start_s,
            end_s=event.end_s,
            fault=judgement.fault,
            judge=judgement.judge,
            answer=judgement.answer,
            given_at=judgement.given_at,
            blind=judgement.blind,
            by_lot=judgement.by_lot,
            found=found_in(event, judgement.fault, unmeasured or ()),
            model=model,
            formcheck_version=version,
        )
        for judgement, event, name, model, unmeasured, patient, visit, version in session.execute(query)
    ]


def hidden_judgements(session: Session, judge: Judge, among: ColumnElement[bool]) -> int:
    """How many judgements are of visits that are hidden from somebody now.

    Args:
        session: reads.
        judge: who looks.
        among: condition on `Patient`.
    """
    if not blind_mode(session, judge):
        return 0
    query = select(func.count()).select_from(Judgement).join(Exercise)
    hidden = unseen_visits(judge, among)
    return session.scalar(query.where(Exercise.visit_id.in_(hidden))) or 0


def counted_rows(rows: Iterable[JudgedRow], *, blind_only: bool = False) -> list[JudgedRow]:
    """Of each therapist and place the one that counts: the last blind one, else the last of all.

    Args:
        rows: in the order in which they were given.
        blind_only: leave out places that were judged only after seeing.
    """
    last: dict[tuple[Judge, tuple[str, int, str]], JudgedRow] = {}
    for row in rows:
        key = row.judge, row.place
        if (before := last.get(key)) is None or row.blind or not before.blind:
            last[key] = row
    return [row for row in last.values() if row.blind or not blind_only]


def events_by_finding(
    session: Session, faults: Sequence[tuple[str, str]], among: ColumnElement[bool] | None = None
) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """(exercise, fault) -> in how many measured holds and repetitions of the store it was found, and was not.

    Args:
        session: reads.
        faults: what is asked for.
        among: as of `judged_rows`.
    """
    detail = cast(ExerciseEvent.detail, Text)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for exercise in sorted({exercise for exercise, _ in faults}):
        asked = [fault for name, fault in faults if name == exercise]
        # The text of a stored list of faults; json.dumps puts one blank after the colon.
        shown = [func.sum(case((detail.contains(f'"kind": "{fault}"'), 1), else_=0)) for fault in asked]
        query = (
            select(func.count(), *shown)
            .select_from(ExerciseEvent)
            .join(Exercise, Exercise.id == ExerciseEvent.exercise_id)
            .join(Visit, Visit.id == Exercise.visit_id)
            .join(Patient, Patient.id == Visit.patient_id)
            .where(
                Exercise.name == exercise,
                ExerciseEvent.kind.in_(("hold", "rep")),
                ExerciseEvent.verdict != "unmeasured",
                Patient.own.is_(False) if among is None else among,
            )
        )
        total, *present = session.execute(query).one()
        for fault, count in zip(asked, present, strict=True):
            found[exercise, fault] = {"present": count or 0, "absent": total - (count or 0)}
    return found


def pseudonym(key: str) -> str:
    """Twelve digits for a key of the store, the same in every file; the key does not follow from them.

    Keys are random numbers of 128 bits, which nobody can try out.
    """
    return hashlib.sha256(f"formcheck agreement {key}".encode()).hexdigest()[:12]
