"""The patient is asked about a step where the programme allows it, and says yes or nothing happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Locator, Page, Playwright

from formcheck.coach.programme import Item, Programme
from formcheck.practice.carried import AsOwner
from formcheck.practice.principal import Scope
from formcheck.practice.require import require
from formcheck.therapist.desk import Desk
from formcheck.visits.programme_words import difference
from formcheck.visits.programmes import add_version, history, programme_of
from formcheck.visits.schema import Exercise, Visit
from formcheck.visits.store import VisitStore
from formcheck.web.step_pages import step_router
from formcheck.words.catalogue import Words
from tests.support.browser import LAPTOP, TABLET, browser, fake_cameras, tab
from tests.support.page_client import serving, store_beside
from tests.support.practice import NOW

KNEES = Item(exercise="kneeling-plank", sets=2, hold_s=30, times_a_week=4, note="Calmly")
BRIDGE = Item(exercise="bridge")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VisitStore]:
    """A patient's own store."""
    with VisitStore(tmp_path / "store", now=lambda: NOW) as store:
        yield store


def kept(store: VisitStore, *, own_steps: bool, pain_after: int = 2, now: datetime = NOW) -> None:
    """The kneeling plank was held in full and well, twice."""
    programme = Programme(items=(BRIDGE, KNEES), own_steps=own_steps)
    with store.writing() as session:
        patient = store.own_patient(session)
        version = add_version(session, patient.id, programme, now - timedelta(days=9))
        for days in (2, 4):
            at = now - timedelta(days=days)
            visit = Visit(patient_id=patient.id, state="closed", began_at=at, arrived_at=at, lang="en")
            visit.plan, visit.programme_id = programme.content(), version.id
            visit.pain_before, visit.pain_after, visit.exertion, visit.legs = 2, pain_after, 4, False
            session.add(visit)
            session.flush()
            done = Exercise(visit_id=visit.id, name="kneeling-plank", item=1, number=1, began_at=at)
            done.state = "done"
            done.good_s, done.almost_s, done.different_s, done.unmeasured_s, done.reps = (
                60.0,
                0.0,
                0.0,
                0.0,
                0,
            )
            done.result = {"dose": {"counted_hold_s": 60.0}, "coverage": {"measured": 1.0}}
            session.add(done)


@pytest.fixture
def client(store: VisitStore) -> TestClient:
    app = FastAPI()
    app.add_middleware(AsOwner)
    app.include_router(step_router(Desk(store)), dependencies=[Depends(require(Scope.COACH))])
    return TestClient(app, headers={"accept-language": "en"})


def programmes(store: VisitStore) -> list[Programme]:
    with store.writing() as session:
        return [programme_of(row) for row in history(session, store.own_patient(session).id)]


def form(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def plain(page: str) -> str:
    return unescape(page).replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_is_asked_where_steps_are_the_therapists(store: VisitStore, client: TestClient) -> None:
    assert client.get("/steps/today").status_code == 204
    kept(store, own_steps=False)
    assert client.get("/steps/today").status_code == 204
    asked = {"version": "x", "place": "1"}
    assert client.post("/steps/take", data=asked, follow_redirects=False).status_code == 409
    assert len(programmes(store)) == 1


def test_a_yes_goes_on_and_the_record_says_whose_it_was(store: VisitStore, client: TestClient) -> None:
    kept(store, own_steps=True)
    page = client.get("/steps/today").text
    assert "Shall we go on to Front plank, 2 × 10 s?" in plain(page)
    assert len(programmes(store)) == 1, "asking changes nothing"
    assert client.post("/steps/take", data=form(page), follow_redirects=False).status_code == 303
    after, before = programmes(store)
    item = after.items[1]
    assert (item.exercise, item.hold_s, item.times_a_week, item.note) == ("plank", 10, 4, "Calmly")
    assert after.items[0] == before.items[0]
    assert item.step
    assert (item.step.by, item.step.before, item.step.hold_s) == ("patient", "kneeling-plank", 30)
    changes = difference(before, after, Words("en"))
    assert any("on the patient's word, from Kneeling plank" in line for line in changes)
    assert client.get("/steps/today").status_code == 204, "the new exercise begins anew"
    assert "From now on: Front plank, 2 × 10 s." in plain(client.get("/steps/today?taken=1").text)
    assert [client.get(f"/steps/today?taken={place}").status_code for place in (0, 2, -1)] == [204] * 3
    assert client.post("/steps/take", data=form(page), follow_redirects=False).status_code == 409
    assert len(programmes(store)) == 2, "a second press does nothing"


def test_pain_offers_less_in_the_patients_language(store: VisitStore, client: TestClient) -> None:
    kept(store, own_steps=True, pain_after=4)
    page = plain(client.get("/steps/today", params={"lang": "nl"}).text)
    assert "Zullen we iets minder doen: 2 × 25 sec" in page
    assert "%" not in page


@pytest.mark.waits
def test_before_and_after_a_visit(playwright: Playwright, tmp_path: Path) -> None:
    """The question is seen without scrolling, "not yet" changes nothing, and a yes is confirmed, once.

    After a visit it is asked aloud, on the last screen, and the card of today waits for the answer.
    """
    visits = tmp_path / "visits"
    with VisitStore(store_beside(visits)) as store:
        kept(store, own_steps=True, now=datetime.now(UTC))
        with (
            serving(visits, staged={}) as server,
            browser(playwright, None, *fake_cameras()) as chromium,
            tab(chromium, server, locale="en-GB") as patient,
        ):
            patient.come_in()
            page = patient.page
            yes = page.get_by_role("button", name="Yes, go on")
            seen_whole(page, yes)
            page.get_by_role("button", name="Not yet").click()
            assert page.locator(".next-step").count() == 0
            assert page.evaluate("document.activeElement.id") == "welcome-title"
            patient.open("en")
            page.locator("#start").click()
            patient.to_camera()
            page.locator("#stop").click()
            patient.wait_stage("end")
            patient.finish()
            page.locator("#today .next-step h2.now", has_text="Shall we take the next step?").wait_for()
            seen_whole(page, yes)
            assert page.locator("#today .learn").count() == 0
            assert len(programmes(store)) == 1
            yes.click()
            page.locator("#kept [role=status]", has_text="From now on: Front plank").wait_for()
            page.locator("#today .learn").wait_for()
            assert [one.items[1].exercise for one in programmes(store)] == ["plank", "kneeling-plank"]
            kept(store, own_steps=True, now=datetime.now(UTC))
            page.reload()
            yes.click()
            page.locator("#next-steps [role=status]", has_text="From now on: Front plank").wait_for()
            assert [one.items[1].exercise for one in programmes(store)] == ["plank", "kneeling-plank"] * 2
            assert page.locator(".next-step").count() == 0
            page.locator('label:has(input[name=lang][value="nl"])').click()
            page.locator("#next-steps [role=status]", has_text="Vanaf nu").wait_for()
            page.reload()
            patient.wait_shown("welcome")
            assert page.locator("#next-steps [role=status]").count() == 0


def seen_whole(page: Page, button: Locator) -> None:
    """On a tablet and on a laptop, without scrolling."""
    for size in (TABLET, LAPTOP):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        button.wait_for()
        box = button.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= size["height"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
