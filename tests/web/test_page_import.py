"""Files dropped on the page in a browser: a locked one stays chosen until its passphrase is right."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from sqlalchemy import select

from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.visits.schema import Patient
from tests.support.age_format import locked
from tests.support.browser import browser, tab
from tests.support.exchange_files import file_of, members_of
from tests.support.page_client import serving
from tests.support.practice import small_practice

pytestmark = pytest.mark.waits

SECRET = "zeven groene fietsen"
_DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  const how = { dataTransfer: carried, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", how));
}"""


def test_files_are_dropped_on_the_page(tmp_path: Path, playwright: Playwright) -> None:
    path = tmp_path / "anna.formcheck"
    with small_practice(tmp_path / "home", patients=1, visits=2) as home:
        with home.reading() as session:
            patient = session.scalars(select(Patient)).one()
        export_visits(home, Selection(patient.id, recordings=False), path)
    closed = tmp_path / "closed.formcheck"
    closed.write_bytes(locked(file_of(members_of(path.read_bytes())), SECRET))
    with (
        serving(tmp_path / "visits", staged={}) as server,
        browser(playwright) as chromium,
        tab(chromium, server, locale="en-GB") as one,
    ):
        one.come_in()
        page = one.page
        page.goto(f"{server.base}/therapist/import")
        page.set_input_files("#files", [closed, tmp_path / "anna.formcheck"])
        page.click("button.main")
        page.locator("#outcome .asks").wait_for()
        assert "2 new visits" in page.inner_text("#outcome .taken")
        one.wait("document.getElementById('files').files.length === 1")
        page.keyboard.type("wrong")  # the field has the focus
        page.keyboard.press("Enter")
        page.locator("#outcome .asks", has_text="not the passphrase").wait_for()
        page.keyboard.type(SECRET)
        page.keyboard.press("Enter")
        page.locator("#outcome .taken", has_text="were here already").wait_for()
        one.wait("document.getElementById('files').files.length === 0")
        page.evaluate(_DROP, ["letter.pdf", base64.b64encode(b"%PDF-1.7").decode()])
        page.locator("#outcome .refused", has_text="not a file of visits").wait_for()
        page.reload()
        assert "letter.pdf" in page.inner_text("#outcome")
        page.goto(f"{server.base}/therapist/patients/{patient.id}/programme/paper")
        page.locator(".code svg").wait_for()
