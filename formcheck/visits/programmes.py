"""The programmes of a patient: versions that are never changed, the newest of which is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.coach.programme import Item, Programme, whole_programme
from formcheck.coach.visit import Visit
from formcheck.errors import InputError
from formcheck.judge.config import DOSE_KINDS
from formcheck.visits.earlier_look import beside_the_first
from formcheck.visits.results import canonical_digest
from formcheck.visits.schema import Patient, ProgrammeVersion
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import new_id
from formcheck.words.catalogue import LANGUAGES, Words


def programme_digest(programme: Programme) -> str:
    """SHA-256 of a programme's content: what is the same programme has the same one, on any machine."""
    return canonical_digest(programme.content())


def check_programme(programme: Programme) -> None:
    """Look at a programme before anybody exercises by it.

    Raises:
        UsageError: an exercise, object, view, dose, band or reference that makes no sense.
    """
    Visit(programme, Words(LANGUAGES[0]))


def add_version(
    session: Session,
    patient_id: str,
    programme: Programme,
    now: datetime,
    message: str = "",
    key: str | None = None,
) -> ProgrammeVersion:
    """Put a new version in force; where nothing differs from the one in force, that one stays.

    Args:
        session: it writes.
        patient_id: whose programme it is.
        programme: what it is to be; `check_programme` has passed.
        now: the present time.
        message: what the therapist wrote about the change.
        key: of the version where it was made, so that visits name the same one on both machines; a new one
            where that is taken already, as by a version that is put in force once more.
    """
    before = current(session, patient_id)
    digest = programme_digest(programme)
    if before is not None and before.digest == digest:
        return before
    known = key is None or session.get(ProgrammeVersion, key) is not None
    version = ProgrammeVersion(
        id=new_id() if key is None or known else key,
        patient_id=patient_id,
        number=1 if before is None else before.number + 1,
        created_at=now,
        content=programme.content(),
        digest=digest,
        message=message,
    )
    session.add(version)
    session.flush()
    return version


def current(session: Session, patient_id: str) -> ProgrammeVersion | None:
    """The version in force: the newest one."""
    return session.scalar(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.patient_id == patient_id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    )


def history(session: Session, patient_id: str) -> list[ProgrammeVersion]:
    """All versions, the newest first."""
    query = select(ProgrammeVersion).where(ProgrammeVersion.patient_id == patient_id)
    return list(session.scalars(query.order_by(ProgrammeVersion.number.desc())))


def programme_of(version: ProgrammeVersion) -> Programme:
    """The programme of a version.

    Raises:
        InputError: a newer formcheck wrote it, or something else did.
    """
    try:
        return Programme.model_validate(version.content)
    except (ValidationError, RecursionError) as error:
        raise InputError(
            f"Version {version.number} of the programme cannot be read by this formcheck",
            "Use the formcheck that made it, or a newer one",
        ) from error


@dataclass(frozen=True, slots=True)
class InForce:
    """What a patient is to do now.

    Attributes:
        programme: every exercise in its own dose where the therapist gave none.
        version: the version that it is of; None where it is of none.
    """

    programme: Programme
    version: ProgrammeVersion | None = None


def in_force(store: VisitStore, patient_id: str | None = None) -> InForce:
    """The programme that a patient follows: the newest version, beside the patient's own first values.

    Args:
        store: where it lies.
        patient_id: whose; None for the patient whose machine this is.

    Raises:
        InputError: as for `programme_of`.
    """
    with store.reading() as session:
        if patient_id is None:
            patient_id = session.scalar(select(Patient.id).where(Patient.own))
        version = None if patient_id is None else current(session, patient_id)
        programme = whole_programme() if version is None else programme_of(version)
        if patient_id is not None:
            programme = beside_the_first(session, patient_id, programme)
    return InForce(programme, version)


def of_exercise(followed: InForce, wanted: Item) -> InForce:
    """What is to be done of one exercise: as the programme has it, with what is wanted otherwise today.

    Args:
        followed: the programme.
        wanted: the exercise; of its fields those that were set take the place of the programme's.
    """
    own = None if followed.version is None else followed.programme.item_of(wanted.exercise)
    if own is None:
        return InForce(Programme(items=(wanted,), stop_rules=followed.programme.stop_rules))
    given: dict[str, object] = {name: getattr(wanted, name) for name in wanted.model_fields_set}
    if given.keys() & set(DOSE_KINDS):  # a dose of one kind takes the place of the other
        given = {**dict.fromkeys(DOSE_KINDS), **given}
    programme = followed.programme.model_copy(update={"items": (own.model_copy(update=given),)})
    return InForce(programme, followed.version)
