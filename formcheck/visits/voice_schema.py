"""The tables of the therapist's own voice: sentences as they were recorded, and as a patient hears them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from formcheck.visits.table_base import ID_LENGTH, Base

MAX_SENTENCE = 80
"""Characters of the key of a sentence."""
_DIGEST, _LANG = 64, 8


class OwnSentence(Base):
    """A sentence in the voice of who works here; it serves all their patients.

    Attributes:
        account_id: whose voice; "" for the user of a machine without accounts. No foreign key: there is no
            account then.
        lang, sentence: language and key of the sentence.
        text_digest: of the words that were read (`formcheck.voice.sentences`): when they change, it is out of
            date.
        seconds: how long it takes.
        audio: as `formcheck.media.spoken` keeps it.
    """

    __tablename__ = "own_sentence"

    account_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default="")
    lang: Mapped[str] = mapped_column(String(_LANG), primary_key=True)
    sentence: Mapped[str] = mapped_column(String(MAX_SENTENCE), primary_key=True)
    text_digest: Mapped[str] = mapped_column(String(_DIGEST))
    seconds: Mapped[float] = mapped_column(Float)
    audio: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    recorded_at: Mapped[datetime]


class PatientSentence(Base):
    """A sentence in the voice of the therapist, as it came to the patient's machine with the programme.

    Attributes:
        lang, sentence, text_digest, seconds, audio: as of `OwnSentence`.
        arrived_at: when the programme brought it.
    """

    __tablename__ = "patient_sentence"

    patient_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True
    )
    lang: Mapped[str] = mapped_column(String(_LANG), primary_key=True)
    sentence: Mapped[str] = mapped_column(String(MAX_SENTENCE), primary_key=True)
    text_digest: Mapped[str] = mapped_column(String(_DIGEST))
    seconds: Mapped[float] = mapped_column(Float)
    audio: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    arrived_at: Mapped[datetime]
