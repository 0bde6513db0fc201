"""A visit with eyes closed: Chromium without a voice of its own, listened to where sound leaves it.

``python -m tests.support.eyes_closed [nl|en]`` prints the visit sentence by sentence, with what was audible.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Playwright, sync_playwright

from formcheck.voice.decode import GAP_S, RATE, joined
from formcheck.voice.recordings import recorded
from tests.support.browser import Tab, browser, tab
from tests.support.page_client import serving

EAR = Path(__file__).with_name("eavesdrop.js").read_text("utf-8")
SILENT = 0.004
"""Root mean square of what counts as silence; speech of the recordings has 0.05 and more."""
EAR_SAMPLES = RATE // 25
"""A listening: about what eavesdrop.js hears at a time."""
PROGRAMME = """
[[items]]
exercise = "plank"
sets = 1
hold_s = 20
"""
FEW_PICTURES = ("--use-fake-device-for-media-stream=device-count=1,fps=6", "--use-fake-ui-for-media-stream")
"""The poses are staged, so that few pictures do; each costs time."""
TAKES_S = 44
"""Seconds from the answer about pain until the last set is over, at least."""
_ASKED = "(({text, ends}) => text.includes('10?') && ends > 0)(window.formcheck.state.said.at(-1))"
"""The last sentence asks about pain."""
STAGED = {"clip": "plank_sag", "from_s": 3.2, "to_s": 23.0}
"""As long as the hold: whenever it begins, the hips sag in it."""
SMALL = {"width": 480, "height": 400}


class Heard(NamedTuple):
    """One sentence, or a tone.

    Attributes:
        text: the sentence, or the name of the tone in brackets.
        at_s: it began then, seconds after the first one.
        by: "packaged", "own", "browser", "tone", or "" where only the caption was shown.
        long_s: from its beginning to its end, seconds.
        recorded_s: length of its recording; 0 of a tone.
        audible_s: of this time it was louder than silence. A busy machine listens less often and its sound
            stutters: less is then heard than was said.
        silent_s: the longest time in which the ear heard nothing at each listening.
        pause_s: the longest pause in the recording itself; 0 of a tone.
    """

    text: str
    at_s: float
    by: str
    long_s: float
    recorded_s: float
    audible_s: float
    silent_s: float
    pause_s: float

    @property
    def line(self) -> str:
        """A line of the transcript."""
        return (
            f"{self.at_s:6.1f} s  {self.by:8}  recorded {self.recorded_s:4.2f} s"
            f"  audible {self.audible_s:4.2f} s  {self.text}"
        )


class Visit(NamedTuple):
    """What was heard, what was shown, and the times of all recordings that were played, in milliseconds."""

    heard: list[Heard]
    captions: list[str]
    played: list[tuple[float, float]]
    tones: list[str]


def eyes_closed(playwright: Playwright, folder: Path, lang: str) -> Visit:
    """Do a plank whose hips sag for a while; nothing is pressed from the answer about pain to the end."""
    programme = folder / "short.toml"
    programme.write_text(PROGRAMME, "utf-8")
    with (
        serving(folder / "visits", "--programme", str(programme), staged=STAGED) as server,
        browser(playwright, None, *FEW_PICTURES) as chromium,
        tab(chromium, server, viewport=SMALL) as patient,
    ):
        patient.page.add_init_script(EAR)
        patient.open(lang, keep=False)
        patient.page.evaluate("localStorage.removeItem('formcheck.sound')")
        patient.choose("plank")
        _ask(patient)
        patient.wait(_ASKED)
        patient.page.locator('#pain [data-answer="2"]').click()
        patient.page.wait_for_timeout(1000 * TAKES_S)
        patient.wait_stage("end")
        patient.wait(_ASKED)
        said, sounded = patient.state("said"), patient.state("sounded")
        levels, played = patient.page.evaluate("[window.heard.levels, window.heard.played]")
        captions = patient.captions()
    heard = [_sentence(one, lang, levels) for one in said] + [_tone(one, levels) for one in sounded]
    first = min(one.at_s for one in heard)
    ordered = sorted((one._replace(at_s=one.at_s - first) for one in heard), key=lambda one: one.at_s)
    times = [(float(one["begins"]), float(one["ends"])) for one in played]
    return Visit(ordered, captions, times, [str(one["tone"]) for one in sounded])


def _ask(patient: Tab) -> None:
    """Answer whether the coach can be heard: first no, for the help, then yes."""
    patient.wait_shown("sound")
    assert not patient.page.locator("#sound-help").is_visible()
    patient.page.locator("#sound-no").click()
    assert patient.page.locator("#sound-volume").is_visible()
    patient.wait("window.formcheck.state.said.at(-1).ends > 0")
    patient.page.locator("#sound-yes").click()
    patient.wait_shown("pain")
    assert patient.page.evaluate("localStorage.getItem('formcheck.sound')") == "heard packaged"


def _sentence(said: dict[str, Any], lang: str, levels: list[tuple[float, float]]) -> Heard:
    found = recorded(lang, tuple(said["parts"])) or []
    whole = sum(one.seconds for one in found) + GAP_S * max(0, len(found) - 1)
    within = [(at / 1000, loud) for at, loud in levels if said["begins"] <= at <= said["ends"]]
    pause = _silent_s(_listened(joined([one.path for one in found])))
    by = said["by"] if said["aloud"] else ""
    begins = said["begins"] or said["at"]
    long = (said["ends"] - begins) / 1000
    return Heard(said["text"], begins / 1000, by, long, whole, _audible_s(within), _silent_s(within), pause)


def _tone(sounded: dict[str, Any], levels: list[tuple[float, float]]) -> Heard:
    begins = sounded["at"]
    within = [(at / 1000, loud) for at, loud in levels if begins <= at <= begins + 1500]
    return Heard(f"[{sounded['tone']}]", begins / 1000, "tone", 0.0, 0.0, _audible_s(within), 0.0, 0.0)


def _listened(samples: NDArray[np.int16]) -> list[tuple[float, float]]:
    """A recording as the ear hears it: seconds since its beginning, and how loud."""
    pieces = samples[: len(samples) // EAR_SAMPLES * EAR_SAMPLES].reshape(-1, EAR_SAMPLES) / 32768
    return [(i * EAR_SAMPLES / RATE, float(np.sqrt(np.mean(one**2)))) for i, one in enumerate(pieces)]


def _audible_s(levels: list[tuple[float, float]]) -> float:
    """Seconds in which something was heard."""
    return sum(b - a for (a, _), (b, loud) in pairwise(levels) if loud > SILENT)


def _silent_s(levels: list[tuple[float, float]]) -> float:
    """The longest stretch of seconds in which each listening heard nothing."""
    longest, since = 0.0, None
    for at, loud in levels:
        since = None if loud > SILENT else at if since is None else since
        longest = max(longest, 0.0 if since is None else at - since)
    return longest


def main() -> None:
    """Print the transcript of a visit."""
    lang = sys.argv[1] if len(sys.argv) > 1 else "nl"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        visit = eyes_closed(playwright, Path(folder), lang)
    print("\n".join(one.line for one in visit.heard))


if __name__ == "__main__":
    main()
