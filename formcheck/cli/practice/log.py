"""`formcheck practice audit`: the audit log on the terminal."""

from __future__ import annotations

from datetime import timedelta

from formcheck.cli.visits.answers import console
from formcheck.practice.audit import Asked, entries
from formcheck.runtime.printable import printable_text
from formcheck.visits.people import find_patient
from formcheck.visits.place import Place, default_place
from formcheck.visits.store import VisitStore


def print_log(folder: Place | None, login: str, patient: str, *, days: int, most: int) -> None:
    """Print entries, the latest first, a line each: time, who, what, whose file, what of it, where from.

    Args:
        folder: of the store; None for `default_place`.
        login: only this account's; "" for all.
        patient: name or key; "" for all.
        days: so many days back.
        most: at most so many lines.

    Raises:
        InputError: there is no such patient.
        UsageError: there are several.
    """
    lines = console()
    with VisitStore(folder or default_place(), make=False) as store, store.reading() as session:
        key = find_patient(session, patient).id if patient else ""
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
