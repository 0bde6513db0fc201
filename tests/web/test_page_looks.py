"""Every screen on a laptop and on a tablet held upright: nothing cut off, large enough, named for readers.

With FORMCHECK_SCREENSHOTS=DIR the pictures are put there, to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from formcheck.exercises import exercise_names, get_exercise
from formcheck.overlay.overlay_spec import overlay_spec_of
from formcheck.scoring.wording import unread_text
from formcheck.words.catalogue import Lang, Words
from tests.support.browser import LAPTOP, TABLET, Tab, browser, tab
from tests.support.camera_films import Film, make_film
from tests.support.page_client import Server, serving

pytestmark = pytest.mark.waits

PATIENTS_SHARE = 0.04
"""Of the screen's height: the least for a text that is read from the mat
(docs/clinical.md#cues-and-legibility)."""


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    staged = {"clip": "birddog_reps_side", "from_s": 17.0, "to_s": 31.5}
    with serving(tmp_path_factory.mktemp("looks") / "visits", staged=staged) as server:
        yield server


@pytest.fixture(scope="module")
def chromium(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, root: Path
) -> Iterator[Browser]:
    clip = root / "sample_videos" / "bird_dog_over_lift.mp4"
    film: Film = make_film(clip, tmp_path_factory.mktemp("film") / "film.y4m", lead_s=0, end_s=2)
    with browser(playwright, film) as chromium:
        yield chromium


_LAYOUT = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const cut = [...document.querySelectorAll('h1, h2, p, button, legend, label span, li, strong')]
    .filter((e) => e.checkVisibility() && e.textContent.trim() && !e.closest('.unseen'))
    .filter((e) => { const r = e.getBoundingClientRect(); return r.left < -1 || r.right > innerWidth + 1; })
    .map((e) => e.textContent.trim().slice(0, 40));
  cut.push(...[...document.querySelectorAll('.panel')].filter((e) => e.checkVisibility())
    .filter((e) => e.scrollHeight > e.clientHeight + 2).map((e) => e.className + ' below'));
  const small = [...document.querySelectorAll('button, select')]
    .filter((e) => e.checkVisibility())
    .filter((e) => { const r = e.getBoundingClientRect(); return r.width < 24 || r.height < 24; })
    .map((e) => e.id || e.textContent.trim());
  const nameless = [...document.querySelectorAll('button, select, input, svg[role=img], video')]
    .filter((e) => e.checkVisibility())
    .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
    .map((e) => e.outerHTML.slice(0, 80));
  return { wide, cut, small, nameless, headings: [...document.querySelectorAll('h1')]
    .filter((e) => e.checkVisibility()).length };
}"""
_LARGE = """(ids) => Object.fromEntries(ids.map((id) => document.getElementById(id))
  .filter((e) => e.checkVisibility() && e.textContent.trim())
  .map((e) => [e.id, parseFloat(getComputedStyle(e).fontSize) / innerHeight]))"""

LARGE = ["caption", "cue", "verdict", "dial-number", "coach-title"]

_LONGEST = """({ cues, book, watching }) => {
  const [panel, cue, verdict] = ['.panel', '#cue', '#verdict'].map((what) => document.querySelector(what));
  document.getElementById('book-text').textContent = book;
  document.getElementById('watching').textContent = watching;
  return cues.filter(([text, word, helps]) => {
    document.getElementById('book').hidden = false;
    verdict.querySelector('strong').textContent = word;
    verdict.setAttribute('data-seen', helps ? 'part' : 'whole');
    cue.textContent = text;
    cue.classList.toggle('why', helps);
    return panel.scrollHeight > panel.clientHeight + 2;
  });
}"""
"""Which sentences do not fit beside the longest of all else that can stand there; no frame comes between."""

_IN_SIGHT = """(what) => {
  const seen = document.querySelector(what), r = seen.getBoundingClientRect();
  const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
  const edges = [[r.left + 3, y], [r.right - 3, y], [x, r.top + 3], [x, r.bottom - 3]];
  return edges.every((at) => seen.contains(document.elementFromPoint(...at)));
}"""
_SCROLL_TO = "(what) => document.querySelector(what).scrollIntoView({ block: 'center' })"
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_IN = """async (lang) => {
  const { Words } = await import('/static/words.js');
  await new Words().load(lang); // the next frame says it in the visit's language again
  return document.getElementById('end-title').textContent;
}"""


def in_each_size(patient: Tab, name: str) -> Iterator[str]:
    """The screen on a tablet, then on a laptop; a picture of each where that is wanted."""
    folder = os.environ.get("FORMCHECK_SCREENSHOTS")
    for device, size in (("tablet", TABLET), ("laptop", LAPTOP)):
        patient.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        patient.page.evaluate(_DRAWN)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            patient.page.screenshot(path=str(Path(folder) / f"{device}-{name}.png"))
        yield f"{device}-{name}"


def longest(lang: Lang) -> dict[str, Any]:
    """What takes most room in an exercise: cues, what mends a frame, and the longest of the rest."""
    words = Words(lang)
    texts = words.export()
    helps = {text for key, text in texts.items() if key.endswith(".say")}
    cues = {text for key, text in texts.items() if key.endswith(".cue")} - helps
    different, partly = (
        words.text("verdict.different"),
        words.text("seen.word", word=words.text("verdict.good")),
    )
    beside = [(text, different, False) for text in sorted(cues)] + [
        (text, partly, True) for text in sorted(helps)
    ]
    return {
        "cues": [*beside, *sorted(unread(words))],
        "book": words.text("page.book.blind", object=words.text("object.glass_of_water")),
        "watching": words.text("page.watching.few", fps="12"),
    }


def unread(words: Words) -> set[tuple[str, str, bool]]:
    """What stands there where a line was not read: the sentence under the word, and the word."""
    found = set()
    for name in exercise_names():
        own = words.of(name)
        for fault, _ in overlay_spec_of(get_exercise(name).spec, None).lines.mains:
            found.add((own.text(f"fault.{fault}.unseen"), unread_text((fault,), own), True))
            found.add((own.text("seen.reference"), unread_text((fault,), own, yet=True), True))
    return found


def look(patient: Tab, name: str) -> None:
    """Check a screen."""
    for where in in_each_size(patient, name):
        found: dict[str, Any] = patient.page.evaluate(_LAYOUT)
        assert found == {"wide": found["wide"], "cut": [], "small": [], "nameless": [], "headings": 1}, where
        assert found["wide"] <= 0, f"{where} scrolls sideways"


@pytest.mark.parametrize(("lang", "size"), [("nl", LAPTOP), ("en", TABLET)], ids=["nl", "en"])
def test_every_screen(chromium: Browser, looked_at: Server, lang: Lang, size: dict[str, int]) -> None:
    """The page is opened on one of them; each of its screens is looked at on both."""
    where, locale = lang, "nl-NL" if lang == "nl" else "en-GB"
    with tab(chromium, looked_at, viewport=size, locale=locale, reduced_motion="reduce") as patient:
        patient.come_in()
        patient.wait_shown("welcome")
        assert patient.page.locator("html").get_attribute("lang") == lang, "the browser's"
        look(patient, f"{where}-1-welcome")
        patient.page.locator("#welcome-next").click()
        look(patient, f"{where}-2-safety")
        patient.page.locator("#open-flags").click()
        patient.page.locator("#flags").wait_for()
        look_at_dialog(patient, f"{where}-3-flags")
        patient.page.locator("#flags [data-close]").click()
        patient.page.locator("#safety-no").click()
        look(patient, f"{where}-3-ever")
        check_asked_first(patient, where)
        look(patient, f"{where}-4-choose")
        patient.page.evaluate("localStorage.removeItem('formcheck.sound')")
        patient.choose("bird-dog")
        patient.wait_shown("sound")
        look(patient, f"{where}-4-sound")
        patient.page.locator("#sound-no").click()
        look(patient, f"{where}-4-sound-help")
        patient.page.locator("#sound-yes").click()
        patient.wait_shown("pain")
        look(patient, f"{where}-5-pain")
        patient.page.locator('#pain [data-answer="2"]').click()
        patient.wait_stage("explain")
        look(patient, f"{where}-6-explain")
        patient.page.locator("#next").click()
        patient.wait_stage("perform")
        patient.wait("!!document.querySelector('#caption').textContent")
        patient.wait("document.querySelector('#verdict').checkVisibility()")
        look(patient, f"{where}-7-perform")
        for at in in_each_size(patient, f"{where}-7-perform"):
            shares = patient.page.evaluate(_LARGE, LARGE)
            assert {"caption", "verdict", "dial-number"} <= set(shares), at
            assert min(shares.values()) >= PATIENTS_SHARE, (at, shares)
        for at in in_each_size(patient, f"{where}-7-longest"):
            assert patient.page.evaluate(_LONGEST, longest(lang)) == [], at
        patient.page.locator("#pause").click()
        patient.wait_stage("pause")
        look(patient, f"{where}-8-pause")
        patient.page.locator("#stop").click()
        patient.wait_stage("end")
        check_stopped(patient, lang)
        look(patient, f"{where}-9-end")
        patient.page.locator("#finish").click()
        patient.wait_shown("done")
        patient.page.locator("#kept-open").wait_for()
        look(patient, f"{where}-10-done")


@pytest.fixture(scope="module")
def long_visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("long")
    items = [f'[[items]]\nexercise = "{name}"\nsets = 1\n' for name in (*exercise_names(), "bridge")]
    (folder / "long.toml").write_text("".join(items), encoding="utf-8")
    with serving(
        folder / "visits", "--programme", str(folder / "long.toml"), staged={"begun": True}
    ) as server:
        yield server


@pytest.mark.parametrize(("letters", "size"), [("1", LAPTOP), ("1.5", TABLET)], ids=["1", "1.5"])
def test_the_end_of_a_long_visit(
    chromium: Browser, long_visit: Server, letters: str, size: dict[str, int]
) -> None:
    """The way on is in sight, above what is being said, and everything else can be scrolled to."""
    name = letters
    with tab(chromium, long_visit, viewport=size, reduced_motion="reduce") as patient:
        patient.page.add_init_script(f"localStorage.setItem('formcheck.size', '{letters}')")
        patient.open("nl", keep=False)
        patient.choose("programme")
        patient.wait_shown("pain")
        patient.page.locator("#pain-skip").click()
        for _ in range(100):
            patient.page.evaluate("document.getElementById('next').click()")
            patient.page.wait_for_timeout(50)
            if patient.state("stage") == "end":
                break
        patient.wait_shown("end")
        assert patient.page.locator("#summary li").count() >= len(exercise_names()) + 1
        patient.wait("!!document.querySelector('#caption').textContent")
        look(patient, f"{name}-end-long")
        for where in in_each_size(patient, f"{name}-end-long"):
            if letters == "1":
                for button in ("#finish", "#end [data-legs]"):
                    assert patient.page.evaluate(_IN_SIGHT, button), (where, button)
            for answer in ("0", "10"):
                button = f'#end [data-answer="{answer}"]'
                patient.page.evaluate(_SCROLL_TO, button)
                assert patient.page.evaluate(_IN_SIGHT, button), (where, button)
            patient.page.evaluate("scrollTo(0, 0)")
        for where, answer in zip(in_each_size(patient, f"{name}-end-long"), ("0", "10"), strict=True):
            patient.page.locator(f'#end [data-answer="{answer}"]').click()
            patient.wait(f"window.formcheck.state.screen.pain_now === {answer}")
            patient.wait("document.getElementById('advice').checkVisibility()")
            assert patient.page.evaluate(_IN_SIGHT, "#advice"), f"{where}: what follows is read at once"
        look(patient, f"{name}-end-long-answered")
        patient.page.locator("#finish").click()
        patient.wait_shown("done")
        patient.wait("!!document.querySelector('#kept p')")


def check_stopped(patient: Tab, lang: str) -> None:
    """The heading says what the voice says, in every language that is put on the page."""
    stopped = {"nl": "We stoppen hier.", "en": "We stop here."}
    assert patient.page.locator("#end-title").inner_text() == stopped[lang]
    for put in ("en" if lang == "nl" else "nl", lang):
        assert patient.page.evaluate(_IN, put) == stopped[put]


def check_asked_first(patient: Tab, where: str) -> None:
    """What is not to be acted on at once leads to a question to the therapist, not to an emergency."""
    for end in ("[data-close]", "#ask-onward"):
        patient.page.locator("#ever-yes").click()
        patient.page.locator("#ask").wait_for()
        assert "112" not in patient.page.locator("#ask").inner_text()
        look_at_dialog(patient, f"{where}-3-ask")
        patient.page.locator(f"#ask {end}").click()
    patient.wait_shown("choose")


def look_at_dialog(patient: Tab, name: str) -> None:
    """A window over the page: it holds the focus, and its own heading."""
    for where in in_each_size(patient, name):
        assert patient.page.evaluate("!!document.activeElement?.closest('dialog[open]')"), where
        assert patient.page.locator("dialog[open] h1").inner_text()
