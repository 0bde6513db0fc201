"""`formcheck visits delete`: a patient with everything of them, or one visit."""

from __future__ import annotations

from sqlalchemy import func, select

from formcheck.cli.visits.answers import ask, console, counted
from formcheck.errors import InputError
from formcheck.runtime.printable import printable, printable_text
from formcheck.visits.deletion import Deleted, delete_patient, delete_visit
from formcheck.visits.folder import default_root
from formcheck.visits.people import find_patient, visit_key
from formcheck.visits.place import Place, default_place
from formcheck.visits.schema import Visit
from formcheck.visits.store import VisitStore

NOT_CLEAN = (
    "Another program is reading the store, or the disk is full: traces stay in the store's files for now. "
    "formcheck takes them away when it next opens the store."
)


def delete_one(folder: Place | None, who: str, *, asks: bool) -> None:
    """Delete a patient.

    Args:
        folder: of the store; None for `default_place`.
        who: name or key.
        asks: the user first.

    Raises:
        InputError, UsageError: there is no such patient, several, or the user does not want it.
    """
    lines = console()
    with VisitStore(folder or default_place(), make=False) as store:
        with store.reading() as session:
            patient = find_patient(session, who)
            count = session.scalar(select(func.count(Visit.id)).where(Visit.patient_id == patient.id)) or 0
        name = printable_text(patient.name) or ("the patient of this machine" if patient.own else patient.id)
        if asks:
            ask(f"Delete {name} ({patient.id}) with {counted(count, 'visit')}? This cannot be undone.")
        deleted = delete_patient(store, patient.id)
    _tell(f"{name}, ", deleted)
    if patient.own and default_root().exists():
        lines.print(f"So does the folder of visits of formcheck 0.1: {printable(default_root())}")


def delete_one_visit(folder: Place | None, which: str, *, asks: bool) -> None:
    """Delete a visit.

    Args:
        folder: of the store; None for `default_place`.
        which: its key, or the beginning of it.
        asks: the user first.

    Raises:
        InputError, UsageError: there is no such visit, several, or the user does not want it.
    """
    with VisitStore(folder or default_place(), make=False) as store:
        with store.reading() as session:
            key = visit_key(session, which)
        if key is None:
            raise InputError(
                f"There is no visit {printable_text(which)!r}",
                "`formcheck visits list --patient` shows the keys",
            )
        if asks:
            ask(f"Delete the visit {key}? This cannot be undone.")
        deleted = delete_visit(store, key)
    _tell("", deleted)


def _tell(whose: str, deleted: Deleted) -> None:
    lines = console()
    recordings = counted(deleted.recordings, "recording")
    lines.print(f"Deleted: {whose}{counted(deleted.visits, 'visit')}, {recordings}")
    if not deleted.clean:
        lines.print(NOT_CLEAN)
    lines.print("Backups, exported files and printed pages stay where you put them.")
