"""What the pages of cards show, ready as text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from formcheck.learn.cards import ANSWERS, CARDS, Card, Line, lines_of
from formcheck.learn.progress import Learned, moment_of
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class CardView:
    """One card. `blocks`: (whether it is a list, its lines) in order; `picture`: the drawing in words."""

    name: str
    title: str
    picture: str
    captions: list[str]
    blocks: list[tuple[bool, list[Line]]]
    sources: list[str]
    seen: bool


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement. `given`: the answer that counts now, or ""; `replies`: answer -> what is said to it."""

    name: str
    text: str
    given: str
    replies: dict[str, str]


def card_view(card: Card, learned: Learned, words: Words) -> CardView:
    """The card in the language of the words."""
    return CardView(
        name=card.name,
        title=words.text(card.title),
        picture=words.text(f"learn.{card.name}.picture"),
        captions=[words.text(key) for key in card.captions],
        blocks=[(item, list(lines)) for item, lines in groupby(lines_of(card, words), lambda one: one.item)],
        sources=[str(source) for source in card.sources],
        seen=card.name in learned.seen,
    )


def card_views(learned: Learned, words: Words) -> list[CardView]:
    """All cards."""
    return [card_view(card, learned, words) for card in CARDS]


def statement_view(name: str, learned: Learned, words: Words) -> StatementView:
    """The statement, with what is said to each answer."""
    answers = learned.after if moment_of(name, learned) == "after" else learned.before
    return StatementView(
        name=name,
        text=words.text(f"learn.statement.{name}"),
        given=answers.get(name, ""),
        replies={answer: words.text(f"learn.answer.{name}.{answer}") for answer in ANSWERS},
    )
