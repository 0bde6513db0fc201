"""The page asks before it is left while a visit goes on, and offers to go on with one that was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Playwright

from tests.support.browser import Tab, browser, fake_cameras, tab
from tests.support.page_client import serving

pytestmark = pytest.mark.waits
FAKE = fake_cameras()


def shot(patient: Tab, name: str) -> None:
    """A picture for whoever asks for it."""
    if folder := os.environ.get("FORMCHECK_SHOTS"):
        patient.page.screenshot(path=f"{folder}/{name}.png")


def test_left_and_taken_up_again(playwright: Playwright, tmp_path: Path) -> None:
    with (
        serving(tmp_path / "visits", staged={}) as server,
        browser(playwright, None, *FAKE) as chromium,
        tab(chromium, server) as patient,
    ):
        page = patient.page
        asked: list[str] = []

        def leave(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", leave)
        patient.open("en")
        assert not page.locator("#left").is_visible(), "nothing was left"
        patient.choose("plank")
        patient.to_camera(pain=2)

        page.evaluate("history.back()")
        page.locator("#leave").wait_for()
        shot(patient, "leave")
        assert patient.state("shown") == "coach"
        page.locator("#leave [data-close]").click()
        assert not page.locator("#leave").is_visible()

        page.reload()
        assert asked == ["beforeunload"]
        page.locator("#left-go").wait_for()
        shot(patient, "left")
        page.locator("#left-go").click()
        patient.wait_stage("explain")
        assert patient.state("screen")["pain_before"] == 2, "answered before, not asked again"

        page.evaluate("history.back()")
        page.locator("#leave-stop").click()
        patient.wait_shown("end")
        page.reload()
        patient.wait_shown("welcome")
        assert asked == ["beforeunload"], "at its end a visit is kept: nothing to ask"
        assert not page.locator("#left").is_visible()
