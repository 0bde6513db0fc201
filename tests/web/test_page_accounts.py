"""A therapist at the real server of a practice with accounts, from signing in to signing out."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from sqlalchemy import select

from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.practice.accounts import add_account, turn_accounts
from formcheck.practice.principal import Role
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from tests.support.browser import browser, tab
from tests.support.page_client import serving, store_beside
from tests.support.practice import small_practice
from tests.support.practice_people import ANNA, CATO, SECRET

pytestmark = pytest.mark.waits


def test_signing_in_a_file_and_signing_out(playwright: Playwright, tmp_path: Path) -> None:
    """By keyboard, in Dutch; nothing in the console, no request elsewhere."""
    file = tmp_path / "visits.formcheck"
    with small_practice(tmp_path / "home", patients=1, visits=1) as home, home.reading() as session:
        patient = session.scalars(select(Patient.id).where(~Patient.own)).one()
        export_visits(home, Selection(patient, everything=True), file, None)
    with VisitStore(store_beside(tmp_path / "visits")) as store, store.writing() as session:
        for login, role in ((ANNA, Role.THERAPIST), (CATO, Role.ADMINISTRATOR)):
            add_account(session, login, login.title(), role, SECRET, store.now(), given=False)
        turn_accounts(session, on=True)
    with (
        serving(tmp_path / "visits", staged={}) as server,
        browser(playwright) as chromium,
        tab(chromium, server, locale="nl-NL") as anna,
    ):
        page = anna.page
        page.goto(f"{server.base}/therapist/")
        assert page.locator("h1").inner_text() == "Aanmelden"
        for text, key in ((ANNA, "Tab"), (SECRET, "Enter")):
            page.keyboard.type(text)
            page.keyboard.press(key)
        page.wait_for_url("**/therapist/")
        assert "0 patiënten" in page.locator("#list").inner_text()
        page.goto(f"{server.base}/therapist/import")
        page.set_input_files("#files", file)
        page.locator("#import button.main").click()
        page.locator("li.taken a").click()
        page.locator("#text").fill("Gaat goed")
        page.locator("form.write button").click()
        page.get_by_text("Gaat goed").wait_for()
        page.locator(".leave button").click()
        page.wait_for_url("**/therapist/sign-in")
        page.go_back()
        assert "Gaat goed" not in page.content(), "nothing is kept in the browser"
        assert not anna.complaints
        assert not anna.abroad
