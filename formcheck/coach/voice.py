"""One mouth: of all that could be said, at most one thing at a time, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from formcheck.words.catalogue import Words


class Kind(StrEnum):
    """What an utterance is for, the most important first."""

    ORDER = "order"
    """What to do now has changed: rest, paused, stop. Breaks into whatever is being said."""
    HELP = "help"
    """How to become measurable again."""
    CUE = "cue"
    """How to move differently."""
    CALL = "call"
    """Time and count."""
    SCRIPT = "script"
    """The next line of the visit."""
    PRAISE = "praise"
    BREATH = "breath"
    """Breathing, when it is high time."""
    QUIET = "quiet"
    """Breathing and encouragement, into a long silence only."""


CUE_GAP_S = 6.0
"""Between the beginnings of two cues (docs/clinical.md#cues-and-legibility). Help counts as a cue: it asks
for something."""
SILENCE_S = {
    Kind.ORDER: 0.0,
    Kind.HELP: 0.5,
    Kind.CUE: 0.5,
    Kind.CALL: 0.3,
    Kind.SCRIPT: 0.5,
    Kind.PRAISE: 0.5,
    Kind.BREATH: 1.0,
    Kind.QUIET: 10.0,
}
"""Silence wanted before each: enough to tell two sentences apart; ten seconds without a word are what
breathing and encouragement are for."""
ONSET_S, CHARACTERS_PER_S = 0.3, 14.0
"""A calm voice says about 140 words, or 14 characters a second, and takes a moment to begin."""
CUES = frozenset((Kind.CUE, Kind.HELP))
URGENT = CUES | {Kind.ORDER}
CUTS = {
    Kind.CUE: frozenset((Kind.SCRIPT, Kind.PRAISE, Kind.BREATH, Kind.QUIET)),
    Kind.HELP: frozenset((Kind.BREATH, Kind.QUIET)),
}
"""What a cue and help break into: a courtesy or an encouragement is worth less than a fault told in time, a
count or a call of time is over before it is cut."""
_RANK = {kind: rank for rank, kind in enumerate(Kind)}
_NOTHING: Mapping[str, object] = MappingProxyType({})


def spoken_s(text: str) -> float:
    """How long a sentence takes to say, seconds, estimated from its length."""
    return ONSET_S + len(text) / CHARACTERS_PER_S


class Wish(NamedTuple):
    """Something that could be said now.

    Attributes:
        key: of the catalogues; of several, the first that exists is said.
        topic: what it is about (a fault, a reason), "" where the key says it all.
        values: for the placeholders; an `exercise`, by its name in results, also says whose words these are.
    """

    kind: Kind
    key: tuple[str, ...]
    topic: str = ""
    values: Mapping[str, object] = _NOTHING


class Utterance(NamedTuple):
    """Something that is said, from `time_s` on, for about `seconds`."""

    time_s: float
    kind: Kind
    topic: str
    text: str
    seconds: float
    interrupts: bool
    """What was being said is cut off."""


class VoiceState(NamedTuple):
    """Carry: what was said last, until when, and when the last cue began."""

    text: str = ""
    kind: Kind | None = None
    until_s: float = -inf
    cue_s: float = -inf


class Voice:
    """Speaks one language. Stateless; memory walks beside it."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def step(
        self, wishes: Iterable[Wish], now: float, state: VoiceState
    ) -> tuple[Utterance | None, Wish | None, VoiceState]:
        """Choose what is said now, if anything; wishes that had to wait are to be made again.

        While an order, help or a cue waits for silence nothing lesser takes the floor.
        """
        for wish in sorted(wishes, key=lambda wish: _RANK[wish.kind]):
            if wish.kind in CUES and now < state.cue_s + CUE_GAP_S:
                continue
            text = self.text(wish)
            if _may(wish.kind, text, now, state):
                seconds = round(spoken_s(text), 2)
                cue_s = now if wish.kind in CUES else state.cue_s
                speech = Utterance(now, wish.kind, wish.topic, text, seconds, now < state.until_s)
                return speech, wish, VoiceState(text, wish.kind, now + seconds, cue_s)
            if wish.kind in URGENT:
                break
        return None, None, state

    def text(self, wish: Wish) -> str:
        """A wish in words."""
        values, words = dict(wish.values), self.words
        if "exercise" in values:
            words = words.of(str(values["exercise"]))
            # A second name in brackets is for the eye.
            values["exercise"] = words.exercise(str(values["exercise"])).split(" (")[0]
        text = words.first(*wish.key)
        return text.format(**values) if values else text


def _may(kind: Kind, text: str, now: float, state: VoiceState) -> bool:
    if kind is Kind.ORDER and text != state.text:  # one that is being said is not begun anew
        return True
    if state.kind in CUTS.get(kind, ()):
        return True
    return now >= state.until_s + SILENCE_S[kind]
