"""Texts that fit a place on paper: what does not is cut, and the reader is told how much is left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from formcheck.words.catalogue import Words

Row = TypeVar("Row")
_NARROW, _BROAD = frozenset("ijlI|!.,:;'()[]- "), frozenset("mwMW@%\N{EM DASH}")
_WIDTHS_EM = {"narrow": 0.34, "usual": 0.56, "capital": 0.72, "broad": 0.95, "wide": 1.05}
"""Widths of letters in a sans serif, in ems, rounded up: DejaVu Sans, the widest of the usual fonts."""


LONG_WORD_EM = 15.0
"""A word that is longer is cut rather than left out, ems."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What fits, and what is told of the rest.

    Attributes:
        text: what fits.
        more: how much is left out, e.g. "and 12 more words"; "" where all fits.
    """

    text: str
    more: str = ""


NOTHING = Fitted("")


def fit_text(text: str, room_em: float, words: Words) -> Fitted:
    """As much of a text as fits, in whole words; of a very long word a part.

    Args:
        text: what somebody wrote; its line breaks become blanks.
        room_em: length of all lines of its place together, in ems.
        words: words of the page.
    """
    parts = text.split()
    if text_em(" ".join(parts)) <= room_em:
        return Fitted(" ".join(parts))
    room_em -= text_em(_more("paper.more.words", len(parts), words)) + 2.0
    kept: list[str] = []
    for part in parts:
        width_em = text_em(part + " ")
        if width_em > room_em:
            break
        kept.append(part)
        room_em -= width_em
    left = len(parts) - len(kept)
    if text_em(parts[len(kept)]) > LONG_WORD_EM:
        kept.append(_cut(parts[len(kept)], room_em))
    rest = " ".join(kept) + "\N{HORIZONTAL ELLIPSIS}"
    return Fitted(rest, _more("paper.more.words", left, words))


def fit_rows(rows: Sequence[Row], most: int, words: Words, key: str = "paper.more") -> tuple[list[Row], str]:
    """The first rows, and how many more there are ("" where all fit)."""
    left = len(rows) - most
    return list(rows[:most]), _more(key, left, words) if left > 0 else ""


def _more(key: str, count: int, words: Words) -> str:
    return words.counted(key, count).format(count=count)


def _cut(word: str, room_em: float) -> str:
    kept = ""
    for letter in word:
        room_em -= text_em(letter)
        if room_em < 0:
            break
        kept += letter
    return kept


def lines_of(text: str, line_em: float) -> int:
    """How many lines a text takes; words that do not fit a line's end cost a tenth of it."""
    return ceil(1.1 * text_em(text) / line_em)


def text_em(text: str) -> float:
    """Length of a text in a sans serif, in ems."""
    return sum(_WIDTHS_EM[_kind(letter)] for letter in text)


def _kind(letter: str) -> str:
    if letter in _NARROW:
        return "narrow"
    if letter in _BROAD:
        return "broad"
    if unicodedata.east_asian_width(letter) in "WF":
        return "wide"
    return "capital" if letter.isupper() else "usual"
