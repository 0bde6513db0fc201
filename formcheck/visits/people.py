"""Finds a patient or a visit by what a user writes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import InputError, UsageError
from formcheck.runtime.printable import printable_text
from formcheck.visits.schema import Patient, Visit

OWN = "own"
"""What is written for the patient whose machine this is, who need not have a name."""
_SHOWN = 5
_SHORTEST = 6
"""Digits of a key that do: fewer could be a name, too."""


def find_patient(session: Session, text: str) -> Patient:
    """The patient of that name, key or beginning of a key; capitals do not matter.

    Raises:
        InputError: there is none.
        UsageError: there are several.
    """
    wanted = " ".join(text.split()).casefold()
    people = list(session.scalars(select(Patient)))
    exact = [p for p in people if p.id == wanted or " ".join(p.name.split()).casefold() == wanted != ""]
    own = [p for p in people if p.own and wanted == OWN]
    begun = [p for p in people if len(wanted) >= _SHORTEST and p.id.startswith(wanted)]
    found = exact or own or begun
    shown = printable_text(text)
    if not found:
        raise InputError(f"There is no patient {shown!r}", "`formcheck visits list` shows names and keys")
    if len(found) > 1:
        keys = ", ".join(sorted(p.id for p in found)[:_SHOWN])
        raise UsageError(f"There are {len(found)} patients {shown!r}", f"Take one by its key: {keys}")
    return found[0]


def visit_key(session: Session, text: str) -> str | None:
    """The key of the visit with that key or beginning of a key, or None.

    Raises:
        UsageError: there are several.
    """
    key = text.strip().lower()
    if len(key) < _SHORTEST or not key.isalnum() or not key.isascii():
        return None
    found = session.scalars(select(Visit.id).where(Visit.id.startswith(key)).limit(2)).all()
    if len(found) > 1:
        raise UsageError(f"Several visits begin with {key}", "Write more of its key")
    return found[0] if found else None
