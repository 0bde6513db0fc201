"""The last screen of a visit: it is asked how it feels, until what was answered means to stop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.support.browser import Tab, browser, fake_cameras, tab
from tests.support.page_client import Server

pytestmark = pytest.mark.waits

QUESTIONS = ("#end [data-pain]", "#end [data-legs]")


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    fake = fake_cameras()
    with browser(playwright, None, *fake) as chromium:
        yield chromium


@pytest.fixture
def patient(chromium: Browser, served: Server) -> Iterator[Tab]:
    """Asked how much it hurts, before the exercises."""
    with tab(chromium, served) as patient:
        patient.open("en", keep=False)
        patient.choose("plank")
        patient.wait_shown("pain")
        yield patient
        patient.page.locator("#finish").click()
        patient.wait_shown("done")


def ended(patient: Tab) -> None:
    """The visit, by its button."""
    patient.to_camera()
    patient.page.locator("#stop").click()
    patient.wait_shown("end")


def told_to_stop(patient: Tab, pain_now: int | None) -> None:
    """The stop stands: nothing is asked any more, and keys change nothing."""
    patient.wait("window.formcheck.state.screen.advice === 'stop'")
    assert patient.page.locator("#end-title").inner_text() == "Enough for today"
    assert "tell your therapist" in patient.page.locator("#advice").inner_text()
    for question in QUESTIONS:
        assert not patient.page.locator(question).is_visible()
    patient.page.keyboard.press("0")
    patient.page.wait_for_timeout(300)
    assert patient.state("screen")["pain_now"] == pain_now
    assert patient.page.evaluate("document.activeElement.id") == "end-title", "what is read on from"


def test_too_much_pain_before(patient: Tab) -> None:
    patient.page.locator('#pain [data-answer="8"]').click()
    patient.wait_shown("end")
    told_to_stop(patient, None)


def test_too_much_pain_after(patient: Tab) -> None:
    ended(patient)
    for answer in ("3", "9"):  # until then an answer may be mended
        for question in QUESTIONS:
            assert patient.page.locator(question).is_visible()
        patient.page.locator(f'#end [data-answer="{answer}"]').click()
        patient.wait(f"window.formcheck.state.screen.pain_now === {answer}")
    told_to_stop(patient, 9)


def test_a_leg(patient: Tab) -> None:
    ended(patient)
    patient.page.keyboard.press("1")  # might still become a 10
    patient.page.locator("#end-legs").click()
    patient.wait("window.formcheck.state.screen.advice === 'stop'")
    patient.page.wait_for_timeout(2000)
    told_to_stop(patient, None)


def test_the_next_visit_asks_again(patient: Tab) -> None:
    patient.page.locator('#pain [data-answer="8"]').click()
    patient.wait_shown("end")
    told_to_stop(patient, None)
    patient.page.locator("#finish").click()
    patient.wait_shown("done")
    patient.page.locator("#again").click()
    patient.choose("plank")
    patient.wait_shown("pain")
    patient.page.keyboard.press("2")
    patient.wait_stage("explain")
    patient.page.locator("#stop").click()
    patient.wait_shown("end")
    for question in QUESTIONS:
        assert patient.page.locator(question).is_visible()
