"""The patient's pages about visits: list, report, report of an exercise, and what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from formcheck.exchange.import_visits import import_file
from formcheck.practice.carried import AsOwner
from formcheck.practice.principal import Scope
from formcheck.practice.require import require
from formcheck.therapist.desk import Desk
from formcheck.visits.results import put_result
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.web.visit_pages import visit_router
from formcheck.words.catalogue import Words
from tests.support.practice import sample, small_practice


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    """One patient's own visits; what a test changes in one of them is not looked at by another."""
    with small_practice(tmp_path_factory.mktemp("own") / "store", patients=1, visits=8) as store:
        with store.writing() as session:
            for patient in session.scalars(select(Patient)):
                patient.own = True
        yield store


@pytest.fixture(scope="module")
def client(store: VisitStore) -> TestClient:
    app = FastAPI()
    app.add_middleware(AsOwner)
    app.include_router(visit_router(Desk(store)), dependencies=[Depends(require(Scope.COACH))])
    return TestClient(app, headers={"accept-language": "en"})


def change(store: VisitStore, at: int, **values: object) -> str:
    """Change columns of the visit at this place; gives its id."""
    with store.writing() as session:
        visit = session.scalars(select(Visit).order_by(Visit.began_at)).all()[at]
        for name, value in values.items():
            setattr(visit, name, value)
        return visit.id


def bare(page: str) -> str:
    """What is read: without style and marks."""
    return re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.S)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_report_tells_all_in_the_language_of_the_visit(
    client: TestClient, store: VisitStore, lang: str
) -> None:
    plan = {"items": [{"exercise": name} for name in ("plank", "plank", "plank", "drawing-in")]}
    told = {"pain_before": 2, "pain_after": 3, "pain_next": 1, "exertion": 7, "utc_offset_min": 60}
    visit = change(store, 0, lang=lang, comment="<b>wrist</b>", stopped=True, plan=plan, **told)
    page, words = client.get(f"/visits/{visit}"), Words(lang)
    text = bare(page.text)
    assert f'lang="{lang}"' in page.text
    assert "&lt;b&gt;wrist&lt;/b&gt;" in page.text, "what the patient wrote is text"
    for key in ("visit.stopped", "visit.pain.before", "visit.pain.next", "visit.exertion", "visit.limits"):
        assert words.text(key) in text
    assert words.exercise("drawing-in").split(" (")[0] in text.split(words.text("visit.undone"))[1]
    assert "%" not in text
    with store.reading() as session:
        done = session.scalars(select(Exercise.word).where(Exercise.visit_id == visit)).all()
    for word in done:
        assert re.search(rf"<svg class=\"mark.*?</svg> <b>{words.text(f'word.{word}')}", page.text), "a shape"
    assert page.headers["content-security-policy"].count("script-src 'self'") == 1


def test_a_stop_is_all_that_is_said_about_what_to_do(client: TestClient, store: VisitStore) -> None:
    visit = change(store, 1, lang="en", advice="stop", pain_after=8)
    text = bare(client.get(f"/visits/{visit}").text)
    assert Words("en").text("visit.next.stop") in text
    assert "Next time," not in text


def test_an_exercise_of_which_the_result_was_not_written(client: TestClient, store: VisitStore) -> None:
    visit = change(store, 2, lang="en", state="broken_off", ended_at=None)
    with store.writing() as session:
        session.add(Exercise(visit_id=visit, number=9, name="plank", began_at=store.now()))
    page = client.get(f"/visits/{visit}").text
    assert Words("en").text("visit.left") in page
    assert f"/visits/{visit}/exercises/9" not in page
    assert client.get(f"/visits/{visit}/exercises/9").status_code == 404


