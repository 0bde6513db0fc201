"""The cue on the screen: the one being spoken, while its fault is there; else that of the worst fault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import Tab, browser, tab
from page_client import Server
from playwright.sync_api import Playwright

pytestmark = pytest.mark.alone

_COACH = """async (frames) => {
  const { Coach } = await import('/static/coach.js');
  const { Words } = await import('/static/words.js');
  const coach = new Coach(new Words(), { exercises: [] });
  return frames.map(([time_s, verdict, faults, said]) => {
    for (const text of said) coach.tell({ kind: 'cue', topic: text, text: `${text}!` }, time_s);
    const screen = { stage: 'perform', exercise: 'plank', time_s, faults, reason: '' };
    return coach.cue({ verdict, cue: faults[0] ?? '', remedy: 'mend', screen });
  });
}"""
Frame = tuple[float, str, list[str], list[str]]
BOTH = ["sag", "knees_bent"]


@pytest.fixture(scope="module")
def patient(playwright: Playwright, served: Server) -> Iterator[Tab]:
    with browser(playwright) as chromium, tab(chromium, served) as patient:
        patient.come_in()
        patient.wait_shown("welcome")
        yield patient


def shown(patient: Tab, *frames: Frame) -> list[str]:
    return list(patient.page.evaluate(_COACH, frames))


def test_the_spoken_cue_before_the_worst(patient: Tab) -> None:
    frames: list[Frame] = [(0, "different", BOTH, []), (1, "different", BOTH, ["knees_bent"])]
    frames += [(float(time_s), "almost", BOTH, []) for time_s in range(2, 9)]
    spoken = ["knees_bent!"] * 7  # six seconds
    assert shown(patient, *frames) == ["sag", *spoken, "sag"]


def test_a_newer_cue_takes_its_place(patient: Tab) -> None:
    frames: list[Frame] = [(0, "almost", BOTH, ["knees_bent"]), (3, "almost", BOTH, ["sag"])]
    assert shown(patient, *frames, (8, "almost", BOTH, [])) == ["knees_bent!", "sag!", "sag!"]


@pytest.mark.parametrize(
    ("verdict", "faults", "cue"),
    [("almost", ["sag"], "sag"), ("good", [], ""), ("unmeasured", [], "mend")],
    ids=["another fault", "good", "unmeasured"],
)
def test_a_break_ends_it(patient: Tab, verdict: str, faults: list[str], cue: str) -> None:
    frames: list[Frame] = [(0, "almost", BOTH, ["knees_bent"]), (1, verdict, faults, [])]
    assert shown(patient, *frames, (2, "almost", BOTH, [])) == ["knees_bent!", cue, "sag"]


def test_a_fault_that_only_the_whole_repetition_showed(patient: Tab) -> None:
    """It is spoken of after it; what is wrong in this frame is another."""
    frames: list[Frame] = [(0, "almost", ["sag"], ["knees_bent"]), (1, "good", [], [])]
    assert shown(patient, *frames) == ["sag", ""]
