"""The page on which files with visits are dropped."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from formcheck.errors import FormcheckError, UsageError
from formcheck.exchange.container import MAX_FILE_BYTES
from formcheck.exchange.import_visits import Imported, import_file
from formcheck.exchange.imported_words import imported_sentence
from formcheck.exchange.join_patients import join_patients
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.uploads import Upload, UploadedFile
from formcheck.practice.audit import Action
from formcheck.practice.bindings import sees, visible
from formcheck.practice.carried import principal_of
from formcheck.practice.form_token import FIELD
from formcheck.practice.principal import Principal, Scope
from formcheck.practice.require import check_token, note_request, require
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.sentence import sentence_page
from formcheck.therapist.trouble import told
from formcheck.visits.schema import Patient
from formcheck.visits.working_folder import working_folder
from formcheck.words.catalogue import Words

_KEPT = 20
"""Outcomes that are remembered, so that the page may be loaded anew."""
_ASKS = ("needs_passphrase", "wrong_passphrase")
_NEW = ("new", "alike")
"""How somebody was found who may be in the list already, under another key."""
MAX_FORM_BYTES = MAX_FILE_BYTES + (1 << 20)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        name: of the file.
        text: in a sentence or two.
        done: who it was; None where it was not taken.
        asks: it has a passphrase, which was not the one given.
    """

    name: str
    text: str
    done: Imported | None = None
    asks: bool = False


def import_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter()
    kept: OrderedDict[tuple[str, str], list[Outcome]] = OrderedDict()  # by account and key

    pages = [Depends(require(Scope.PAGES))]

    @router.get("/import", response_class=HTMLResponse, dependencies=pages)
    def page(request: Request, done: str = "") -> str:
        who = principal_of(request)
        outcomes = kept.get((who.id, done), [])
        asks = any(outcome.asks for outcome in outcomes)
        people = _people(desk, who) if any(one.done and one.done.found in _NEW for one in outcomes) else []
        words = desk.words(request)
        return render("import.html.j2", words, outcomes=outcomes, asks=asks, people=people, new=_NEW)

    @router.post("/import", dependencies=[Depends(require(Scope.PAGES, token_in_body=False))])
    async def take(request: Request) -> Response:
        words = desk.words(request)
        try:
            outcomes = await _take(desk, request, words)
        except FormcheckError as error:
            outcomes = [Outcome("", told(error, words))]
        for one in outcomes:
            if one.done is not None:
                await run_in_threadpool(note_request, request, Action.IMPORTED, one.done.patient_id)
        key = secrets.token_urlsafe(8)
        kept[principal_of(request).id, key] = outcomes
        while len(kept) > _KEPT:
            kept.popitem(last=False)
        return RedirectResponse(f"/therapist/import?done={key}", 303)

    @router.post("/import/join", dependencies=pages)
    def join(
        request: Request, other: Annotated[str, Form()] = "", kept: Annotated[str, Form()] = ""
    ) -> Response:
        try:
            with desk.store.writing() as session:
                who = principal_of(request)
                if not all(sees(session, who, one) for one in (kept, other)):
                    return sentence_page(desk.words(request), "therapist.import.not_joined", 422)
                join_patients(session, kept, other)
        except UsageError:
            return sentence_page(desk.words(request), "therapist.import.not_joined", 422)
        note_request(request, Action.CHANGED, kept)
        note_request(request, Action.DELETED, other)
        return RedirectResponse(f"/therapist/patients/{kept}", 303)

    return router


def _people(desk: Desk, who: Principal) -> list[tuple[str, str]]:
    """Key and name of everybody in the list, by name."""
    query = select(Patient.id, Patient.name).where(Patient.own.is_(False), visible(who))
    with desk.store.reading() as session:
        people = [(key, name) for key, name in session.execute(query)]
    return sorted(people, key=lambda one: (one[1].casefold(), one[0]))


async def _take(desk: Desk, request: Request, words: Words) -> list[Outcome]:
    with working_folder(desk.store) as folder:
        with Upload(request.headers.get("content-type", ""), folder, MAX_FORM_BYTES) as upload:
            async for piece in request.stream():
                upload.write(piece)
            upload.finish()
        check_token(request, principal_of(request), upload.first(FIELD))
        if not upload.files:
            return [Outcome("", words.text("therapist.import.none"))]
        return await run_in_threadpool(_import_all, desk, upload, words, principal_of(request))


def _import_all(desk: Desk, upload: Upload, words: Words, who: Principal) -> list[Outcome]:
    return [_import(desk, file, upload.first("passphrase"), words, who) for file in upload.files]


def _import(desk: Desk, file: UploadedFile, passphrase: str, words: Words, who: Principal) -> Outcome:
    try:
        done = import_file(desk.store, file.path, passphrase, who)
    except FormcheckError as error:
        asks = isinstance(error, ExchangeError) and error.why in _ASKS
        return Outcome(file.name, told(error, words), asks=asks)
    finally:
        file.path.unlink(missing_ok=True)
    return Outcome(file.name, imported_sentence(done, words), done)
