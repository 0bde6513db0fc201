"""The patient's pages of cards, and the card of the day on the last screen of a visit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.learn.cards import ANSWERS, CARDS, STATEMENTS, Card
from formcheck.learn.progress import Learned, next_card, statements_due
from formcheck.report.environment import environment
from formcheck.therapist.desk import Desk
from formcheck.visits.learned import keep_judged, keep_seen, learned_of
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import ID_LENGTH
from formcheck.web.learn_view import card_view, card_views, statement_view
from formcheck.web.visit_pages import TEMPLATES
from formcheck.words.catalogue import LANGUAGES, Words

_NAMES = {card.name: card for card in CARDS}
MOST_REMEMBERED = 400
"""Characters of what a browser remembers: twice all names and answers."""
_Remembered = Annotated[str, Query(max_length=MOST_REMEMBERED)]


class KeptLearned(BaseModel):
    """Whether it is in the store; a browser remembers what is not."""

    kept: bool


def learn_router(desk: Desk) -> APIRouter:
    """The routes, below `/learn`."""
    router, store = APIRouter(prefix="/learn"), desk.store

    @router.get("/", response_class=HTMLResponse)
    def cards(request: Request) -> str:
        words, learned = desk.words(request), _learned(store)
        statements = [statement_view(name, learned, words) for name in STATEMENTS]
        return _render("learn.html.j2", words, cards=card_views(learned, words), statements=statements)

    @router.get("/today", response_class=HTMLResponse)
    def today(
        request: Request, lang: str = "", seen: _Remembered = "", before: _Remembered = "",
        after: _Remembered = "",
    ) -> Response:  # fmt: skip
        words = Words(lang) if lang in LANGUAGES else desk.words(request)
        learned = _learned(store).together(_remembered(seen, before, after))
        card = next_card(learned)
        statements = [statement_view(name, learned, words) for name in statements_due(learned)]
        if card is None and not statements:
            return Response(status_code=204)
        last = card is not None and card is CARDS[-1]
        shown = None if card is None else card_view(card, learned, words)
        return HTMLResponse(
            _render("learn_today.html.j2", words, card=shown, statements=statements, last=last)
        )

    @router.post("/kept")
    def kept(
        card: Annotated[str, Form()] = "",
        statement: Annotated[str, Form()] = "",
        answer: Annotated[str, Form()] = "",
        visit: Annotated[str, Form(max_length=ID_LENGTH)] = "",
        script: Annotated[bool, Form()] = False,
    ) -> Response:
        found = _NAMES.get(card)
        if found is None and not (statement in STATEMENTS and answer in ANSWERS):
            raise HTTPException(422)
        there = _keep(store, found, statement, answer, visit)
        if script:
            return Response(KeptLearned(kept=there).model_dump_json(), media_type="application/json")
        return RedirectResponse("/learn/" if found is None else _onward(found), 303)

    @router.get("/{card}", response_class=HTMLResponse)
    def one(request: Request, card: str) -> str:
        found, words = _NAMES.get(card), desk.words(request)
        if found is None:
            raise HTTPException(404)
        shown = card_view(found, _learned(store), words)
        return _render("learn_card.html.j2", words, card=shown, onward=_onward(found)[1:])

    return router


def _keep(store: VisitStore, card: Card | None, statement: str, answer: str, visit: str) -> bool:
    if not visit.isalnum():
        visit = ""
    with store.writing() as session:
        patient = _own(session)
        if patient is None:
            return False
        if card is not None:
            return keep_seen(session, patient, card, store.now(), visit)
        return keep_judged(session, patient, statement, answer, store.now(), visit)


def _own(session: Session) -> str | None:
    return session.scalar(select(Patient.id).where(Patient.own))


def _learned(store: VisitStore) -> Learned:
    with store.reading() as session:
        return learned_of(session, _own(session))


def _remembered(seen: str, before: str, after: str) -> Learned:
    """What a browser remembers: names of cards, and "statement:answer", with commas between."""
    names = frozenset(seen.split(",")) & _NAMES.keys()
    return Learned(names, _answers(before), _answers(after))


def _answers(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(","))
    return {name: answer for name, _, answer in pairs if name in STATEMENTS and answer in ANSWERS}


def _onward(card: Card) -> str:
    place = CARDS.index(card) + 1
    return f"/learn/{CARDS[place].name}" if place < len(CARDS) else "/learn/"


def _render(template: str, words: Words, **values: object) -> str:
    page = environment(TEMPLATES).get_template(template)
    return page.render(words=words, word=words.text, answers=("true", "not_true", "unsure"), **values)
