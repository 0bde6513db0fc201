"""The patient's pages of cards: what is seen and answered is kept with a visit, and leaves with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.exchange.import_visits import import_file
from formcheck.learn.cards import CARDS
from formcheck.learn.progress import Learned
from formcheck.practice.carried import AsOwner
from formcheck.practice.principal import Scope
from formcheck.practice.require import require
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.visits.deletion import delete_patient
from formcheck.visits.learned import learned_of
from formcheck.visits.schema import Answer, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.web.learn_pages import learn_router
from formcheck.words.catalogue import Words
from tests.support.practice import NOW


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VisitStore]:
    """One patient's own store, without a visit yet."""
    with VisitStore(tmp_path / "store", now=lambda: NOW) as store:
        with store.writing() as session:
            store.own_patient(session)
        yield store


@pytest.fixture
def client(store: VisitStore) -> TestClient:
    app = FastAPI()
    app.add_middleware(AsOwner)
    app.include_router(learn_router(Desk(store)), dependencies=[Depends(require(Scope.COACH))])
    return TestClient(app, headers={"accept-language": "en"})


def add_visit(store: VisitStore, days_ago: int) -> str:
    at = NOW - timedelta(days=days_ago)
    with store.writing() as session:
        patient = store.own_patient(session)
        visit = Visit(patient_id=patient.id, state="closed", began_at=at, arrived_at=at, pain_before=3)
        session.add(visit)
        session.flush()
        return visit.id


def learned(store: VisitStore) -> Learned:
    with store.reading() as session:
        return learned_of(session, session.scalar(select(Patient.id)))


def due(client: TestClient, **query: str) -> tuple[list[str], list[str]]:
    """Statements and card of the last screen."""
    answer = client.get("/learn/today", params=query)
    text = answer.text if answer.status_code == 200 else ""
    return re.findall(r'data-statement="(\w+)"', text), re.findall(r'data-card="(\w+)"', text)


def test_what_is_learned_in_visits(client: TestClient, store: VisitStore) -> None:
    first = add_visit(store, 2)
    last = add_visit(store, 1)
    assert due(client) == (["discs", "scan"], ["muscles"])
    told = {"statement": "discs", "answer": "true", "visit": first, "script": "true"}
    assert client.post("/learn/kept", data=told).json() == {"kept": True}
    assert due(client) == (["scan"], ["muscles"])
    for card in CARDS:
        assert due(client)[1] == [card.name]
        onward = client.post("/learn/kept", data={"card": card.name}, follow_redirects=False)
        assert onward.status_code == 303
    assert due(client) == (["discs", "scan"], [])
    for statement, answer in (("discs", "not_true"), ("scan", "unsure"), ("discs", "not_true")):
        client.post("/learn/kept", data={"statement": statement, "answer": answer})
    assert client.get("/learn/today").status_code == 204
    whole = frozenset(card.name for card in CARDS)
    after = {"discs": "not_true", "scan": "unsure"}
    assert learned(store) == Learned(whole, {"discs": "true"}, after)
    with store.reading() as session:
        where = {one.kind: one.visit_id for one in session.scalars(select(Answer))}
    assert (where["discs_before"], where["card"]) == (first, last)


def test_without_a_visit_the_browser_remembers(client: TestClient, store: VisitStore) -> None:
    told = {"card": "muscles", "script": "true"}
    assert client.post("/learn/kept", data=told).json() == {"kept": False}
    here = {"seen": "muscles,<b>,helpers", "before": "scan:true,scan:maybe"}
    assert due(client, **here) == ([], ["common"])
    add_visit(store, 1)
    assert client.post("/learn/kept", data={**told, "visit": "0" * 32}).json() == {"kept": False}
    assert learned(store) == Learned()


@pytest.mark.parametrize(
    "data", [{}, {"card": "spine"}, {"statement": "scan", "answer": "2"}, {"answer": "true"}]
)
def test_nothing_else_is_kept(client: TestClient, store: VisitStore, data: dict[str, str]) -> None:
    add_visit(store, 1)
    assert client.post("/learn/kept", data=data).status_code == 422
    assert client.get("/learn/spine").status_code == 404
    assert learned(store) == Learned()


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_card_has_a_page_and_the_list_knows_which_were_seen(
    client: TestClient, store: VisitStore, lang: str
) -> None:
    add_visit(store, 1)
    words, asked = Words(lang), {"accept-language": lang}
    client.post("/learn/kept", data={"card": "helpers"})
    for card in CARDS:
        page = client.get(f"/learn/{card.name}", headers=asked).text
        assert f"<h1 data-line>{words.text(card.title)}</h1>" in page
        assert all(str(source).replace("&", "&amp;") in page for source in card.sources)
    page = client.get("/learn/", headers=asked).text
    assert page.count('class="was-seen" hidden') == len(CARDS) - 1
    client.post("/learn/kept", data={"statement": "scan", "answer": "true"})
    reply = re.findall(r'data-reply="(\w+)">', client.get("/learn/", headers=asked).text)
    assert reply == ["true"]


def test_the_therapist_reads_it_and_it_goes_with_the_patient(
    client: TestClient, store: VisitStore, tmp_path: Path
) -> None:
    add_visit(store, 1)
    for data in ({"statement": "discs", "answer": "true"}, {"card": "discs"}, {"card": "scans"},
                 {"statement": "discs", "answer": "not_true"}):  # fmt: skip
        client.post("/learn/kept", data=data)
    with store.reading() as session:
        own = session.scalars(select(Patient.id)).one()
    export_visits(store, Selection(own, everything=True), tmp_path / "sent.formcheck")
    with VisitStore(tmp_path / "desk", now=lambda: NOW) as desk:
        there = import_file(desk, tmp_path / "sent.formcheck").patient_id
        app = FastAPI()
        app.add_middleware(AsOwner)
        app.include_router(therapist_router(Desk(desk), accounts=False))
        pages = TestClient(app, headers={"accept-language": "en"})
        page = pages.get(f"/therapist/patients/{there}").text
        line = "2 of 8 cards seen (What a scan shows; Movement feeds your back). "
        line += "“Move as little as possible”: before true, after not true."
        assert line in page
        visit = re.findall(r"/therapist/visits/(\w+)", page)[0]
        answers = pages.get(f"/therapist/visits/{visit}").text
        assert "card seen" in answers
        assert "“Move as little as possible”, after" in answers
        delete_patient(desk, there)
        with desk.reading() as session:
            assert session.scalars(select(Answer)).all() == []
