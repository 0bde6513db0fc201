"""Whose patients are whose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, false, select, true
from sqlalchemy.orm import Session

from formcheck.practice.principal import Principal, Role
from formcheck.visits.practice_schema import Account, Binding
from formcheck.visits.schema import Patient
from formcheck.visits.table_base import ID_LENGTH


def visible(principal: Principal) -> ColumnElement[bool]:
    """The condition on `Patient` that a principal sees them."""
    match principal.role:
        case Role.OWNER:
            return true()
        case Role.PATIENT:
            return Patient.own.is_(True)
        case Role.THERAPIST | Role.ADMINISTRATOR:
            bound = select(Binding.patient_id).where(Binding.account_id == principal.id)
            return Patient.id.in_(bound) & Patient.own.is_(False)
    return false()


def sees(session: Session, principal: Principal, patient_id: str) -> bool:
    """Whether a principal sees a patient. Whom nobody has heard of, nobody sees.

    Args:
        session: reads.
        principal: who asks.
        patient_id: a key, or anything that somebody sent as one.
    """
    if len(patient_id) > ID_LENGTH or not patient_id.isprintable():
        return False  # a database server complains of some characters
    query = select(Patient.id).where(Patient.id == patient_id, visible(principal))
    return session.scalar(query) is not None


def others_of(session: Session, principal: Principal, patient_id: str) -> list[str]:
    """Names of the other accounts that see a patient and can still sign in, in order; none for the owner."""
    if principal.role is Role.OWNER:
        return []
    query = (
        select(Account.name)
        .join(Binding, Binding.account_id == Account.id)
        .where(Binding.patient_id == patient_id, Account.id != principal.id, Account.disabled_at.is_(None))
        .order_by(Account.name)
    )
    return list(session.scalars(query))


def bind(session: Session, patient_id: str, account_id: str, now: datetime) -> bool:
    """Let an account see a patient; False where it does already."""
    if session.get(Binding, (patient_id, account_id)) is not None:
        return False
    session.add(Binding(patient_id=patient_id, account_id=account_id, bound_at=now))
    session.flush()
    return True


def unbind(session: Session, patient_id: str, account_id: str) -> bool:
    """Let an account see a patient no longer; False where it does not."""
    row = session.get(Binding, (patient_id, account_id))
    if row is None:
        return False
    session.execute(delete(Binding).where(Binding.patient_id == patient_id, Binding.account_id == account_id))
    session.expunge(row)
    return True


def bind_own(session: Session, principal: Principal, patient_id: str, now: datetime) -> None:
    """A patient whom an account has added is theirs."""
    if principal.id:
        bind(session, patient_id, principal.id, now)
