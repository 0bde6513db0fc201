"""`formcheck visits list`: the patients of a store, or the visits of one."""

from __future__ import annotations

from datetime import timedelta

from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.printable import printable_text
from formcheck.visits.people import OWN, find_patient
from formcheck.visits.place import Place, default_place
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore


def print_patients(folder: Place | None) -> None:
    """Print a table of the patients.

    Args:
        folder: of the store; None for `default_place`.
    """
    table = Table("patient", "key", "visits", "last visit")
    with VisitStore(folder or default_place(), make=False) as store, store.reading() as session:
        rows = session.execute(
            select(Patient, func.count(Visit.id), func.max(Visit.began_at))
            .outerjoin(Patient.visits)
            .group_by(Patient.id)
            .order_by(func.max(Visit.began_at).desc().nulls_last(), Patient.id)
        )
        for patient, count, last in rows:
            name = printable_text(patient.name) or (OWN if patient.own else "")
            shown = "" if last is None else f"{last.astimezone():%Y-%m-%d %H:%M}"
            table.add_row(name, patient.id, str(count), shown)
    PipeSafeConsole(highlight=False, markup=False).print(table)


def print_visits(folder: Place | None, patient: str) -> None:
    """Print a table of a patient's visits, the newest first, by the patient's clock.

    Args:
        folder: of the store; None for `default_place`.
        patient: name or key.

    Raises:
        InputError: there is no such patient.
        UsageError: there are several.
    """
    table = Table("visit", "key", "exercises")
    with VisitStore(folder or default_place(), make=False) as store, store.reading() as session:
        visits = session.scalars(
            select(Visit)
            .where(Visit.patient_id == find_patient(session, patient).id)
            .order_by(Visit.began_at.desc())
            .options(selectinload(Visit.exercises))
        )
        for visit in visits:
            began = visit.began_at + timedelta(minutes=visit.utc_offset_min)
            table.add_row(f"{began:%Y-%m-%d %H:%M}", visit.id, ", ".join(one.name for one in visit.exercises))
    PipeSafeConsole(highlight=False, markup=False).print(table)