def test_the_report_of_an_exercise_outlives_its_recording(client: TestClient, store: VisitStore) -> None:
    visit, sagging = change(store, 3, lang="en"), sample("plank-sag")
    with store.writing() as session:
        digest = store.recordings.put(session, sagging.recording, store.now(), None)
        done = Exercise(visit_id=visit, number=8, name="plank", began_at=store.now(), recording_hash=digest)
        session.add(done)
        put_result(session, done, sagging.result)
    recording, gone = store.recordings.path(digest), Words("en").text("visit.gone")
    content, address = recording.read_bytes(), f"/visits/{visit}/exercises/8"
    whole = client.get(address).text
    assert "<figure>" in whole
    assert gone not in whole
    try:
        for left in (b"PAR1 cut off", None):
            recording.unlink() if left is None else recording.write_bytes(left)
            page = client.get(address).text
            assert gone in page
            assert "<figure>" not in page
            assert bare(page).split("Over time")[0] == bare(whole).split("Over time")[0]
    finally:
        recording.write_bytes(content)


def test_the_list_leads_to_each_and_asks_no_more_for_more(client: TestClient, store: VisitStore) -> None:
    asked: list[str] = []
    change(store, 4, state="broken_off")

    @event.listens_for(Engine, "before_cursor_execute")
    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    try:
        page = client.get("/visits/").text
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([one for one in asked if one.startswith("SELECT")]) == 2
    assert page.count('name="visit"') == page.count("?print=1") == 8
    assert Words("en").text("visits.broken_off") in page
    assert "Earlier ones" not in page


def test_what_is_sent_is_named_before(client: TestClient, store: VisitStore) -> None:
    first, last = change(store, 5), change(store, 6)
    page = client.get("/visits/send", params={"visit": [first, last, "no such", "<i>"]}).text
    assert "2 sessions" in page
    assert page.count('name="visit"') == 2
    assert "<i>" not in page
    assert Words("en").text("send.none") in client.get("/visits/send").text
    with store.reading() as session:
        days = sorted(f"{began:%Y-%m-%d}" for began in session.scalars(select(Visit.began_at)))
    for since, until, count in (("", "", 0), (days[0], "", 8), (days[1], days[-2], 6), ("x", days[0], 1)):
        page = client.get("/visits/send", params={"since": since, "until": until}).text
        assert page.count('name="visit"') == count, (since, until)


@pytest.mark.parametrize("path", ["none", "..%2f", "%00", "none/exercises/1", "none/exercises/x"])
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(f"/visits/{path}").status_code in (404, 422)


def test_a_file_leaves_and_arrives(client: TestClient, store: VisitStore, tmp_path: Path) -> None:
    first, last = change(store, 5), change(store, 7)
    sent = client.post("/visits/export", data={"visit": [last, first], "passphrase": "", "again": ""})
    assert sent.status_code == 200
    assert re.search(r'filename="formcheck-20\d\d-\d\d-\d\d-20\d\d-\d\d-\d\d\.formcheck"',
                     sent.headers["content-disposition"])  # fmt: skip
    (tmp_path / "sent.formcheck").write_bytes(sent.content)
    with VisitStore(tmp_path / "therapist", now=store.now) as there:
        assert len(import_file(there, tmp_path / "sent.formcheck").new) == 2
    assert not list((store.folder / "exchange").glob("work-*")), "nothing is left of making it"


@pytest.mark.parametrize(("passphrase", "again", "says"), [
    ("one two three", "one two tree", "not the same"), ("short", "short", "at least 8"),
])  # fmt: skip
def test_a_passphrase_that_does_not_do(
    client: TestClient, store: VisitStore, passphrase: str, again: str, says: str
) -> None:
    form = {"visit": [change(store, 5)], "passphrase": passphrase, "again": again}
    told = client.post("/visits/export", data=form)
    assert told.status_code == 400
    assert says in bare(told.text)
    assert "1 session" in bare(told.text), "to be tried again"
    assert client.post("/visits/export", data={"visit": ["none"]}).status_code == 400


def test_the_morning_after_is_asked_once(client: TestClient, store: VisitStore) -> None:
    """Not on the same day, not after it was answered, and not long afterwards."""
    hour = timedelta(hours=1)  # the present is noon
    for ago, answered, asked in ((26 * hour, None, True), (3 * hour, None, False), (26 * hour, 2, False)):
        began = store.now() - ago
        change(store, 7, began_at=began, pain_next=answered)
        told = client.get("/visits/last.json").json()
        assert told == ({"date": f"{began:%Y-%m-%d}"} if asked else None), ago
    change(store, 7, began_at=store.now() - 72 * hour, pain_next=None)
    assert client.get("/visits/last.json").json() is None
