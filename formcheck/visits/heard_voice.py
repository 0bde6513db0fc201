"""The therapist's voice in a patient's store: it came with a programme, and is heard in visits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from formcheck.visits.deletion import clean_up, mark_deleted
from formcheck.visits.open_store import OpenStore
from formcheck.visits.own_voice import Voice, own_audio, own_digests
from formcheck.visits.schema import Patient
from formcheck.visits.voice_schema import PatientSentence
from formcheck.voice.sentences import sentences
from formcheck.words.catalogue import Lang


def take_voice(session: Session, patient_id: str, voice: Voice, now: datetime) -> None:
    """Keep the voice that came with a programme, in place of all that came before."""
    gone = delete(PatientSentence).where(PatientSentence.patient_id == patient_id)
    if session.execute(gone.returning(PatientSentence.sentence)).first() is not None:
        mark_deleted(session)
    session.add_all(_rows(patient_id, voice, now))
    session.flush()


def _rows(patient_id: str, voice: Voice, now: datetime) -> Iterable[PatientSentence]:
    for said in voice.sentences:
        yield PatientSentence(
            patient_id=patient_id,
            lang=voice.lang,
            sentence=said.sentence,
            text_digest=said.text_digest,
            seconds=said.clip.seconds,
            audio=said.clip.audio,
            arrived_at=now,
        )


def heard_sentences(session: Session, lang: str, *, own: bool = False) -> frozenset[str]:
    """What this machine's patient hears in the therapist's voice: digests of the words.

    Args:
        session: it reads.
        lang: the language.
        own: with what the user of a machine without accounts has recorded on it.
    """
    query = select(PatientSentence.text_digest).join(Patient, Patient.id == PatientSentence.patient_id)
    heard = session.scalars(query.where(Patient.own, PatientSentence.lang == lang)).all()
    return frozenset((*heard, *(own_digests(session, "", lang) if own else ())))


def heard_audio(session: Session, lang: str, text_digest: str, *, own: bool = False) -> bytes | None:
    """The sound of certain words in the therapist's voice, for the patient of this machine.

    What came with a programme goes before what was recorded here; arguments as of `heard_sentences`.
    """
    sound = session.scalar(
        select(PatientSentence.audio)
        .join(Patient, Patient.id == PatientSentence.patient_id)
        .where(Patient.own, PatientSentence.lang == lang, PatientSentence.text_digest == text_digest)
        .limit(1)
    )
    return own_audio(session, "", lang, text_digest) if sound is None and own else sound


def heard_sounds(session: Session, lang: Lang, *, own: bool = False) -> dict[str, bytes]:
    """All of it, by the text of the sentence; of words that the coach no longer says there is none."""
    heard = heard_sentences(session, lang, own=own)
    wanted = ((one.text, one.digest) for one in sentences(lang) if one.digest in heard)
    found = {text: heard_audio(session, lang, digest, own=own) for text, digest in wanted}
    return {text: audio for text, audio in found.items() if audio is not None}


def patient_voice(session: Session, patient_id: str) -> int:
    """How many sentences of the therapist's voice are kept for a patient."""
    query = select(func.count()).select_from(PatientSentence)
    return session.scalar(query.where(PatientSentence.patient_id == patient_id)) or 0


def delete_patient_voice(store: OpenStore) -> int:
    """Delete the therapist's voice from the patient's machine, to the last byte; gives how many sentences.

    Raises:
        OutputError: the store cannot be written to; nothing was deleted then.
    """
    with store.writing() as session:
        own = select(Patient.id).where(Patient.own)
        gone = delete(PatientSentence).where(PatientSentence.patient_id.in_(own))
        count = len(session.execute(gone.returning(PatientSentence.sentence)).all())
        if count:
            mark_deleted(session)
    if count:
        clean_up(store)
    return count
