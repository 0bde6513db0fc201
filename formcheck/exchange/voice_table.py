"""Sentences in the therapist's voice as a table of a programme file, and back."""

from __future__ import annotations

import base64
import hashlib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck.exchange.json_input import Table
from formcheck.exchange.refused import ExchangeError
from formcheck.media.spoken import SpokenClip, SpokenError, check_clip
from formcheck.visits.own_voice import Voice, VoicedSentence
from formcheck.visits.voice_schema import MAX_SENTENCE
from formcheck.words.catalogue import LANGUAGES

MOST_SENTENCES = 600
"""In one file: all that can be recorded in a language are some 250."""
MAX_VOICE_BYTES = 12 << 20
"""Of all sentences in a file: 600 of three seconds, in base64. A programme's come to one or two MB."""


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    sentence: Annotated[str, Field(pattern=r"^[a-z0-9._#-]+$", max_length=MAX_SENTENCE)]
    text_digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    audio: str


class _Voice(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    lang: str
    sentences: Annotated[list[_Sentence], Field(max_length=MOST_SENTENCES)]


def voice_table(voice: Voice) -> Table:
    """The sentences as they leave."""
    return {
        "lang": voice.lang,
        "sentences": [
            {
                "sentence": said.sentence,
                "text_digest": said.text_digest,
                "sha256": hashlib.sha256(said.clip.audio).hexdigest(),
                "audio": base64.b64encode(said.clip.audio).decode(),
            }
            for said in voice.sentences
        ],
    }


def read_voice(table: Table) -> Voice:
    """The sentences of a file; each is decoded once, so that what is kept can be played.

    Raises:
        ExchangeError: one of them is damaged, too large or no sentence.
    """
    try:
        found = _Voice.model_validate(table)
        if found.lang not in LANGUAGES or len({one.sentence for one in found.sentences}) < len(
            found.sentences
        ):
            raise ExchangeError("programme_voice")
        return Voice(found.lang, tuple(map(_read, found.sentences)))
    except ValidationError as error:
        newer = any(one["type"] == "extra_forbidden" for one in error.errors())
        raise ExchangeError("programme_newer" if newer else "programme_voice") from error
    except (SpokenError, ValueError) as error:
        raise ExchangeError("programme_voice") from error


def _read(one: _Sentence) -> VoicedSentence:
    audio = base64.b64decode(one.audio, validate=True)
    if hashlib.sha256(audio).hexdigest() != one.sha256:
        raise ExchangeError("programme_voice")
    return VoicedSentence(one.sentence, one.text_digest, SpokenClip(audio, check_clip(audio)))
