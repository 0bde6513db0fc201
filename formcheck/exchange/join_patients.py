"""Two patients of a list who turn out to be one person become one."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.visits.opinion_schema import Note
from formcheck.visits.practice_schema import Binding
from formcheck.visits.schema import Patient, PatientAlias, ProgrammeVersion, Visit


def join_patients(session: Session, kept: str, other: str) -> Patient:
    """Give all visits and notes of one patient to another; what comes from either machine goes there then.

    Whoever saw one of both sees the one who stays. Versions of the programme go along where they are not
    there already and their number is free; visits that followed another version still say themselves what
    was to be done.

    Args:
        session: it writes.
        kept: key of the patient who stays, with name and programme in force.
        other: key of the one who goes.

    Returns:
        The patient who stays.

    Raises:
        UsageError: one of them is not there, both are the same, or the one who goes is whose machine this is.
    """
    stays, goes = session.get(Patient, kept), session.get(Patient, other)
    if stays is None or goes is None or stays is goes or goes.own:
        raise UsageError("These two patients cannot be joined", "See formcheck visits list")
    versions = {
        row.digest: row
        for row in session.scalars(select(ProgrammeVersion).where(ProgrammeVersion.patient_id == kept))
    }
    numbers = {row.number for row in versions.values()}
    newest = max(numbers, default=0)
    for row in session.scalars(select(ProgrammeVersion).where(ProgrammeVersion.patient_id == other)):
        same = versions.get(row.digest)
        if same is not None:
            followed = update(Visit).where(Visit.programme_id == row.id)
            session.execute(followed.values(programme_id=same.id))
        elif row.number not in numbers and (row.number < newest or not newest):
            row.patient_id = kept
            numbers.add(row.number)
    session.flush()
    for kind in (Visit, Note, PatientAlias):
        session.execute(update(kind).where(kind.patient_id == other).values(patient_id=kept))
    bound = select(Binding.account_id).where(Binding.patient_id == kept)
    also = update(Binding).where(Binding.patient_id == other, Binding.account_id.not_in(bound))
    session.execute(also.values(patient_id=kept))
    session.execute(delete(Patient).where(Patient.id == other))
    session.add(PatientAlias(id=other, patient_id=kept))
    return stays
