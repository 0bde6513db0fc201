"""The end of a visit: two statements, one card read aloud, and another one the next time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from formcheck.learn.cards import CARDS
from formcheck.words.catalogue import Words
from tests.support.browser import Tab, browser, fake_cameras, tab
from tests.support.page_client import Server

pytestmark = pytest.mark.waits

WORDS = Words("en")


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with browser(playwright, None, *fake_cameras()) as chromium:
        yield chromium


def visit(patient: Tab) -> None:
    """One that is stopped before the camera is looked at."""
    patient.choose("plank")
    patient.wait_shown("pain")
    patient.to_camera()
    patient.page.locator("#stop").click()
    patient.wait_stage("end")
    patient.page.locator("#finish").click()
    patient.wait_shown("done")
    patient.page.locator("#today .learn").wait_for()


def test_one_card_a_visit_and_what_was_seen_is_remembered(chromium: Browser, served: Server) -> None:
    """Without a kept visit it is the browser that remembers; `test_learn_pages` has the store."""
    with tab(chromium, served) as patient:
        patient.open("en", keep=False)
        visit(patient)
        today = patient.page.locator("#today")
        for place, (answer, statement) in enumerate((("true", "discs"), ("unsure", "scan"))):
            step = today.locator("[data-step]").nth(place)
            step.locator(f"[value={answer}]").click()
            assert WORDS.text(f"learn.answer.{statement}.{answer}") in step.inner_text()
            step.locator("[data-next]").click()
        first, second = (WORDS.text(card.title) for card in CARDS[:2])
        assert today.locator("h2:visible").inner_text() == first
        read = [WORDS.text("learn.muscles.title"), WORDS.text("learn.muscles.1")]
        for line in read:  # no system voice here: the recordings of the package, one after the other
            patient.wait(f"document.querySelector('#today .now')?.textContent === {line!r}")
        today.locator("[data-quiet]").click()
        assert today.locator(".now").count() == 0
        today.locator("[data-seen]").click()
        patient.wait("localStorage['formcheck.learn.seen'] === 'muscles'")
        assert patient.page.evaluate("localStorage['formcheck.learn.before']") == "discs:true,scan:unsure"
        patient.page.locator("#again").click()
        patient.wait_shown("choose")
        assert today.inner_html() == ""
        visit(patient)
        assert today.locator("h2:visible").inner_text() == second
        today.locator("[data-skip]:visible").click()
        assert today.inner_html() == ""
        patient.check_quiet()
