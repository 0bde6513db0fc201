"""The visit that ended before it was done, and that the patient may go on with or close."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from formcheck.coach.pain import Advice
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore

WORTH_GOING_ON = timedelta(hours=12)
"""How long after its start a visit may go on; on another day it is another visit."""


class LeftVisit(NamedTuple):
    """A visit that may go on.

    Attributes:
        visit: its id.
        began_at: its start, in the local time of the patient.
    """

    visit: str
    began_at: datetime


def left_visit(store: VisitStore) -> LeftVisit | None:
    """The latest visit of the patient whose machine this is, if it ended before it was done."""
    with store.reading() as session:
        last = session.scalar(
            select(Visit)
            .join(Patient)
            .where(Patient.own, Visit.source == "live")
            .order_by(Visit.began_at.desc(), Visit.arrived_at.desc())
            .limit(1)
        )
        if last is None or not _may_go_on(last, store.now()):
            return None
        return LeftVisit(last.id, last.began_at + timedelta(minutes=last.utc_offset_min))


def take_up(store: VisitStore, visit: str) -> Visit | None:
    """Open the own patient's visit again, with its exercises; None where it may not go on."""
    with store.writing() as session:
        row = _with_exercises(session, visit)
        if row is None or not _may_go_on(row, store.now()):
            return None
        row.state, row.ended_at = "open", None
        return row


def give_up(store: VisitStore, visit: str) -> None:
    """Close a visit that was taken up and cannot go on."""
    with store.writing() as session:
        row = session.get(Visit, visit)
        if row is not None:
            row.state, row.stopped, row.ended_at = "closed", not row.finished, store.now()


def close_left(store: VisitStore, visit: str) -> bool:
    """Close the visit properly; gives whether it was there to be closed."""
    with store.writing() as session:
        row = session.get(Visit, visit)
        if row is None or row.state != "broken_off":
            return False
        row.state, row.stopped = "closed", not row.finished
        return True


def _may_go_on(visit: Visit, now: datetime) -> bool:
    fresh = abs(now - visit.began_at) < WORTH_GOING_ON
    return fresh and visit.state == "broken_off" and visit.advice != Advice.STOP


def _with_exercises(session: Session, visit: str) -> Visit | None:
    query = select(Visit).join(Patient).where(Visit.id == visit, Patient.own)
    return session.scalar(query.options(selectinload(Visit.exercises)))
