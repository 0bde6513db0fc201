"""The tables of agreement: what therapists judged, and who was shown what formcheck found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from formcheck.visits.table_base import ID_LENGTH, Base, new_id


class Judgement(Base):
    """Whether somebody saw a fault in a hold or repetition. Rows are added and never changed.

    Attributes:
        event: number of the event; -1 for the whole exercise.
        fault: as in `formcheck.judge.vocabulary`.
        answer: "present", "absent" or "unclear".
        judge: key of the account, or None for the user of a machine without accounts. No foreign key: a
            judgement outlives the account.
        blind: whoever judged had not been shown what formcheck found in that visit.
        by_lot: the question came from the judging page, not from the page of the visit.
    """

    __tablename__ = "judgement"
    __table_args__ = (Index("ix_judgement_place", "exercise_id", "event", "fault"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    exercise_id: Mapped[str] = mapped_column(String(ID_LENGTH), ForeignKey("exercise.id", ondelete="CASCADE"))
    event: Mapped[int]
    fault: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(String(8))
    judge: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    given_at: Mapped[datetime]
    blind: Mapped[bool]
    by_lot: Mapped[bool] = mapped_column(default=False)


class VerdictSeen(Base):
    """What formcheck found in a visit was shown to somebody.

    Attributes:
        judge: as in `Judgement`, with "" for the user of a machine without accounts.
        seen_at: the first time.
    """

    __tablename__ = "verdict_seen"

    visit_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True
    )
    judge: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default="")
    seen_at: Mapped[datetime]
