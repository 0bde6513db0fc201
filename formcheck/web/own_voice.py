"""The therapist's voice on the page: which sentences this machine's patient hears in it, and their sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import Response

from formcheck.media.spoken import MIME
from formcheck.visits.heard_voice import heard_audio, heard_sentences
from formcheck.visits.store import VisitStore
from formcheck.voice.sentences import sentences
from formcheck.words.catalogue import LANGUAGES, Lang

_HEADERS = {"Cache-Control": "private, no-cache"}
"""The same words may be recorded anew: the browser asks each time whether they were."""


def own_voice(store: VisitStore, *, accounts: bool = False) -> Callable[[Lang], Mapping[str, str]]:
    """Gives, by text of a sentence, the address of the therapist's recording, below the page's own.

    A recording of words that the coach no longer says is left out. Without accounts, what was recorded on
    this machine is heard on it, too.
    """

    def addresses(lang: Lang) -> Mapping[str, str]:
        with store.reading() as session:
            heard = heard_sentences(session, lang, own=not accounts)
        return {one.text: f"voice/own/{lang}/{one.digest}" for one in sentences(lang) if one.digest in heard}

    return addresses


def own_voice_router(store: VisitStore, *, accounts: bool = False) -> APIRouter:
    """The route of the sound; arguments as of `own_voice`."""
    router = APIRouter()

    @router.get("/voice/own/{language}/{digest}")
    def sound(language: str, digest: str) -> Response:
        audio = None
        if language in LANGUAGES and digest.isalnum() and digest.isascii():
            with store.reading() as session:
                audio = heard_audio(session, language, digest, own=not accounts)
        if audio is None:
            return Response(status_code=404)
        return Response(audio, media_type=MIME, headers=_HEADERS)

    return router
