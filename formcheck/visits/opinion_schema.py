"""The tables of what a therapist puts beside a visit: notes, marks, and results under other thresholds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from formcheck.visits.table_base import ID_LENGTH, Base, Json, key, key_of


class Note(Base):
    """What a therapist wrote, of the patient or of one visit."""

    __tablename__ = "note"

    id: Mapped[str] = key()
    patient_id: Mapped[str] = key_of("patient")
    visit_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("visit.id", ondelete="CASCADE"), index=True
    )
    written_at: Mapped[datetime]
    text: Mapped[str]


class Mark(Base):
    """A therapist's own judgement, kept beside formcheck's.

    Attributes:
        kind: "exas", the therapist's mark of an exercise from 1 to 5; "agrees", 1 or 0 of one event.
        event: number of the event; -1 for the whole exercise.
    """

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("exercise_id", "event", "kind"),)

    id: Mapped[str] = key()
    exercise_id: Mapped[str] = key_of("exercise", index=False)
    event: Mapped[int] = mapped_column(default=-1)
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[int]
    given_at: Mapped[datetime]


class Rescoring(Base):
    """A result under other thresholds, kept on purpose beside the one of the day.

    Attributes:
        changes: what was changed, as an override of the exercise's config.
        result: the whole `result.json`.
    """

    __tablename__ = "rescoring"

    id: Mapped[str] = key()
    exercise_id: Mapped[str] = key_of("exercise")
    made_at: Mapped[datetime]
    changes: Mapped[Json]
    result: Mapped[Json]
    reason: Mapped[str] = mapped_column(default="")
