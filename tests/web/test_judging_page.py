"""Ten repetitions in a real browser: the drawing plays by itself, keys answer, no verdict is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright
from sqlalchemy import delete, select

from formcheck.visits.judgement_schema import Judgement, VerdictSeen
from formcheck.visits.store import VisitStore
from tests.support.browser import TABLET, browser, tab
from tests.support.page_client import Server, serving, store_beside
from tests.support.practice import NOW, small_practice

pytestmark = pytest.mark.waits


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, VisitStore]]:
    """A server with two patients, and its store."""
    out = tmp_path_factory.mktemp("judging") / "visits"
    with small_practice(store_beside(out), patients=2, visits=4):
        pass
    with serving(out) as server, VisitStore(store_beside(out), now=lambda: NOW) as store:
        server.enter()
        yield server, store


def test_keys_answer_and_the_drawing_plays(
    playwright: Playwright, practice: tuple[Server, VisitStore]
) -> None:
    server, store = practice
    with browser(playwright) as chromium, tab(chromium, server, locale="en-GB", viewport=TABLET) as one:
        page = one.page
        one.come_in()
        page.goto(f"{server.base}/therapist/agreement")
        page.get_by_role("button", name="Turn on").click()
        page.get_by_role("button", name="Turn off").wait_for()  # leaving at once would take the answer back
        with store.writing() as session:  # the first page after coming in may have shown some
            session.execute(delete(VerdictSeen))
        page.goto(f"{server.base}/therapist/judging")
        for number, key in enumerate("1232", 1):
            page.locator(".count", has_text=f"{number} of 10").wait_for()
            figure = page.locator("figure.replay")
            one.wait("document.querySelector('figure.replay').dataset.playing === 'true'")
            started = float(figure.get_attribute("data-time") or "nan")
            one.wait(f"Number(document.querySelector('figure.replay').dataset.time) !== {started}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert figure.locator(".caption").inner_text() == ""
            if number == 2:
                figure.locator(".play").click()  # by hand: it stays so
                one.wait("document.querySelector('figure.replay').dataset.playing === 'false'")
                page.wait_for_timeout(900)
                assert figure.get_attribute("data-playing") == "false"
            page.keyboard.press(key)
        page.locator(".count", has_text="5 of 10").wait_for()
        page.goto(f"{server.base}/therapist/agreement")
        assert page.locator(".figures-table").count() == 0
        page.get_by_text("4 judgements of visits that are hidden from you do not count yet.").wait_for()
        page.get_by_role("button", name="Turn off").click()
        page.locator(".figures-table tbody tr").nth(1).wait_for()
    with store.reading() as session:
        rows = session.scalars(select(Judgement).order_by(Judgement.given_at)).all()
    assert [row.answer for row in rows] == ["present", "absent", "unclear", "absent"]
    assert all(row.blind and row.by_lot for row in rows)
