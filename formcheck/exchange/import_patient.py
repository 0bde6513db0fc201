"""Whose visits a file holds: the patient here that it is of, or a new one."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.exchange.package import Package
from formcheck.exchange.refused import ExchangeError
from formcheck.practice.bindings import bind_own, sees, visible
from formcheck.practice.principal import Principal
from formcheck.visits.schema import Patient, PatientAlias, ProgrammeVersion
from formcheck.words.catalogue import LANGUAGES, Words

Found = Literal["new", "known", "linked", "alike"]


def patient_of(
    session: Session, package: Package, who: Principal | None, now: datetime
) -> tuple[Patient, Found]:
    """The patient that a file is of; made where there is none.

    Args:
        session: a transaction that writes.
        package: what the file holds.
        who: takes it in; None sees everybody.
        now: when.

    Raises:
        ExchangeError: it is a patient whom `who` does not see.
    """
    columns = package.patient
    key, name = str(columns["id"]), str(columns["name"])
    patient = session.get(Patient, key)
    alias = session.get(PatientAlias, key) if patient is None else None
    patient = session.get(Patient, alias.patient_id) if alias else patient
    if patient is not None:
        check_seen(session, who, patient)
        patient.name = patient.name or name
        return patient, "known"
    linked = _followed(session, package)
    if linked is not None:
        check_seen(session, who, linked)
        session.add(PatientAlias(id=key, patient_id=linked.id))
        return linked, "linked"
    found: Found = "alike" if _named_alike(session, who, name) else "new"
    words = Words(str(columns.get("lang", LANGUAGES[0])))
    shown = name or words.text("exchange.nameless_patient", number=key[:4])
    patient = Patient(**{**columns, "own": False, "name": shown})
    session.add(patient)
    session.flush()
    if who is not None:
        bind_own(session, who, patient.id, now)
    return patient, found


def check_seen(session: Session, who: Principal | None, patient: Patient | None) -> None:
    """Check that who takes the file in sees the patient.

    Raises:
        ExchangeError: they do not; whose patient it is, they do not learn.
    """
    if who is not None and (patient is None or not sees(session, who, patient.id)):
        raise ExchangeError("not_yours")


def _named_alike(session: Session, who: Principal | None, name: str) -> bool:
    """Whether another patient whom `who` sees has the same name."""
    names = select(Patient.name).where(Patient.own.is_(False))
    if who is not None:
        names = names.where(visible(who))
    # Databases differ in what they make of capitals: é and É are one letter to people.
    return bool(name) and name.casefold() in map(str.casefold, session.scalars(names))


def _followed(session: Session, package: Package) -> Patient | None:
    """The patient here whose programme the visits followed: it went out from here, to their machine."""
    digests = {key: content.digest for key, content in package.programmes.items()}
    query = select(ProgrammeVersion).where(ProgrammeVersion.id.in_(list(digests)))
    patients = {row.patient_id for row in session.scalars(query) if digests[row.id] == row.digest}
    return session.get(Patient, patients.pop()) if len(patients) == 1 else None
