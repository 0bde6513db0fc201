"""The routes of what the page plays: which sentences have a recording, the recordings, the tones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, ConfigDict

from formcheck.voice.decode import wav_of
from formcheck.voice.recordings import ENDING, recordings
from formcheck.voice.sentences import sentences
from formcheck.voice.tones import NAMES, tone_file
from formcheck.words.catalogue import LANGUAGES, Lang

OwnVoice = Callable[[Lang], Mapping[str, str]]
"""Gives, by text of a sentence or part of one (`formcheck.voice.sentences`), the address of the therapist's
recording of it, below the page's own and without a slash before: "voice/own/3f2a". Only texts whose words are
those of the recording: it is asked for anew with each load of the page."""
_WAV = ".wav"
_HEADERS = {"Cache-Control": "private, max-age=31536000, immutable"}
"""Of sentences: the name tells the text, and another text lies under another name."""


class SoundIndex(BaseModel):
    """What can be played in a language, by text.

    Attributes:
        own: address of the therapist's recording.
        packaged: name of the recording in the package, without its ending.
        tones: names of the tones.
    """

    model_config = ConfigDict(frozen=True)

    own: dict[str, str]
    packaged: dict[str, str]
    tones: tuple[str, ...]


def nobodys_voice(_: Lang) -> Mapping[str, str]:
    """No recordings of a therapist."""
    return {}


def voice_router(own_voice: OwnVoice) -> APIRouter:
    """The routes.

    Args:
        own_voice: the therapist's recordings.
    """
    router = APIRouter()

    @router.get("/voice/{language}.json")
    def index(language: str) -> SoundIndex:
        lang = next((one for one in LANGUAGES if one == language), None)
        if lang is None:
            raise HTTPException(404)
        known = recordings(lang)
        packaged = {s.text: f"voice/{lang}/{s.digest}" for s in sentences(lang) if s.digest in known}
        return SoundIndex(own=dict(own_voice(lang)), packaged=packaged, tones=NAMES)

    @router.get("/voice/{folder}/{recording}")
    def file(folder: str, recording: str) -> Response:
        stem, dot, ending = recording.partition(".")
        # The name is looked up among the recordings, never joined to a path.
        path = _file(folder, stem)
        if path is None or not path.is_file() or dot + ending not in (ENDING, _WAV):
            raise HTTPException(404)
        headers = {} if folder == "tones" else _HEADERS
        if dot + ending == ENDING:
            return FileResponse(path, media_type="audio/ogg", headers=headers)
        try:
            return Response(wav_of([path]), media_type="audio/wav", headers=headers)
        except (OSError, ValueError) as error:  # a damaged package: the page shows the caption
            raise HTTPException(404) from error

    return router


def _file(folder: str, stem: str) -> Path | None:
    if folder == "tones":
        return tone_file(stem) if stem in NAMES else None
    found = recordings(folder).get(stem) if folder in LANGUAGES else None
    return None if found is None else found.path
