"""What the page of the therapist's own voice shows: each sentence with its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from formcheck.visits.own_voice import Recorded
from formcheck.voice.sentences import Sentence

State = Literal["recorded", "changed", "open"]


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence of the page.

    Attributes:
        key, text, digest: of the sentence.
        state: "recorded"; "changed", where the recording has other words; "open".
        seconds: of the recording, 0.0 without one.
    """

    key: str
    text: str
    digest: str
    state: State
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class VoiceView:
    """All sentences of a page.

    Attributes:
        lang: language of the sentences.
        sentences: in the order in which they are recorded.
    """

    lang: str
    sentences: tuple[SentenceView, ...]

    @property
    def recorded(self) -> int:
        """How many are recorded, in today's words."""
        return sum(one.state == "recorded" for one in self.sentences)

    @property
    def changed(self) -> int:
        """How many have a recording of other words."""
        return sum(one.state == "changed" for one in self.sentences)


def voice_view(lang: str, sentences: Iterable[Sentence], recorded: Mapping[str, Recorded]) -> VoiceView:
    """The sentences with what is recorded of them.

    A recording serves all sentences of the same words, whichever it was made for.

    Args:
        lang: of both.
        sentences: in their order.
        recorded: by the key of the sentence that each was made for.
    """
    seconds = {row.text_digest: row.seconds for row in recorded.values()}

    def view(one: Sentence) -> SentenceView:
        if one.digest in seconds:
            return SentenceView(one.key, one.text, one.digest, "recorded", seconds[one.digest])
        state: State = "changed" if one.key in recorded else "open"
        return SentenceView(one.key, one.text, one.digest, state)

    return VoiceView(lang, tuple(map(view, sentences)))
