"""A programme that came from the therapist is put in force on the patient's machine."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.exchange.programme_file import ProgrammeContent
from formcheck.exchange.refused import ExchangeError
from formcheck.visits.heard_voice import take_voice
from formcheck.visits.programmes import add_version, current
from formcheck.visits.schema import Patient, PatientAlias, ProgrammeVersion
from formcheck.visits.store import VisitStore


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a programme.

    Attributes:
        number: of the version in this store.
        exercises: how many it has.
        message: what the therapist wants the patient to read about it.
        same: it was in force already.
        voiced: how many sentences it brought in the therapist's voice; None where it said nothing of them.
    """

    number: int
    exercises: int
    message: str
    same: bool
    voiced: int | None = None


def take_programme(store: VisitStore, content: ProgrammeContent, *, anyway: bool = False) -> Taken:
    """Put a programme in force for the patient whose machine this is, with the therapist's voice in it.

    A programme that says nothing of a voice, as one from a QR code, leaves that of before.

    Args:
        store: of that machine.
        content: what `unpack_programme` gave.
        anyway: the patient was asked and wants it, though it seems to be somebody else's or an older one.

    Raises:
        ExchangeError: it seems to be somebody else's ("programme_other") or was in force before
            ("programme_older"), and `anyway` is False; nothing has changed.
        OutputError: the store cannot be written to.
    """
    programme = content.programme
    with store.writing() as session:
        own = store.own_patient(session, content.lang)
        _meet_patient(session, own, content, anyway)
        before = current(session, own.id)
        known = session.get(ProgrammeVersion, content.programme_id)
        gone_by = known is not None and known.patient_id == own.id and before is not None
        if gone_by and before is not known and not anyway:
            raise ExchangeError("programme_older")
        version = add_version(session, own.id, programme, store.now(), key=content.programme_id)
        voiced = None
        if content.voice is not None:
            take_voice(session, own.id, content.voice, store.now())
            voiced = len(content.voice.sentences)
        return Taken(version.number, len(programme.items), programme.note, version is before, voiced)


def _meet_patient(session: Session, own: Patient, content: ProgrammeContent, anyway: bool) -> None:
    """Note by which key the therapist knows this patient; it is asked when another key comes."""
    key = content.patient_id
    keys = set(session.scalars(select(PatientAlias.id).where(PatientAlias.patient_id == own.id)))
    if key in keys or key == own.id:
        return
    if keys and not anyway:
        raise ExchangeError("programme_other", name=content.patient or "?")
    own.name = own.name or content.patient
    if session.get(PatientAlias, key) is None and session.get(Patient, key) is None:
        session.add(PatientAlias(id=key, patient_id=own.id))
