"""Names and sentences from outside, without characters that no page, table or terminal should meet."""

from __future__ import annotations

import unicodedata

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories of control characters, invisible marks (also those that turn the direction of writing),
half characters and characters that do not exist."""
_JOINERS = "\u200c\u200d"
"""Invisible too, but some scripts and emoji are spelt with them."""


def clean_line(text: str, most: int) -> str:
    """A name: one line, no control characters, no spaces at its ends, at most so many characters."""
    return " ".join(_seen(text).split())[:most].rstrip()


def clean_text(text: str, most: int) -> str:
    """What somebody wrote: lines are kept, control characters are not."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_seen(line.replace("\t", " ")).rstrip() for line in lines).strip("\n")[:most]


def is_clean(text: str) -> bool:
    """Whether a text holds lines without control characters."""
    return text.isprintable() or all(line == _seen(line) for line in text.split("\n"))


def _seen(text: str) -> str:
    kept = (
        character if character in _JOINERS or unicodedata.category(character) not in _UNSEEN else " "
        for character in text
    )
    return "".join(kept)
