"""The therapist's minute in a real browser: the list, a name typed, the patient without scrolling, back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Playwright

from formcheck.visits.schema import Patient
from tests.support.browser import TABLET, Tab, browser, tab
from tests.support.page_client import Server, serving, store_beside
from tests.support.practice import NOW, small_practice

pytestmark = pytest.mark.waits


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a practice of eight, and somebody whose name is markup."""
    out = tmp_path_factory.mktemp("overview") / "visits"
    with small_practice(store_beside(out), patients=8, visits=96) as store, store.writing() as session:
        session.add(Patient(name="<b>Zeno</b>", created_at=NOW - timedelta(days=30)))
    with serving(out) as server:
        server.enter()
        yield server


def names(one: Tab) -> list[str]:
    return one.page.locator(".patients tbody th a").all_inner_texts()


def in_view(one: Tab, selector: str) -> bool:
    """Whether all of something is seen without scrolling."""
    box = one.page.locator(selector).first.bounding_box()
    size = one.page.viewport_size
    assert box is not None
    assert size is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_the_plank_is_found_in_three_clicks_without_scrolling(
    playwright: Playwright, practice: Server
) -> None:
    with browser(playwright) as chromium, tab(chromium, practice, locale="en-GB") as one:
        one.come_in()
        one.page.goto(practice.base + "/therapist/")
        assert len(names(one)) == 9
        assert "<b>Zeno</b>" in names(one)
        one.page.locator("#q").press_sequentially("femke")
        one.wait("document.querySelectorAll('.patients tbody tr').length === 1")
        one.wait("location.search === '?q=femke'")  # the last letter is looked up a moment after it
        one.page.keyboard.press("Enter")  # the form gives the same, and keeps the name
        one.page.locator(".patients tbody th a").click()
        one.page.locator(".summary").wait_for()
        assert in_view(one, ".summary")
        assert in_view(one, ".pain svg")
        one.page.locator(".summary a", has_text="Front plank").click()
        assert one.page.locator(".trend svg[role=img]").count() > 4
        one.page.locator(".trend .numbers summary").first.click()
        assert one.page.locator(".trend .numbers td").first.is_visible()
        one.page.locator(".home").click()
        one.page.locator('.language button[value="nl"]').click()
        assert one.page.locator("h1").inner_text() == "Patiënten"
        with tab(chromium, practice, viewport=TABLET) as tablet:
            tablet.come_in()
            tablet.page.goto(practice.base + "/therapist/")
            for _ in range(2):
                assert tablet.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                tablet.page.locator("main a[href*='/patients/']").first.click()
                tablet.page.wait_for_load_state()  # a page without its styles yet is as wide as its tables
