"""`formcheck visits export --fhir`: visits for a health record."""

from __future__ import annotations

from pathlib import Path

from formcheck.cli.visits.exchanging import Asked, named_patient
from formcheck.errors import InputError, UsageError
from formcheck.record.export_fhir import export_fhir
from formcheck.runtime.printable import printable, printable_text
from formcheck.visits.people import visit_key
from formcheck.visits.place import Place, default_place
from formcheck.visits.schema import Visit
from formcheck.visits.store import VisitStore


def export_fhir_file(
    folder: Place | None, path: Path, asked: Asked, other: Path | None, *, named: bool
) -> None:
    """Write the file, and say what is in it.

    Args:
        folder: of the store; None for `default_place`.
        path: of the file.
        asked: of these only the patient and the visit.
        other: another file that was named, which makes no sense.
        named: with the patient's name and own words.

    Raises:
        FormcheckError: nothing is written.
    """
    only_whole = asked.since or asked.until or asked.everything or asked.passphrase_file
    if other is not None or only_whole or not asked.recordings:
        raise UsageError("--fhir goes with --patient, --visit and --named only", "Leave the others out")
    with VisitStore(folder or default_place(), make=False) as store:
        patient_id, visit_id = _wanted(store, asked)
        done = export_fhir(store, path, patient_id=patient_id, visit_id=visit_id, named=named)
    checked = "checked" if done.validated else "not checked: pip install 'formcheck[fhir]'"
    counted = f"{done.visits} visit{'s' * (done.visits != 1)}, {done.resources} resources"
    print(f"{printable(path)}: {counted}, FHIR R4, {checked}")


def _wanted(store: VisitStore, asked: Asked) -> tuple[str, str | None]:
    """Keys of the patient, and of the visit where one is named; a visit tells whose it is."""
    with store.reading() as session:
        visit = None
        if asked.visit is not None:
            key = visit_key(session, asked.visit)
            visit = None if key is None else session.get(Visit, key)
            if visit is None:
                shown = printable_text(asked.visit)
                raise InputError(f"There is no visit {shown!r}", "`formcheck visits list` shows keys")
        if visit is not None and asked.patient is None:
            return visit.patient_id, visit.id
        patient = named_patient(session, asked.patient)
        return patient.id, None if visit is None else visit.id
