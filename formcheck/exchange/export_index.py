"""The page that a copy of everything begins with: what is in the file, for the person whom it is about."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload, undefer

from formcheck.media.spoken import MIME
from formcheck.report.environment import environment
from formcheck.visits.judgement_schema import Judgement
from formcheck.visits.opinion_schema import Note
from formcheck.visits.schema import Exercise, Patient, ProgrammeVersion, Visit
from formcheck.visits.voice_schema import PatientSentence
from formcheck.voice.sentences import sentences
from formcheck.words.catalogue import LANGUAGES, Words

_TEMPLATES = Path(__file__).parent / "templates"


def index_page(session: Session, patient: Patient, made_at: datetime) -> str:
    """The page: it stands alone. The therapist's voice is in it; all else that it shows, in the documents."""
    words = Words(patient.lang)
    query = select(Visit).where(Visit.patient_id == patient.id).order_by(Visit.began_at.desc(), Visit.id)
    visits = [
        {
            "began": (visit.began_at + timedelta(minutes=visit.utc_offset_min)).strftime("%Y-%m-%d %H:%M"),
            "visit": visit,
            "exercises": [
                {
                    "name": words.exercise(exercise.name),
                    "word": words.text(f"word.{exercise.word}") if exercise.word else "",
                    "hold": words.number(exercise.quality_hold_s) if exercise.quality_hold_s else "",
                    "reps": exercise.reps or "",
                }
                for exercise in visit.exercises
            ],
        }
        for visit in session.scalars(query.options(selectinload(Visit.exercises)))
    ]
    notes = list(
        session.scalars(select(Note).where(Note.patient_id == patient.id).order_by(Note.written_at, Note.id))
    )
    judged = select(func.count()).select_from(Judgement).join(Exercise).join(Visit)
    versions = select(ProgrammeVersion).where(ProgrammeVersion.patient_id == patient.id)
    return (
        environment(_TEMPLATES)
        .get_template("index.html.j2")
        .render(
            words=words,
            word=words.text,
            patient=patient,
            made=made_at.date().isoformat(),
            visits=visits,
            notes=notes,
            judgements=session.scalar(judged.where(Visit.patient_id == patient.id)) or 0,
            voice=_voice(session, patient.id),
            programmes=list(session.scalars(versions.order_by(ProgrammeVersion.number.desc()))),
        )
    )


def _voice(session: Session, patient: str) -> list[tuple[str, str]]:
    """Each sentence that is kept in the therapist's voice: its text, and its sound as an address of data."""
    texts = {one.digest: one.text for lang in LANGUAGES for one in sentences(lang)}
    query = select(PatientSentence).where(PatientSentence.patient_id == patient)
    rows = session.scalars(query.options(undefer(PatientSentence.audio)).order_by(PatientSentence.sentence))
    return [
        (
            texts.get(row.text_digest, row.sentence),
            f"data:{MIME};base64,{base64.b64encode(row.audio).decode()}",
        )
        for row in rows
    ]
