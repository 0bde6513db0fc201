"""The therapist looks at a visit in a real browser: the skeleton moves, jumps and follows the chart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright
from sqlalchemy.orm import Session

from formcheck.cli.bench.practice import Sample
from formcheck.report.data import worst_moments
from formcheck.visits.results import put_result
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.browser import Tab, browser, tab
from tests.support.page_client import Server, serving, store_beside
from tests.support.practice import NOW, sample

pytestmark = pytest.mark.waits


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str, str]]:
    """A server with one patient and one visit: the server, and the ids of both."""
    out = tmp_path_factory.mktemp("visit") / "visits"
    with VisitStore(store_beside(out), now=lambda: NOW) as store, store.writing() as session:
        patient = Patient(name="Anna", created_at=NOW)
        session.add(patient)
        session.flush()
        visit = Visit(patient_id=patient.id, state="closed", began_at=NOW, arrived_at=NOW)
        session.add(visit)
        session.flush()
        for number, one in enumerate((sample("plank-sag"), sample("bird-dog-over_lift")), 1):
            _put(store, session, visit.id, number, one)
    with serving(out) as server:
        server.enter()
        yield server, patient.id, visit.id


def _put(store: VisitStore, session: Session, visit: str, number: int, one: Sample) -> None:
    digest = store.recordings.put(session, one.recording, NOW, None)
    session.flush()
    exercise = Exercise(
        visit_id=visit, number=number, name=one.result.exercise, began_at=NOW, recording_hash=digest
    )
    session.add(exercise)
    put_result(session, exercise, one.result)


def stands_at(page: Page, number: int) -> float:
    """Where a replay stands, seconds."""
    return float(page.locator(_figure(number)).get_attribute("data-time") or "nan")


def picture(page: Page, number: int) -> str:
    """What is on its canvas."""
    return str(page.locator(f"{_figure(number)} canvas").evaluate("(canvas) => canvas.toDataURL()"))


def _figure(number: int) -> str:
    return f"figure.replay[data-number='{number}']"


def worst_s(name: str) -> float:
    """The worst moment of the gravest fault."""
    return next(worst_moments(sample(name).result))[1].peak_at_s


def test_the_replay_moves_jumps_and_follows_the_chart(
    playwright: Playwright, visit: tuple[Server, str, str]
) -> None:
    server, _, key = visit
    with browser(playwright) as chromium, tab(chromium, server) as one:
        page = one.page
        one.come_in()
        page.goto(f"{server.base}/therapist/visits/{key}#t=3.5")
        _ready(one, 1)
        assert stands_at(page, 1) == pytest.approx(3.5, abs=0.08)
        before = picture(page, 1)
        page.locator("table.faults a").first.click()
        one.wait(f"document.querySelector({_figure(1)!r}).dataset.time > 4")
        assert stands_at(page, 1) == pytest.approx(worst_s("plank-sag"), abs=0.02)
        assert picture(page, 1) != before
        assert page.url.endswith(f"#e1;t={worst_s('plank-sag'):.2f}")
        _by_keys(one)
        _by_the_chart(one)
        page.locator(f"{_figure(1)} .play").click()
        one.wait(f"document.querySelector({_figure(1)!r}).dataset.time > 8.5")
        page.locator(f"{_figure(1)} .play").click()
        page.evaluate("location.hash = '#e2;t=6.2'")
        _ready(one, 2)
        one.wait(f"Math.abs(document.querySelector({_figure(2)!r}).dataset.time - 6.2) < 0.1")
        one.check_quiet()


def _ready(one: Tab, number: int) -> None:
    one.wait(f"document.querySelector({_figure(number)!r}).dataset.state === 'whole'")


def _by_keys(one: Tab) -> None:
    """A picture, a second, the beginning and the end."""
    page, now = one.page, stands_at(one.page, 1)
    page.locator(f"{_figure(1)} canvas").focus()
    page.keyboard.press("ArrowRight")
    one.wait(f"document.querySelector({_figure(1)!r}).dataset.time > {now}")
    assert stands_at(page, 1) == pytest.approx(now + 1 / 15, abs=0.07)
    page.keyboard.press("Shift+ArrowLeft")
    one.wait(f"document.querySelector({_figure(1)!r}).dataset.time < {now - 0.5}")
    page.keyboard.press("Home")
    one.wait(f"document.querySelector({_figure(1)!r}).dataset.time < 0.1")


def _by_the_chart(one: Tab) -> None:
    """A click in the middle of the plot is the middle of the time, and the marker goes along."""
    strip = one.page.locator(".strip").first
    box = strip.bounding_box()
    assert box is not None
    left, right, end = (float(strip.get_attribute(f"data-{name}") or "") for name in ("left", "right", "end"))
    strip.click(position={"x": box["width"] * (left + right) / 2, "y": 60})
    one.wait(f"Math.abs(document.querySelector({_figure(1)!r}).dataset.time - {end / 2}) < 0.15")
    marker = one.page.locator(".strip .now").first.bounding_box()
    assert marker is not None
    assert marker["x"] + marker["width"] / 2 - box["x"] == pytest.approx(
        box["width"] * (left + right) / 2, abs=8
    )


def test_what_if_shows_how_far_it_is_and_then_the_answer(
    playwright: Playwright, visit: tuple[Server, str, str]
) -> None:
    server, patient, _ = visit
    with browser(playwright) as chromium, tab(chromium, server) as one:
        page = one.page
        one.come_in()
        page.goto(f"{server.base}/therapist/patients/{patient}/what-if?exercise=plank")
        page.locator("input[name=edge][value=almost]").check()
        page.locator("input[name=high]").fill("40")
        page.locator("input[name=since]").fill("")
        page.locator("button.main").click()
        page.locator(".sum").wait_for()
        assert page.locator("tr.moved").count() == 1
        assert page.locator(".moves li").count() == 1
        one.check_quiet()
