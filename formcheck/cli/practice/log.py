"""`formcheck practice audit`: the audit log on the terminal."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from formcheck.cli.visits.answers import console
from formcheck.practice.audit import Asked, entries, remove_older
from formcheck.runtime.printable import printable_text
from formcheck.visits.people import find_patient
from formcheck.visits.place import Place, default_place
from formcheck.visits.store import VisitStore


def print_log(folder: Place | None, login: str, patient: str, *, days: int, most: int) -> None:
    """Print entries, the latest first, a line each: time, who, what, whose file, what of it, where from.

    Args:
        folder: of the store; None for `default_place`.
        login: only this account's; "" for all.
        patient: name or key, also the key of somebody who was deleted; "" for all.
        days: so many days back.
        most: at most so many lines.

    Raises:
        InputError: there is no such patient.
        UsageError: there are several.
    """
    lines = console()
    with VisitStore(folder or default_place(), make=False) as store, store.reading() as session:
        key = _key_of(session, patient) if patient else ""
        since = store.now() - timedelta(days=days)
        for entry in entries(session, Asked(login.strip().lower(), key, since, most)):
            told = (
                f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
                entry.login or "-",
                entry.action,
                entry.patient_id or "-",
                entry.subject or "-",
                entry.address or "-",
            )
            lines.print("  ".join(printable_text(part) for part in told))


def cut_log(folder: Place | None, years: int) -> None:
    """Remove entries that are older than so many years, and say how many.

    Raises:
        UsageError: they have to be kept longer.
    """
    with VisitStore(folder or default_place(), make=False) as store, store.writing() as session:
        count = remove_older(session, years, store.now())
    console().print(f"Removed from the audit log: {count} {'entry' if count == 1 else 'entries'}")


def _key_of(session: Session, patient: str) -> str:
    """The key of a patient: the log still names those who are deleted."""
    key = patient.strip().lower()
    return key if entries(session, Asked(patient=key, most=1)) else find_patient(session, patient).id
