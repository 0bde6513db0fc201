"""`formcheck visits list`: the patients of a store."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from sqlalchemy import func, select

from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.printable import printable_text
from formcheck.visits.people import OWN
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore, default_folder


def print_patients(folder: Path | None) -> None:
    """Print a table of the patients.

    Args:
        folder: of the store; None for `default_folder`.
    """
    table = Table("patient", "key", "visits", "last visit")
    with VisitStore(folder or default_folder(), make=False) as store, store.reading() as session:
        rows = session.execute(
            select(Patient, func.count(Visit.id), func.max(Visit.began_at))
            .outerjoin(Patient.visits)
            .group_by(Patient.id)
            .order_by(func.max(Visit.began_at).desc())
        )
        for patient, count, last in rows:
            name = printable_text(patient.name) or (OWN if patient.own else "")
            shown = "" if last is None else f"{last.astimezone():%Y-%m-%d %H:%M}"
            table.add_row(name, patient.id, str(count), shown)
    PipeSafeConsole(highlight=False, markup=False).print(table)
