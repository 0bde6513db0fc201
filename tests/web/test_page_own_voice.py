"""The therapist's own voice, from the microphone to the patient's ear: recorded, handed over, heard first."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from formcheck.coach.programme import Item, Programme
from formcheck.visits.programmes import add_version
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from formcheck.voice.sentences import digest_of, sentences
from tests.support.browser import TABLET, Tab, browser, fake_cameras, tab
from tests.support.page_client import serving, store_beside
from tests.support.practice import NOW

pytestmark = pytest.mark.waits
PAIN, START = "coach.pain", "exercise.plank.start"
TEXT = {one.key: one.text for one in sentences("en")}

FETCHED = """Object.fromEntries(performance.getEntriesByType('resource')
    .filter((one) => one.name.includes('/voice/own/'))
    .map((one) => [one.name.split('/').at(-1), one.responseStatus]))"""
"""The therapist's recordings that the page fetched, and how the server answered."""


def state_of(one: Tab, key: str) -> str:
    return str(one.page.locator(f'.sentences li[data-key="{key}"]').get_attribute("data-state"))


def record(one: Tab, key: str, *, by_keys: bool) -> None:
    """Record a sentence, and save it."""
    page = one.page
    page.locator(f'.sentences li[data-key="{key}"] .pick').click()
    assert page.locator("#sentence").inner_text() == TEXT[key]
    assert not page.locator("#save").is_enabled()
    page.keyboard.press("Space") if by_keys else page.locator("#record").click()
    page.locator(".recorder.on").wait_for()
    page.wait_for_timeout(1600)  # the microphone of Chromium beeps once a second
    page.keyboard.press("Space") if by_keys else page.locator("#record").click()
    page.locator(".recorder.holds").wait_for()
    assert state_of(one, key) == "open", "nothing is kept before it is saved"
    page.keyboard.press("Enter") if by_keys else page.locator("#save").click()
    page.locator(f'.sentences li[data-key="{key}"][data-state="recorded"]').wait_for()


def test_from_the_microphone_to_the_patient(playwright: Playwright, tmp_path: Path) -> None:
    out, file = tmp_path / "visits", tmp_path / "plank.formcheck-programme"
    with VisitStore(store_beside(out), now=lambda: NOW) as store, store.writing() as session:
        patient = Patient(name="Piet", lang="en", created_at=NOW)
        session.add(patient)
        session.flush()
        add_version(session, patient.id, Programme(items=(Item(exercise="plank"),)), NOW)
    with serving(out, staged={}) as server, browser(playwright, None, *fake_cameras()) as chromium:
        address = f"{server.base}/therapist/patients/{patient.id}/programme"
        with tab(chromium, server, locale="en-GB", viewport=TABLET) as therapist:
            therapist.come_in()
            page = therapist.page
            page.goto(address)
            page.get_by_text("In my voice").click()
            page.locator("#recorder").wait_for()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate("!document.querySelector('#off').checkVisibility()"), "no microphone unasked"
            record(therapist, START, by_keys=False)
            record(therapist, PAIN, by_keys=True)
            assert page.locator("#recorded").inner_text().startswith("2 of ")
            page.locator("#off").click()
            with page.expect_download() as download:
                page.locator("#give a.button").click()
            download.value.save_as(file)
            page.locator(".yours a", has_text="All sentences of all exercises").click()
            page.locator(".yours summary").click()
            page.locator(".yours .hard").click()
            page.get_by_text(
                "2 recordings were deleted."
            ).wait_for()  # the patient has them in the file alone
        with tab(chromium, server, locale="en-GB") as heard:
            heard.come_in()
            heard.page.locator("#open-programme").click()
            heard.page.set_input_files("input[name=file]", str(file))
            heard.page.locator("#open button.main").click()
            heard.wait_shown("welcome")
            heard.open("en", keep=False)
            heard.choose("plank")
            said = "window.formcheck.state.said"
            for text in (TEXT[PAIN], TEXT[START]):
                if text == TEXT[START]:
                    heard.page.locator('#pain [data-answer="2"]').click()
                heard.wait(f"{said}.some((one) => one.text === {text!r} && one.by === 'own' && one.ends)")
                assert text in heard.captions(), "the caption stays"
            heard.wait(f"{said}.some((one) => one.by === 'packaged' && one.begins)")
            wanted = {digest_of("en", TEXT[key]): 200 for key in (PAIN, START)}
            assert heard.page.evaluate(FETCHED) == wanted
