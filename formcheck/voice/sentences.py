"""Every sentence that can be spoken aloud, found in the word catalogues by the names of their keys.

A text with gaps is spoken in parts (`formcheck.voice.parts`): each part is a sentence of its own here, as are
the numbers, the names of exercises and what a fault is about, which fill the gaps. A new exercise needs no
line here: its texts are found by themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from formcheck.voice.parts import fixed_parts, numbers
from formcheck.words.catalogue import Lang, Words

DIGEST_LENGTH = 16
"""Hexadecimal digits of a digest: 64 bits, for a few thousand sentences."""

_OF_ANY_EXERCISE = (
    r"(?:coach|call|end|praise)\..+|reason\.\w+\.say(?:\..+)?|seen\.\w+\.say|fault\.\w+\.(?:cue|unseen)"
)
_SPOKEN = re.compile(
    rf"(?:exercise\.[a-z0-9-]+\.)?(?:{_OF_ANY_EXERCISE})"
    r"|exercise\.[a-z0-9-]+\.(?:name|start|do|ease)"
    r"|seen\.(?:reference|camera)|fault\.\w+\.what"
    # What the page itself says: of the camera, of the pause that it took, and to try the sound.
    r"|page\.trouble\.(?:refused|none|busy|gone|still|unable)|page\.hidden|page\.camera\.(?:back|paused)|page\.sound\.trial"
    # The cards and statements (`formcheck.learn`), and what "When to call?" says.
    r"|learn\.(?:\w+\.(?:title|\d+)|statements|statement\.\w+|answer\.\w+\.\w+|thanks(?:\.last)?)"
    # Whether a suggested step is taken, asked after a visit.
    r"|steps\.title\.\w+"
    r"|page\.flags\.(?:button|title|call|lead|slow|kind|\d)|page\.ever\.\d"
)
_NAME = re.compile(r"exercise\.[a-z0-9-]+\.name")


class Sentence(NamedTuple):
    """One sentence, or part of one, that is spoken in one piece.

    Attributes:
        language: "nl" or "en".
        key: of the catalogue; with "#1", "#2" for the parts of a text with gaps; "number.12" for a number.
            It stays the same when the text changes.
        text: what is spoken.
    """

    language: Lang
    key: str
    text: str

    @property
    def part(self) -> bool:
        """Whether other words are spoken before or after it."""
        return "#" in self.key or self.key.startswith("number.") or self.key.endswith((".name", ".what"))

    @property
    def digest(self) -> str:
        """Digest of language and text: a recording with another one is a recording of another text."""
        return digest_of(self.language, self.text)


def digest_of(language: str, text: str) -> str:
    """Digest of a text in a language, `DIGEST_LENGTH` hexadecimal digits."""
    return hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()[:DIGEST_LENGTH]


@cache
def sentences(language: Lang) -> tuple[Sentence, ...]:
    """All sentences of a language, by key; two keys may have the same text, which is recorded once."""
    return tuple(Sentence(language, key, text) for key, text in _texts(language))


def is_spoken(key: str) -> bool:
    """Whether the text of a key of the catalogue is spoken aloud."""
    return _SPOKEN.fullmatch(key) is not None


def spoken_name(name: str) -> str:
    """The name of an exercise as it is spoken: a second name in brackets is for reading only."""
    return name.split(" (", maxsplit=1)[0]


def _texts(language: Lang) -> Iterator[tuple[str, str]]:
    for key, text in sorted(Words(language).export().items()):
        if not is_spoken(key):
            continue
        if _NAME.fullmatch(key):
            yield key, spoken_name(text)
            continue
        parts = fixed_parts(text)
        if parts == (text,):
            yield key, text
        else:
            yield from ((f"{key}#{place}", part) for place, part in enumerate(parts, 1))
    yield from ((f"number.{number}", number) for number in numbers())
