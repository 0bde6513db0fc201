"""Visits of one patient as a FHIR file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import UsageError
from formcheck.record.bundle import bundle, bundle_json
from formcheck.record.terms import Resource
from formcheck.record.validate import can_validate, validate
from formcheck.record.visits_read import read_visits
from formcheck.store.files import OutputFolder
from formcheck.visits.open_store import OpenStore
from formcheck.visits.schema import Patient, Visit


@dataclass(frozen=True, slots=True)
class FhirExport:
    """What was written: how many visits and resources, and whether the library has checked them."""

    visits: int
    resources: int
    validated: bool


def visit_bundle(
    store: OpenStore, visit_id: str, lang: str | None = None, *, named: bool = False
) -> Resource | None:
    """The bundle of one visit; None where there is no such visit.

    Args:
        store: where it lies.
        visit_id: its key.
        lang: language of the texts; None for that of the visit.
        named: with name and own words of the patient.
    """
    with store.reading() as session:
        records = read_visits(session, visit_id=visit_id)
    if not records.visits:
        return None
    visit = records.visits[0]
    return bundle(visit.patient, records, lang or visit.lang, named=named)


def patient_bundle(
    store: OpenStore,
    patient_id: str,
    lang: str | None = None,
    *,
    named: bool = False,
    most: int | None = None,
) -> Resource | None:
    """The bundle of all visits of a patient; None where there is no such patient. Arguments as above.

    Args:
        store: where they lie.
        patient_id: the patient's key.
        lang, named: as for `visit_bundle`; None is the patient's language.
        most: the latest so many visits; None for all.
    """
    with store.reading() as session:
        patient = session.get(Patient, patient_id)
        if patient is None:
            return None
        records = read_visits(session, patient_id=patient_id, most=most)
    return bundle(patient, records, lang or patient.lang, named=named)


def export_fhir(
    store: OpenStore, path: Path, *, patient_id: str, visit_id: str | None = None, named: bool = False
) -> FhirExport:
    """Write the file; where the extra `fhir` is installed, it is checked before.

    Args:
        store: where the visits are.
        path: of the file.
        patient_id: whose.
        visit_id: only this visit.
        named: with name and own words of the patient.

    Raises:
        UsageError: there is no such visit of this patient, or none at all.
        OutputError: the disk is full, or the place cannot be written to.
    """
    if visit_id is not None:
        with store.reading() as session:
            visit = session.get(Visit, visit_id)
        content = (
            None
            if visit is None or visit.patient_id != patient_id
            else visit_bundle(store, visit_id, named=named)
        )
    else:
        content = patient_bundle(store, patient_id, named=named)
    entries = None if content is None else content["entry"]
    kinds = [one["resource"]["resourceType"] for one in entries] if isinstance(entries, list) else []
    visits = kinds.count("DiagnosticReport")
    if content is None or not visits:
        raise UsageError("There is no such visit", "See formcheck visits list")
    validated = can_validate()
    if validated:
        validate(content)
    with OutputFolder(path.parent).staged(path.name) as target:
        target.write_text(bundle_json(content), encoding="utf-8")
    return FhirExport(visits, len(kinds), validated)
