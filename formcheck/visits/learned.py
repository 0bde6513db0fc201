"""What a patient has learned, kept as answers of their visits: exported, imported and deleted with them.

A card that was seen is an answer of kind "card" with the card's number; a judged statement one of kind
"discs_before", "discs_after" and so on, with the place of the answer in `ANSWERS`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.learn.cards import ANSWERS, CARDS, STATEMENTS, Card
from formcheck.learn.progress import Learned, moment_of
from formcheck.visits.schema import Answer, Visit

CARD = "card"
_MOMENTS = ("before", "after")
KINDS = (CARD, *(f"{statement}_{moment}" for statement in STATEMENTS for moment in _MOMENTS))
"""Kinds of answers that are about cards and statements."""


def learned_of(session: Session, patient_id: str | None) -> Learned:
    """What the patient has seen and answered; nothing of a patient who is not there.

    Args:
        session: reads, with one query.
        patient_id: of the store; None for nobody.
    """
    query = (
        select(Answer.kind, Answer.value)
        .join(Visit, Visit.id == Answer.visit_id)
        .where(Visit.patient_id == patient_id, Answer.kind.in_(KINDS))
        .order_by(Answer.given_at, Answer.id)
    )
    names = {card.number: card.name for card in CARDS}
    seen: set[str] = set()
    given: dict[str, dict[str, str]] = {moment: {} for moment in _MOMENTS}
    for kind, value in session.execute(query):
        if kind == CARD and value in names:
            seen.add(names[value])
        elif kind != CARD and value is not None and 0 <= value < len(ANSWERS):
            statement, moment = kind.rsplit("_", 1)
            given[moment][statement] = ANSWERS[value]
    return Learned(frozenset(seen), given["before"], given["after"])


def keep_seen(session: Session, patient_id: str, card: Card, now: datetime, visit_id: str = "") -> bool:
    """Keep that the patient has seen a card; False where there is no visit to keep it with.

    Args:
        session: writes.
        patient_id: of the store.
        card: what was seen.
        now: the present time.
        visit_id: of the visit in which that was; "" for the patient's last one.
    """
    visit = _visit(session, patient_id, visit_id)
    if visit is None:
        return False
    if card.name not in learned_of(session, patient_id).seen:
        session.add(Answer(visit_id=visit, given_at=now, at_s=None, kind=CARD, value=card.number))
    return True


def keep_judged(
    session: Session, patient_id: str, statement: str, answer: str, now: datetime, visit_id: str = ""
) -> bool:
    """Keep how the patient judged a statement, of `STATEMENTS`, with one of `ANSWERS`; as `keep_seen`."""
    visit = _visit(session, patient_id, visit_id)
    if visit is None:
        return False
    kind = f"{statement}_{moment_of(statement, learned_of(session, patient_id))}"
    value = ANSWERS.index(answer)
    session.add(Answer(visit_id=visit, given_at=now, at_s=None, kind=kind, value=value))
    return True


def _visit(session: Session, patient_id: str, visit_id: str) -> str | None:
    query = select(Visit.id).where(Visit.patient_id == patient_id).order_by(Visit.began_at.desc()).limit(1)
    return session.scalar(query.where(Visit.id == visit_id) if visit_id else query)
