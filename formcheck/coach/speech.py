"""`SpeechArbiter`: chooses which prompt is spoken, one at a time, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from formcheck.voice.parts import parts_of
from formcheck.voice.sentences import spoken_name
from formcheck.words.catalogue import Words


class PromptKind(StrEnum):
    """What a prompt is for, the most important kind first."""

    ORDER = "order"
    """The person has to do something else now: rest, pause, stop. It cuts off any utterance."""
    HELP = "help"
    """How to get into a place where the form can be measured."""
    CUE = "cue"
    """How to move differently."""
    CALL = "call"
    """A call of time or count."""
    SCRIPT = "script"
    """The next line of the visit."""
    PRAISE = "praise"
    BREATH = "breath"
    """Breathing, after a long time without a breathing prompt."""
    QUIET = "quiet"
    """Breathing and encouragement, only after a long silence."""


CUE_GAP_S = 6.0
"""Shortest time between the starts of two cues (docs/clinical.md#cues-and-legibility). Help counts as a cue:
it asks the person to do something."""
SILENCE_S = {
    PromptKind.ORDER: 0.0,
    PromptKind.HELP: 0.5,
    PromptKind.CUE: 0.5,
    PromptKind.CALL: 0.3,
    PromptKind.SCRIPT: 0.5,
    PromptKind.PRAISE: 0.5,
    PromptKind.BREATH: 1.0,
    PromptKind.QUIET: 10.0,
}
"""Silence before each kind of prompt, seconds: enough to hear two sentences apart; a quiet prompt waits
for ten seconds without speech."""
ONSET_S, CHARACTERS_PER_S = 0.3, 14.0
"""A calm voice speaks about 140 words a minute, or 14 characters a second, after a short onset."""
CUES = frozenset((PromptKind.CUE, PromptKind.HELP))
URGENT = CUES | {PromptKind.ORDER}
CUTS = {
    PromptKind.CUE: frozenset((PromptKind.SCRIPT, PromptKind.PRAISE, PromptKind.BREATH, PromptKind.QUIET)),
    PromptKind.HELP: frozenset((PromptKind.BREATH, PromptKind.QUIET)),
}
"""Kinds of utterance that a cue, and help, may cut off: less important ones. A call of time or count is too
short to be worth cutting."""
_RANK = {kind: rank for rank, kind in enumerate(PromptKind)}
_NOTHING: Mapping[str, object] = MappingProxyType({})


def spoken_s(text: str) -> float:
    """Seconds that a sentence takes to speak, estimated from its number of characters."""
    return ONSET_S + len(text) / CHARACTERS_PER_S


class Prompt(NamedTuple):
    """Something that the coach could say now.

    Attributes:
        kind: what it is for.
        key: keys of the catalogue; the first one that exists is spoken.
        topic: the fault or reason that it is about; "" when the key alone is enough.
        values: values of the placeholders; `exercise`, a name as in results, also selects that exercise's own
            words; `fault`, a main fault, gives `what` it is about.
    """

    kind: PromptKind
    key: tuple[str, ...]
    topic: str = ""
    values: Mapping[str, object] = _NOTHING


class Utterance(NamedTuple):
    """A sentence that is spoken from `time_s` (media seconds) on, for about `seconds`.

    Attributes:
        kind: what it is for.
        topic: the fault or reason that it is about, or "".
        text: the sentence, in the language of the visit.
        interrupts: it cuts off the utterance before it.
        parts: what it is put together from where it is played from recordings (`formcheck.voice`).
    """

    time_s: float
    kind: PromptKind
    topic: str
    text: str
    seconds: float
    interrupts: bool
    parts: tuple[str, ...] = ()


class SpeechState(NamedTuple):
    """What the arbiter remembers: the last utterance, its end and the start of the last cue, seconds."""

    text: str = ""
    kind: PromptKind | None = None
    until_s: float = -inf
    cue_s: float = -inf


class SpeechArbiter:
    """Chooses utterances in one language. It has no memory of its own: the state goes in and comes out."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def step(
        self, prompts: Iterable[Prompt], now: float, state: SpeechState
    ) -> tuple[Utterance | None, Prompt | None, SpeechState]:
        """Choose the prompt that is spoken at `now` (media seconds), if any.

        A prompt that has to wait is dropped; the caller offers it again with the next frame. While an order,
        help or a cue waits for silence, no less important prompt is spoken.

        Returns:
            The utterance and its prompt, None for both when nothing is spoken, and the new state.
        """
        for prompt in sorted(prompts, key=lambda prompt: _RANK[prompt.kind]):
            if prompt.kind in CUES and now < state.cue_s + CUE_GAP_S:
                continue
            text, parts = self._spoken(prompt)
            if _may_speak(prompt.kind, text, now, state):
                seconds = round(spoken_s(text) + ONSET_S * (len(parts) - 1), 2)
                cue_s = now if prompt.kind in CUES else state.cue_s
                cuts = now < state.until_s
                speech = Utterance(now, prompt.kind, prompt.topic, text, seconds, cuts, parts)
                return speech, prompt, SpeechState(text, prompt.kind, now + seconds, cue_s)
            if prompt.kind in URGENT:
                break
        return None, None, state

    def text(self, prompt: Prompt) -> str:
        """The text of a prompt."""
        return self._spoken(prompt)[0]

    def _spoken(self, prompt: Prompt) -> tuple[str, tuple[str, ...]]:
        """The text of a prompt, and the parts that it is spoken in."""
        values, words = dict(prompt.values), self.words
        if "exercise" in values:
            words = words.of(str(values["exercise"]))
            values["exercise"] = spoken_name(words.exercise(str(values["exercise"])))
        if "fault" in values:
            values["what"] = words.text(f"fault.{values['fault']}.what")
        text = words.first(*prompt.key)
        return (text.format(**values), parts_of(text, values)) if values else (text, (text,))


def _may_speak(kind: PromptKind, text: str, now: float, state: SpeechState) -> bool:
    if kind is PromptKind.ORDER and text != state.text:  # an order that is being spoken is not repeated
        return True
    if state.kind in CUTS.get(kind, ()):
        return True
    return now >= state.until_s + SILENCE_S[kind]
