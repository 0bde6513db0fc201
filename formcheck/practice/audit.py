"""The audit log: who opened whose file. Entries are added, and go after years; all else is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.practice.principal import Principal
from formcheck.visits.practice_schema import LOG_YEARS, AuditEntry

MOST_ADDRESS, MOST_SUBJECT = 64, 300


class Action(StrEnum):
    """What somebody did."""

    OPENED = "opened"
    CHANGED = "changed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    DELETED = "deleted"
    REFUSED = "refused"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    WRONG_PASSWORD = "wrong_password"
    ACCOUNT = "account"
    """An account was added, changed, disabled."""
    BOUND = "bound"
    UNBOUND = "unbound"
    LOG_CUT = "log_cut"
    """Old entries of the log were removed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the log is asked for.

    Attributes:
        login: only what this account did; "" for all.
        patient: only what was done with this patient's file; "" for all.
        since: only from then on.
        most: the latest so many.
        before: only entries before this one, for the next page.
    """

    login: str = ""
    patient: str = ""
    since: datetime | None = None
    most: int = 100
    before: int | None = None


def note(
    session: Session,
    now: datetime,
    action: Action,
    who: Principal | None = None,
    *,
    patient: str | None = None,
    subject: str = "",
    address: str = "",
) -> None:
    """Add an entry.

    Args:
        session: it writes.
        now: the present time.
        action: what was done.
        who: by whom; None for a stranger or the command line.
        patient: key of the patient whose file it was.
        subject: what of it. Never a secret, a name or anything from a file.
        address: where it came from.
    """
    session.add(
        AuditEntry(
            at=now,
            account_id=who.id if who else "",
            login=who.login if who else "",
            action=action.value,
            patient_id=patient,
            subject=subject[:MOST_SUBJECT],
            address=address[:MOST_ADDRESS],
        )
    )


def entries(session: Session, asked: Asked) -> Sequence[AuditEntry]:
    """Entries, the latest first."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(asked.most)
    if asked.login:
        query = query.where(AuditEntry.login == asked.login)
    if asked.patient:
        query = query.where(AuditEntry.patient_id == asked.patient)
    if asked.since is not None:
        query = query.where(AuditEntry.at >= asked.since)
    if asked.before is not None:
        query = query.where(AuditEntry.id < asked.before)
    return session.scalars(query).all()


def remove_older(session: Session, years: int, now: datetime) -> int:
    """Remove entries that are older than so many years; gives how many. The removal is an entry itself.

    Raises:
        UsageError: they have to be kept longer (`LOG_YEARS`).
    """
    if years < LOG_YEARS:
        raise UsageError(f"The audit log is kept for {LOG_YEARS} years at least", f"Take {LOG_YEARS} or more")
    day = min(now.day, 28)  # there is one in each month, and none is too early
    before = now.replace(year=now.year - years, day=day)
    count = session.scalar(select(func.count()).where(AuditEntry.at < before)) or 0
    session.execute(delete(AuditEntry).where(AuditEntry.at < before))
    told = f"{count} from before {before:%Y-%m-%d}"
    note(session, now, Action.LOG_CUT, subject=told, address="command line")
    return count
