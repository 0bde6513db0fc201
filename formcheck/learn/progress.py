"""What somebody has seen and answered, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from formcheck.learn.cards import CARDS, STATEMENTS, Card

Moment = Literal["before", "after"]
"""When a statement was judged: before the card that answers it was seen, or after."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What somebody has seen and answered.

    Attributes:
        seen: names of cards.
        before, after: statement -> the latest answer, of `ANSWERS`.
    """

    seen: frozenset[str] = frozenset()
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)

    def together(self, other: Learned) -> Learned:
        """Both; where they answer differently, this one counts."""
        return Learned(self.seen | other.seen, {**other.before, **self.before}, {**other.after, **self.after})


def moment_of(statement: str, learned: Learned) -> Moment:
    """What an answer to the statement is now."""
    seen = any(card.statement == statement and card.name in learned.seen for card in CARDS)
    return "after" if seen else "before"


def next_card(learned: Learned) -> Card | None:
    """The first card that was not seen yet; None when all were."""
    return next((card for card in CARDS if card.name not in learned.seen), None)


def statements_due(learned: Learned) -> list[str]:
    """The statements to ask now: all before the first card, those with an answer again after the last one."""
    if not learned.seen:
        return [name for name in STATEMENTS if name not in learned.before]
    if next_card(learned) is None:
        return [name for name in STATEMENTS if name not in learned.after]
    return []
