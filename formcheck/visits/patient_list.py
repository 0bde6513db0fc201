"""The patients of a therapist in short, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Text, and_, case, cast, func, or_, select, true
from sqlalchemy.orm import Session

from formcheck.coach.pain import Advice
from formcheck.coach.programme import Programme
from formcheck.trends.days import VisitDay
from formcheck.trends.flags import FOUR_WEEKS, Lately, Overview, overview
from formcheck.visits.schema import Exercise, Patient, ProgrammeVersion, Visit
from formcheck.visits.visit_report import patient_time

OVER = Visit.state != "open"
"""A visit that is going on is not counted yet."""
PAIN_STOP = and_(Visit.advice == Advice.STOP.value, Visit.legs.is_(False))
"""The advice after complaints in a leg is to stop, too; that is another flag."""
_SHARE = Exercise.good_s + Exercise.almost_s + Exercise.different_s + Exercise.unmeasured_s


@dataclass(frozen=True, slots=True)
class ListedPatient:
    """One line of the list."""

    id: str
    name: str
    overview: Overview


def listed_patients(
    session: Session,
    now: datetime,
    search: str = "",
    only: str | None = None,
    hidden: Collection[str] = (),
    *,
    among: ColumnElement[bool] | None = None,
) -> list[ListedPatient]:
    """The therapist's patients, by name.

    Args:
        session: reads; it asks four times, however many there are.
        now: the present time.
        search: only names that hold this, in capitals or not; "" for all.
        only: key of the one patient that is asked for, or None.
        hidden: visits of which nothing is told that formcheck found.
        among: condition on `Patient`: only these; None for all.
    """
    of = true() if only is None else Visit.patient_id == only
    if among is not None:
        of = and_(of, Visit.patient_id.in_(select(Patient.id).where(among)))
    lately, pains, last = _counts(session, now, of), _pains(session, now, of), _last_visits(session, of)
    return [
        ListedPatient(
            one.id,
            one.name,
            overview(
                replace(
                    lately.get(one.id, Lately(one.since)),
                    since=one.since,
                    a_week=one.a_week,
                    pains=pains.get(one.id, ()),
                    last=last[one.id].day if one.id in last else None,
                    unmeasured=_unmeasured(last.get(one.id), hidden),
                ),
                now,
            ),
        )
        for one in _people(
            session, and_(true() if only is None else Patient.id == only, true() if among is None else among)
        )
        if search.casefold() in one.name.casefold()
    ]


def _unmeasured(last: _Last | None, hidden: Collection[str]) -> float | None:
    return None if last is None or last.day.visit in hidden else last.unmeasured


class _Person(NamedTuple):
    id: str
    name: str
    since: datetime
    a_week: int | None


class _Last(NamedTuple):
    day: VisitDay
    unmeasured: float | None


def _people(session: Session, of: ColumnElement[bool]) -> list[_Person]:
    newest = (
        select(ProgrammeVersion.patient_id, func.max(ProgrammeVersion.number).label("number"))
        .group_by(ProgrammeVersion.patient_id)
        .subquery()
    )
    query = (
        select(
            Patient.id,
            Patient.name,
            Patient.created_at,
            cast(ProgrammeVersion.content, Text).label("content"),
        )
        .outerjoin(newest, newest.c.patient_id == Patient.id)
        .outerjoin(
            ProgrammeVersion,
            and_(
                ProgrammeVersion.patient_id == Patient.id,
                ProgrammeVersion.number == newest.c.number,
            ),
        )
        .where(Patient.own.is_(False), of)
    )
    rows = session.execute(query)
    people = [
        _Person(
            row.id,
            row.name,
            row.created_at,
            None if row.content is None else _visits_a_week(row.content),
        )
        for row in rows
    ]
    return sorted(people, key=lambda one: (one.name.casefold(), one.id))


@lru_cache(maxsize=2048)
def _visits_a_week(content: str) -> int | None:
    """Planned visits a week of a programme as it is stored; None where it says nothing, or is not ours."""
    try:
        return Programme.model_validate_json(content).visits_a_week
    except (ValidationError, RecursionError):
        return None


def _was_at() -> ColumnElement[datetime]:
    """When a visit was. Of a machine whose clock runs ahead it is when the visit came here, at the latest."""
    return case((Visit.began_at > Visit.arrived_at, Visit.arrived_at), else_=Visit.began_at)


def is_new() -> ColumnElement[bool]:
    """Whether a visit, joined with its patient, arrived since the therapist last looked."""
    return or_(Patient.looked_at.is_(None), Visit.arrived_at > Patient.looked_at)


def _counts(session: Session, now: datetime, of: ColumnElement[bool]) -> dict[str, Lately]:
    recent, long_ago = _was_at() >= now - FOUR_WEEKS, datetime.min.replace(tzinfo=UTC)
    query = (
        select(
            Visit.patient_id,
            _how_many(recent),
            _how_many(is_new()),
            _how_many(and_(recent, is_new(), Visit.legs)),
            _how_many(and_(recent, is_new(), PAIN_STOP)),
        )
        .join(Patient)
        .where(OVER, of)
        .group_by(Visit.patient_id)
    )
    return {
        patient: Lately(long_ago, done=done, new=new, new_legs=legs > 0, new_stop=stop > 0)
        for patient, done, new, legs, stop in session.execute(query)
    }


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _pains(session: Session, now: datetime, of: ColumnElement[bool]) -> dict[str, list[float]]:
    query = (
        select(Visit.patient_id, Visit.pain_before)
        .where(OVER, of, _was_at() >= now - FOUR_WEEKS, Visit.pain_before.is_not(None))
        .order_by(Visit.patient_id, _was_at())
    )
    pains: dict[str, list[float]] = {}
    for patient, pain in session.execute(query):
        if pain is not None:
            pains.setdefault(patient, []).append(pain)
    return pains


def _last_visits(session: Session, of: ColumnElement[bool]) -> dict[str, _Last]:
    latest = (
        select(Visit.patient_id, func.max(_was_at()).label("was_at"))
        .where(OVER, of)
        .group_by(Visit.patient_id)
        .subquery()
    )
    columns = (
        Visit.patient_id, Visit.id, _was_at(), Visit.utc_offset_min,
        Visit.pain_before, Visit.pain_after, Visit.legs, PAIN_STOP,
    )  # fmt: skip
    query = (
        select(
            *columns,
            func.sum(Exercise.unmeasured_s),
            func.sum(_SHARE),
            _how_many(Exercise.word == "not_measured"),
        )
        .join(latest, and_(latest.c.patient_id == Visit.patient_id, latest.c.was_at == _was_at()))
        .outerjoin(Exercise)
        .group_by(Visit.id)
        .order_by(Visit.id)
    )
    return {
        patient: _Last(
            VisitDay(key, patient_time(at, offset), before, after, legs=legs, stopped_for_pain=bool(stop)),
            # Where no hold and no repetition was found, nothing was seen of what was tried.
            unmeasured_s / whole_s if whole_s else 1.0 if unseen else None,
        )
        for (
            patient,
            key,
            at,
            offset,
            before,
            after,
            legs,
            stop,
            unmeasured_s,
            whole_s,
            unseen,
        ) in session.execute(query)
    }
