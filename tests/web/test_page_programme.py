"""A therapist's programme on the first screen: held before the camera on paper, or as a file."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Playwright

from formcheck.exchange.programme_file import pack_programme, pack_programme_text
from formcheck.exchange.qr import qr_svg
from tests.exchange.test_qr import drawn, filmed
from tests.support.browser import browser, tab
from tests.support.camera_films import Film
from tests.support.page_client import serving
from tests.support.programmes import programme_content

pytestmark = pytest.mark.waits


def film_of_paper(path: Path) -> Film:
    """Somebody holds the paper with the code before the camera."""
    svg = qr_svg(pack_programme_text(programme_content()))
    assert svg is not None
    picture = cv2.cvtColor(filmed(drawn(svg), 0.9), cv2.COLOR_RGB2YUV_I420)
    head, frame = b"YUV4MPEG2 W1280 H720 F15:1 Ip C420jpeg\n", b"FRAME\n" + picture.tobytes()
    path.write_bytes(head + 2 * frame)
    return Film(path, 0, 0, 0)


def test_from_paper_and_from_a_file(playwright: Playwright, tmp_path: Path) -> None:
    film = film_of_paper(tmp_path / "film.y4m")
    with (
        serving(tmp_path / "visits", staged={}) as server,
        browser(playwright, film) as chromium,
        tab(chromium, server, locale="en-GB") as patient,
    ):
        page = patient.page
        patient.come_in()
        patient.wait_shown("welcome")
        assert not page.locator("#programme-now").is_visible()
        page.locator("#open-programme").click()
        page.locator("#programme-camera").click()
        page.locator("#programme-now").wait_for()
        assert "Your therapist's programme, here since" in page.locator("#programme-now").inner_text()
        assert page.evaluate("document.getElementById('programme-video').srcObject") is None

        other = tmp_path / "of_another.formcheck-programme"
        content = programme_content(
            patient_id="c3" * 16, programme_id="d4" * 16, content={"items": [{"exercise": "plank"}]}
        )
        other.write_bytes(pack_programme(content))
        page.locator("#open-programme").click()
        page.set_input_files("#programme-file", str(other))
        page.locator("#programme-anyway").wait_for()
        assert len(page.locator("#programme-told").inner_text()) > 20
        patient.complaints.clear()  # Chromium notes the refusal
        page.locator("#programme-anyway").click()
        patient.wait("document.querySelectorAll('#exercises input').length === 2")
