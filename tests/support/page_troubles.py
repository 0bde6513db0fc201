"""A plank before the page that something happens to."""

from __future__ import annotations

from tests.support.browser import Tab

HELD = {"clip": "plank_good", "from_s": 5.0, "to_s": 20.0}
"""The server sees somebody who stays in the plank, whatever the camera shows."""


def working(patient: Tab, *, keep: bool = False) -> None:
    """A plank that is going on."""
    patient.open("en", keep=keep)
    patient.choose("plank")
    patient.to_camera()
    patient.wait_stage("perform")


def hold_s(patient: Tab) -> float:
    return float(patient.state("screen")["hold_s"])


def goes_on(patient: Tab, seconds: float = 1.0) -> None:
    """The clock of the hold runs."""
    before = hold_s(patient)
    patient.wait(f"window.formcheck.state.screen.hold_s > {before + seconds}")


def troubled(patient: Tab, kind: str) -> tuple[str, str]:
    """The trouble is shown, and said; gives title and text."""
    patient.wait(f"window.formcheck.state.trouble === {kind!r}")
    patient.wait_shown("trouble")
    title = patient.page.locator("#trouble-title").inner_text()
    text = patient.page.locator("#trouble-text").inner_text()
    assert len(title) > 8
    assert len(text) > 15
    return title, text
