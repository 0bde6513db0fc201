"""The visits of the patient whose machine this is, as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from formcheck.visits.log import MORNING_AFTER
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.visit_report import patient_time

AT_ONCE = 60
"""Visits on one page of the list: five months of three a week."""


@dataclass(frozen=True, slots=True)
class ListedExercise:
    """What was done and the word for it, as in `Exercise`."""

    name: str
    word: str
    as_far_as_seen: bool


@dataclass(frozen=True, slots=True)
class ListedVisit:
    """One line of the list.

    Attributes:
        began: by the patient's clock.
        broken_off: the program ended before the visit did.
        going_on: it is not over.
    """

    id: str
    began: datetime
    pain_before: int | None
    pain_after: int | None
    broken_off: bool
    going_on: bool
    exercises: list[ListedExercise] = field(default_factory=list)


def list_visits(session: Session, page: int = 0) -> tuple[list[ListedVisit], bool]:
    """The patient's own visits, the latest first, and whether there are earlier ones.

    Args:
        session: reads.
        page: 0 for the latest `AT_ONCE`, 1 for those before, ...
    """
    own = _ROWS.join(Patient).where(Patient.own).order_by(Visit.began_at.desc(), Visit.id)
    visits = [_listed(*row) for row in session.execute(own.offset(page * AT_ONCE).limit(AT_ONCE + 1))]
    shown = {visit.id: visit for visit in visits[:AT_ONCE]}
    done = (
        select(Exercise.visit_id, Exercise.name, Exercise.word, Exercise.as_far_as_seen)
        .where(Exercise.visit_id.in_(shown))
        .order_by(Exercise.visit_id, Exercise.number)
    )
    for visit_id, name, word, seen in session.execute(done):
        shown[visit_id].exercises.append(ListedExercise(name, word, seen))
    return list(shown.values()), len(visits) > AT_ONCE


def named_visits(
    session: Session, ids: Sequence[str], among: ColumnElement[bool] | None = None
) -> list[ListedVisit]:
    """Those of the visits that are there, the earliest first, without their exercises.

    Args:
        session: reads.
        ids: of the visits.
        among: condition on `Patient`: only theirs; None for all.
    """
    query = _ROWS.where(Visit.id.in_(ids)).order_by(Visit.began_at)
    if among is not None:
        query = query.join(Patient).where(among)
    return [_listed(*row) for row in session.execute(query)]


def visits_between(session: Session, since: date | None, until: date | None, most: int) -> list[str]:
    """Ids of the patient's own visits that are over, of these days by that clock, the earliest first.

    Args:
        session: reads.
        since, until: first and last day; None is open.
        most: the latest so many.
    """
    over = _ROWS.join(Patient).where(Patient.own, Visit.state != "open").order_by(Visit.began_at.desc())
    listed = [_listed(*row) for row in session.execute(over)]
    first, last = since or date.min, until or date.max
    found = [visit.id for visit in listed if first <= visit.began.date() <= last]
    return found[:most][::-1]


def asks_next(session: Session, now: datetime) -> date | None:
    """The day of the patient's last visit, when its next morning is over and was not told about yet.

    Args:
        session: reads.
        now: the present time.
    """
    row = session.execute(
        select(Visit.began_at, Visit.utc_offset_min, Visit.pain_next)
        .join(Patient)
        .where(Patient.own, Visit.state != "open", Visit.began_at > now - MORNING_AFTER)
        .order_by(Visit.began_at.desc())
        .limit(1)
    ).first()
    if row is None or row.pain_next is not None:
        return None
    day = patient_time(row.began_at, row.utc_offset_min).date()
    return day if day < patient_time(now, row.utc_offset_min).date() else None


_ROWS = select(
    Visit.id, Visit.began_at, Visit.utc_offset_min, Visit.pain_before, Visit.pain_after, Visit.state
)


def _listed(
    visit_id: str, began_at: datetime, offset: int, before: int | None, after: int | None, state: str
) -> ListedVisit:
    began = patient_time(began_at, offset)
    return ListedVisit(visit_id, began, before, after, state == "broken_off", state == "open")
