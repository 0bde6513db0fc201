"""The cards: their order, where each has its words, and the studies that they rest on.

A sentence is a key of the catalogues, so that it can be read aloud by itself. Shares are told in people out
of 100, never as a percentage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from formcheck.errors import UsageError
from formcheck.words.catalogue import Words

STATEMENTS = ("discs", "scan")
"""Statements to judge true or false; their words are ``learn.statement.NAME``."""
ANSWERS = ("not_true", "true", "unsure")
"""What may be answered to a statement: the place is the number that is kept. Neither statement is true."""


@dataclass(frozen=True, slots=True)
class Source:
    """A study. `where` is journal, volume and first page, as in docs/clinical.md."""

    authors: str
    year: int
    where: str

    def __str__(self) -> str:
        return f"{self.authors} {self.year}, {self.where}"


@dataclass(frozen=True, slots=True)
class Card:
    """One card.

    Attributes:
        name: of its drawing and its words.
        number: as it is kept; never given to another card.
        lines: keys of what it says, in order; ``x.*`` is ``x.1``, ``x.2`` and so on.
        items: of `lines`, those that are a list.
        sources: at least one.
        title: key of its title.
        captions: keys of what stands below the parts of its drawing, from left to right.
        statement: the statement that it answers, or "".
    """

    name: str
    number: int
    lines: tuple[str, ...]
    sources: tuple[Source, ...]
    title: str
    captions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    statement: str = ""


class Line(NamedTuple):
    """A sentence or two of a card. `item`: it is one of a list."""

    key: str
    text: str
    item: bool


def _card(name: str, number: int, *sources: Source, captions: int = 0, statement: str = "") -> Card:
    return Card(
        name=name,
        number=number,
        lines=(f"learn.{name}.*",),
        sources=sources,
        title=f"learn.{name}.title",
        captions=tuple(f"learn.{name}.caption.{part}" for part in range(1, captions + 1)),
        statement=statement,
    )


CARDS = (
    _card(
        "muscles",
        1,
        Source("Hodges & Richardson", 1996, "Spine 21:2640"),
        Source("Cholewicki et al.", 1997, "Spine 22:2207"),
        Source("McGill et al.", 2003, "J Electromyogr Kinesiol 13:353"),
        captions=2,
    ),
    _card("helpers", 2, Source("Panjabi", 1992, "J Spinal Disord 5:383"), captions=3),
    _card(
        "common",
        3,
        Source("Koes et al.", 2006, "BMJ 332:1430"),
        Source("Hartvigsen et al.", 2018, "Lancet 391:2356"),
        captions=1,
    ),
    _card(
        "scans",
        4,
        Source("Brinjikji et al.", 2015, "AJNR Am J Neuroradiol 36:811"),
        Source("Chou et al.", 2009, "Lancet 373:463"),
        captions=2,
        statement="scan",
    ),
    _card(
        "discs",
        5,
        Source("Urban et al.", 2004, "Spine 29:2700"),
        Source("Belavý et al.", 2017, "Sci Rep 7:45975"),
        captions=2,
        statement="discs",
    ),
    _card(
        "circle",
        6,
        Source("Vlaeyen & Linton", 2000, "Pain 85:317"),
        Source("Finan et al.", 2013, "J Pain 14:1539"),
    ),
    _card("training", 7, Source("Hides et al.", 2001, "Spine 26:E243"), captions=2),
    Card(
        name="call",
        number=8,
        lines=(
            "page.flags.title",
            "page.flags.call",
            "page.flags.lead",
            "page.flags.*",
            "page.flags.slow",
            "page.ever.*",
            "page.flags.kind",
        ),
        items=("page.flags.*", "page.ever.*"),
        sources=(Source("Finucane et al.", 2020, "J Orthop Sports Phys Ther 50:350"),),
        title="page.flags.button",
    ),
)
"""In the order in which visits show them."""


def card_named(name: str) -> Card:
    """The card of that name.

    Raises:
        UsageError: there is none.
    """
    found = next((card for card in CARDS if card.name == name), None)
    if found is None:
        names = ", ".join(card.name for card in CARDS)
        raise UsageError(f"There is no card {name!r}", f"The cards are: {names}")
    return found


def lines_of(card: Card, words: Words) -> list[Line]:
    """What the card says, in order."""
    return [
        Line(key, words.text(key), group in card.items) for group in card.lines for key in _keys(group, words)
    ]


def _keys(group: str, words: Words) -> Iterator[str]:
    if not group.endswith("*"):
        yield group
        return
    number = 1
    while (key := f"{group[:-1]}{number}") in words:
        yield key
        number += 1
