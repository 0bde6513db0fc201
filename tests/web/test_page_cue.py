"""The cue on the screen: the one being spoken, while its fault is there; else that of the worst fault.

And the question before the first exercise, which needs no visit either.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from formcheck.coach.speech import CHARACTERS_PER_S, CUE_GAP_S
from tests.support.browser import Tab, browser, tab
from tests.support.page_client import Server

pytestmark = pytest.mark.waits

_COACH = """async ([frames, more]) => {
  const { Coach } = await import('/static/coach.js');
  const { Words } = await import('/static/words.js');
  const options = await (await fetch('/options.json')).json();
  const coach = new Coach(new Words(), { ...options, ...more });
  return frames.map(([time_s, verdict, faults, said]) => {
    for (const text of said) coach.tell({ kind: 'cue', topic: text, text: `${text}!` }, time_s);
    const screen = { stage: 'perform', exercise: 'plank', time_s, faults, reason: '' };
    return coach.cue({ verdict, cue: faults[0] ?? '', remedy: 'mend', unseen: more.unseen ?? '', screen });
  });
}"""
_SAY = """async () => {
  const { Visit } = await import('/static/visit.js');
  const options = await (await fetch('/options.json')).json();
  const said = [], words = { text: (key) => key };
  const tell = (text, seconds) => said.push({ text, seconds });
  const visit = { words, coach: {}, house: { voice: { tell } },
    charactersPerS: options.characters_per_s / 2 };
  Visit.prototype.say.call(visit, 'a sentence of the page');
  return said[0].seconds;
}"""
_SILENT = """async (ways) => {
  const { SoundCheck } = await import('/static/sound-check.js');
  const { Words } = await import('/static/words.js');
  const words = new Words(), told = [], onward = [];
  await words.load('en');
  const sounds = { output: { setVolume: () => {}, volume: 1 } };
  const voice = { sounds, on: true, ways: () => ways, tell: (text) => told.push(text), hush: () => {} };
  const check = new SoundCheck(words, voice);
  check.before(() => onward.push('first'));
  const shown = [...document.querySelectorAll('#sound :is(h1, button)')]
    .filter((one) => one.checkVisibility()).map((one) => one.textContent);
  document.getElementById(ways.length ? 'sound-yes' : 'sound-without').click();
  check.before(() => onward.push('again'));
  return [shown, told, onward];
}"""
_WAYS = """async (cases) => {
  const { Voice } = await import('/static/voice.js');
  const voice = new Voice(() => {});
  voice.lang = 'nl';
  voice.sounds.index = { own: { a: 'own/a' }, packaged: { a: 'a', b: 'b' }, tones: [] };
  return cases.map(({ voices, parts, more }) => {
    voice.browser.synthesis = { getVoices: () => voices };
    Object.assign(voice, { recorded: false }, more);
    return voice.ways(parts);
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


def shown(patient: Tab, *frames: Frame, **options: float | str) -> list[str]:
    return list(patient.page.evaluate(_COACH, [frames, options]))


def test_the_spoken_cue_before_the_worst(patient: Tab) -> None:
    frames: list[Frame] = [(0, "different", BOTH, []), (1, "different", BOTH, ["knees_bent"])]
    frames += [(float(time_s), "almost", BOTH, []) for time_s in range(2, 9)]
    assert CUE_GAP_S == 6
    assert shown(patient, *frames) == ["sag", *["knees_bent!"] * 7, "sag"]
    assert shown(patient, *frames, cue_gap_s=3) == ["sag", *["knees_bent!"] * 4, *["sag"] * 4]


def test_the_page_says_its_own_sentences_at_the_pace_of_the_coach(patient: Tab) -> None:
    """Here at half of it, since the page is told and knows none by itself."""
    assert patient.page.evaluate(_SAY) == 2 * len("a sentence of the page") / CHARACTERS_PER_S


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


def test_good_as_far_as_seen_says_what_is_not_seen(patient: Tab) -> None:
    frames: list[Frame] = [(0, "good", [], []), (1, "almost", ["sag"], [])]
    assert shown(patient, *frames, unseen="not your back") == ["not your back", "sag"]


def test_where_nothing_can_be_heard_that_is_said_before_the_first_exercise(patient: Tab) -> None:
    """Asked once: a yes is remembered, and so is, until the page is loaded anew, going on without sound."""
    shown, told, onward = patient.page.evaluate(_SILENT, [])
    assert shown == ["I cannot talk here", "Go on without sound"]
    assert (told, onward) == ([], ["first", "again"])
    shown, told, onward = patient.page.evaluate(_SILENT, ["browser"])
    assert shown == ["Can you hear me?", "Once more", "No", "Yes, I hear you"]
    assert (told, onward) == (["Can you hear me? Then we can begin."], ["first", "again"])


def test_the_therapist_before_a_voice_of_this_computer_before_the_package(patient: Tab) -> None:
    local = {"localService": True, "lang": "nl-NL"}
    others = [{"localService": False, "lang": "nl-NL"}, {"localService": True, "lang": "en-GB"}]
    cases: list[tuple[list[dict[str, object]], list[str], dict[str, bool], list[str]]] = [
        ([local], ["a"], {}, ["own", "browser", "packaged"]),
        ([local], ["a", "b"], {}, ["browser", "packaged"]),
        (others, ["b"], {}, ["packaged"]),
        ([local], ["b"], {"recorded": True}, ["packaged"]),
        ([local], ["c"], {"recorded": True}, ["browser"]),
        (others, ["b", "c"], {}, []),
    ]
    asked = [{"voices": voices, "parts": parts, "more": more} for voices, parts, more, _ in cases]
    assert patient.page.evaluate(_WAYS, asked) == [ways for *_, ways in cases]
