"""Blind judging: what formcheck found in a visit stays hidden from a therapist who has not judged it yet.

Whether a judgement was blind does not hang on the mode, but on what was shown: each page that shows what was
found in a visit notes it first (`note_seen`), and a judgement after that is one after seeing. The mode
(`set_blind_mode`) hides the visits that were not shown yet, until the therapist asks to see them.

The visits of the machine's own patient are never hidden and never blind: they are read by whoever did them.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session

from formcheck.errors import FormcheckError
from formcheck.visits.judgement_schema import VerdictSeen
from formcheck.visits.open_store import OpenStore
from formcheck.visits.schema import Patient, Setting, Visit

_LOG = logging.getLogger(__name__)

Judge = str | None
"""Who judges: key of an account, or None for the user of a machine without accounts."""
_SETTING = "blind"
_AT_ONCE = 2000
"""Ids in one query: every database takes so many."""


def blind_mode(session: Session, judge: Judge) -> bool:
    """Whether somebody judges blind."""
    return session.get(Setting, _setting(judge)) is not None


def set_blind_mode(session: Session, judge: Judge, on: bool) -> None:
    """Turn blind judging on or off for somebody."""
    if on:
        session.merge(Setting(name=_setting(judge), value="on"))
    elif (kept := session.get(Setting, _setting(judge))) is not None:
        session.delete(kept)


def unseen_visits(judge: Judge, among: ColumnElement[bool] | None = None) -> Select[str]:
    """Ids of the visits whose findings somebody was never shown.

    Args:
        judge: who looks.
        among: condition on `Patient`; None for all but the machine's own, who is left out in any case.
    """
    seen = and_(VerdictSeen.visit_id == Visit.id, VerdictSeen.judge == (judge or ""))
    query = (
        select(Visit.id)
        .join(Patient, Patient.id == Visit.patient_id)
        .outerjoin(VerdictSeen, seen)
        .where(Patient.own.is_(False), VerdictSeen.visit_id.is_(None))
    )
    return query if among is None else query.where(among)


def hidden_visits(session: Session, judge: Judge, among: ColumnElement[bool] | None = None) -> frozenset[str]:
    """Ids of the visits that are hidden from somebody now.

    Args:
        session: reads.
        judge: who looks.
        among: as of `unseen_visits`.
    """
    if not blind_mode(session, judge):
        return frozenset()
    return frozenset(session.scalars(unseen_visits(judge, among)))


def not_hidden(session: Session, judge: Judge) -> ColumnElement[bool]:
    """The condition on `Visit` that it is not hidden from somebody now.

    Args:
        session: reads.
        judge: who looks.
    """
    return Visit.id.not_in(unseen_visits(judge).correlate(None)) if blind_mode(session, judge) else true()


def hidden_of_patients(
    session: Session, judge: Judge, among: ColumnElement[bool] | None = None
) -> Mapping[str, int]:
    """How many visits of each patient are hidden from somebody now; arguments as of `hidden_visits`."""
    if not blind_mode(session, judge):
        return {}
    columns = (Visit.patient_id, func.count())
    query = unseen_visits(judge, among).with_only_columns(*columns).group_by(Visit.patient_id)
    return dict(session.execute(query).all())


def is_hidden(session: Session, judge: Judge, visit_id: str) -> bool:
    """Whether a visit is hidden from somebody now."""
    return blind_mode(session, judge) and is_unseen(session, judge, visit_id)


def is_unseen(session: Session, judge: Judge, visit_id: str) -> bool:
    """Whether somebody was never shown what was found in a visit; False of one that is not there."""
    return session.scalar(unseen_visits(judge).where(Visit.id == visit_id)) is not None


def note_seen(session: Session, judge: Judge, visits: Collection[str], now: datetime) -> None:
    """Note that somebody is shown what was found in these visits.

    Args:
        session: it writes.
        judge: who looks.
        visits: ids; those of the machine's own patient, and those that were shown before, are left out.
        now: the present time.
    """
    unseen = list(_unseen_of(session, judge, visits))
    session.add_all([VerdictSeen(visit_id=visit, judge=judge or "", seen_at=now) for visit in unseen])


def shown(store: OpenStore, judge: Judge, visits: Collection[str]) -> None:
    """Note that visits are shown, before they are; they are shown also where the store cannot be written to.

    Args:
        store: of the visits.
        judge: who looks.
        visits: as of `note_seen`.
    """
    with store.reading() as session:
        unseen = list(_unseen_of(session, judge, visits))
    if not unseen:
        return
    try:
        with store.writing() as session:
            note_seen(session, judge, unseen, store.now())
    except FormcheckError as error:
        _LOG.warning("%s", error)


def _unseen_of(session: Session, judge: Judge, visits: Collection[str]) -> Iterator[str]:
    ids = list(visits)
    for first in range(0, len(ids), _AT_ONCE):
        part = ids[first : first + _AT_ONCE]
        yield from session.scalars(unseen_visits(judge).where(Visit.id.in_(part)))


def _setting(judge: Judge) -> str:
    return f"{_SETTING}.{judge}" if judge else _SETTING
