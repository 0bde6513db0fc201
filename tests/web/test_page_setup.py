"""Before a visit: what the cards say of the doses of a therapist's programme."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.support.browser import browser, tab
from tests.support.page_client import serving

pytestmark = pytest.mark.waits

PROGRAMME = """
[[items]]
exercise = "side-plank"
{side}
[[items]]
exercise = "bird-dog"
{side}
"""
_DOSES = """() => Object.fromEntries(['side-plank', 'bird-dog'].map((name) => [name,
  document.querySelector(`input[value="${name}"]`).closest('label').querySelector('.dose').textContent]))"""


@pytest.mark.parametrize(("side", "held"), [("", True), ('side = "left"', False)])
def test_a_hold_on_one_side_is_not_asked_of_each(
    side: str, held: bool, playwright: Playwright, tmp_path: Path
) -> None:
    """Repetitions are done by both pairs of limbs, whichever side faces the camera."""
    path = tmp_path / "one.toml"
    path.write_text(PROGRAMME.format(side=side), encoding="utf-8")
    more = ("--programme", str(path))
    with (
        serving(tmp_path / "visits", *more, staged={}) as server,
        browser(playwright) as chromium,
        tab(chromium, server) as patient,
    ):
        patient.open("en")
        doses = patient.page.evaluate(_DOSES)
    assert ("side" in doses["side-plank"]) is held, doses
    assert "side" in doses["bird-dog"], doses
