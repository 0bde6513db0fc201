"""The therapist's own voice: a page that goes through the sentences with the microphone.

A recording belongs to the account, not to a patient: it is made once, and each programme takes along what
it can say of it. Only these pages may ask the browser for the microphone.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from formcheck.coach.own_sentences import own_sentences
from formcheck.coach.programme import Programme, whole_programme
from formcheck.media.spoken import LONGEST_S, MIME, MOST_BYTES, SpokenClip, SpokenError, spoken_clip
from formcheck.practice.audit import Action
from formcheck.practice.carried import principal_of
from formcheck.practice.form_token import FIELD
from formcheck.practice.principal import Scope
from formcheck.practice.require import check_token, note_request, require
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.voice_view import voice_view
from formcheck.visits.own_voice import (
    VoicedSentence,
    count_recorded,
    delete_own_voice,
    delete_sentence,
    keep_sentence,
    own_audio,
    recorded_sentences,
)
from formcheck.visits.programmes import current, programme_of
from formcheck.visits.schema import Patient
from formcheck.visits.voice_copy import voice_copy
from formcheck.voice.sentences import Sentence, sentences
from formcheck.words.catalogue import LANGUAGES, Lang

STOPS_S = 8
"""The page stops a recording by itself after so many seconds, with the silence before and after."""
MICROPHONE = {"Permissions-Policy": "camera=(), microphone=(self), geolocation=()"}
"""In place of what all other pages get, which allows no microphone."""
_VOICE = "/therapist/voice"
_FIELDS_BYTES = 4096
"""Of a form with a recording, what is not the recording."""


def voice_router(desk: Desk) -> APIRouter:
    """The routes of this page, which ask by themselves: one of them reads a recording."""
    router, page = APIRouter(), _Page(desk)
    pages = [Depends(require(Scope.PAGES))]

    @router.get("/voice", response_class=HTMLResponse, dependencies=pages)
    def everything(request: Request, lang: str = "", deleted: Annotated[int, Query(ge=0)] = 0) -> Response:
        chosen = _language(lang or desk.words(request).language)
        return page.shown(request, whole_programme(), chosen, deleted=deleted)

    @router.get("/voice/copy", dependencies=pages)
    def copy(request: Request) -> Response:
        note_request(request, Action.EXPORTED)
        with desk.store.reading() as session:
            data = voice_copy(session, principal_of(request).id)
        headers = {"Content-Disposition": 'attachment; filename="my-voice.zip"'}
        return Response(data, media_type="application/zip", headers=headers)

    @router.post("/voice/delete", dependencies=pages)
    def delete_all(request: Request) -> Response:
        count = delete_own_voice(desk.store, principal_of(request).id)
        note_request(request, Action.DELETED)
        return RedirectResponse(f"{_VOICE}?deleted={count}", 303)

    @router.get("/voice/{language}/{sentence}", dependencies=pages)
    def sound(request: Request, language: str, sentence: str) -> Response:
        said = _sentence(language, sentence)
        audio = None if said is None else page.audio(request, said)
        return Response(status_code=404) if audio is None else Response(audio, media_type=MIME)

    @router.post(
        "/voice/{language}/{sentence}", dependencies=[Depends(require(Scope.PAGES, token_in_body=False))]
    )
    async def keep(request: Request, language: str, sentence: str) -> Response:
        if int(request.headers.get("content-length", "0")) > MOST_BYTES + _FIELDS_BYTES:
            return page.not_kept(request, "large")  # it is not even read: a larger form would go by the disk
        async with request.form(max_files=1, max_fields=4) as form:
            check_token(request, principal_of(request), form.get(FIELD))
            sent, digest = form.get("audio"), form.get("digest")
            recorded = await sent.read(MOST_BYTES + 1) if isinstance(sent, UploadFile) else b""
        said = _sentence(language, sentence)
        if said is None or said.digest != digest:
            return page.not_kept(request, "changed")
        return await run_in_threadpool(page.kept, request, said, recorded)

    @router.post("/voice/{language}/{sentence}/delete", dependencies=pages)
    def delete(request: Request, language: str, sentence: str) -> Response:
        said = _sentence(language, sentence)
        if said is not None and page.deleted(request, said):
            note_request(request, Action.DELETED)
        return RedirectResponse(f"{_VOICE}?lang={_language(language)}", 303)

    @router.get("/patients/{patient_id}/programme/voice", response_class=HTMLResponse, dependencies=pages)
    def of_patient(request: Request, patient_id: str) -> Response:
        with desk.store.reading() as session:
            patient, version = session.get(Patient, patient_id), current(session, patient_id)
        if patient is None:
            raise HTTPException(404)
        programme = whole_programme() if version is None else programme_of(version)
        return page.shown(request, programme, _language(patient.lang), patient, has_file=version is not None)

    return router


class _Page:
    """What the routes have in common."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._store = desk, desk.store

    def shown(
        self,
        request: Request,
        programme: Programme,
        lang: Lang,
        patient: Patient | None = None,
        *,
        deleted: int = 0,
        has_file: bool = False,
    ) -> Response:
        """The page of the sentences of a programme."""
        words, account = self._desk.words(request), principal_of(request).id
        with self._store.reading() as session:
            view = voice_view(
                lang, own_sentences(programme, lang), recorded_sentences(session, account, lang)
            )
            count = count_recorded(session, account)
        page = render(
            "voice.html.j2",
            words,
            view=view,
            patient=patient,
            languages=LANGUAGES,
            count=count,
            deleted=deleted,
            has_file=has_file,
            stops_s=STOPS_S,
            longest_s=words.number(LONGEST_S),
        )
        return HTMLResponse(page, headers=MICROPHONE)

    def audio(self, request: Request, said: Sentence) -> bytes | None:
        """The sound of a sentence."""
        with self._store.reading() as session:
            return own_audio(session, principal_of(request).id, said.language, said.digest)

    def kept(self, request: Request, said: Sentence, recorded: bytes) -> Response:
        """Keep a recording, or say why not; nothing else of it stays."""
        try:
            clip: SpokenClip = spoken_clip(recorded)
        except SpokenError as error:
            return self.not_kept(request, error.why)
        sentence = VoicedSentence(said.key, said.digest, clip)
        with self._store.writing() as session:
            account = principal_of(request).id
            keep_sentence(session, account, said.language, sentence, self._store.now())
        note_request(request, Action.CHANGED)
        return JSONResponse({"kept": True, "seconds": clip.seconds})

    def deleted(self, request: Request, said: Sentence) -> bool:
        """Delete the recording of a sentence."""
        account = principal_of(request).id
        with self._store.writing() as session:
            return delete_sentence(session, account, said.language, said.key, said.digest)

    def not_kept(self, request: Request, why: str) -> Response:
        """Why a recording is not kept."""
        words = self._desk.words(request)
        text = words.text(
            f"therapist.voice.why.{why}", seconds=words.number(LONGEST_S), kb=MOST_BYTES // 1000
        )
        return JSONResponse({"kept": False, "why": why, "text": text}, 422)


def _language(lang: str) -> Lang:
    return next((one for one in LANGUAGES if one == lang), LANGUAGES[0])


def _sentence(language: str, key: str) -> Sentence | None:
    if language not in LANGUAGES:
        return None
    return next((one for one in sentences(_language(language)) if one.key == key), None)
