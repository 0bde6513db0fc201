"""What is seen instead of the exercise, on every way to the reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from formcheck.cli.summary_lines import summary_line
from formcheck.judge.vocabulary import NO_REASON, SEEN
from formcheck.overlay.hud import Hud
from formcheck.overlay.lines import NO_SIGNALS
from formcheck.overlay.panel import panel
from formcheck.overlay.primitives import Label
from formcheck.report.view import event_rows, missing_rows
from formcheck.scoring.result import Coverage
from formcheck.scoring.wording import as_sentence
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support import other_postures as other
from tests.support.posture_figures import SIDE, supine
from tests.support.scored import Scored, score
from tests.support.stick_figures import Figure, Floats, seconds

Make = Callable[[Floats], Figure]
TOLD = {
    "en": "not in the posture of this exercise: you lie on your back; a plank faces the floor, on both arms",
    "nl": "niet in de houding van deze oefening: je ligt op je rug; in de plank wijst je buik naar de vloer",
}


def filmed(exercise: str, make: Make) -> Scored:
    return score(make(seconds(9.0)).shown(SIDE), exercise)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_says_it(language: str) -> None:
    line = summary_line(filmed("plank", supine).result, Words(language)).plain
    assert TOLD[language] in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_it_with_the_remedy(language: str) -> None:
    words = Words(language, "plank")
    (row,) = missing_rows(filmed("plank", supine).result, words)
    assert row.why.startswith(TOLD[language])
    assert row.remedy == words.text("exercise.plank.remedy.wrong_posture")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_attempt_that_was_something_else_says_so(language: str) -> None:
    words = Words(language, "bird-dog")
    rows = event_rows(filmed("bird-dog", other.leg_kicks).result, words)
    assert rows
    assert all(words.text("seen.hands_stay.text") in row.note for row in rows)


@pytest.mark.parametrize("seen", SEEN)
def test_the_drawing_over_the_picture_shows_it(seen: str) -> None:
    words = Words("en", "plank")
    hud = Hud("unmeasured", reason="wrong_posture", phase="transition", seen=seen)
    texts = [shape.text for shape in panel(hud, words, aspect=16 / 9) if isinstance(shape, Label)]
    assert as_sentence(words.text(f"seen.{seen}.text")) in " ".join(texts)


def test_the_hud_of_a_frame_has_it() -> None:
    frames = filmed("bridge", other.wheel).frames
    assert Hud.of(frames, len(frames) - 1, NO_SIGNALS).seen == "upside_down"
    assert frames.reason[-1] != NO_REASON


def test_getting_into_position_is_not_what_is_seen_most() -> None:
    coverage = Coverage(
        measured=0.0, active_s=0.0, reasons={}, seen={"standing": 0.8, "lying_on_back": 0.15, "sitting": 0.05}
    )
    assert coverage.seen_most == "lying_on_back"
    assert Coverage(measured=0.0, active_s=0.0, reasons={}, seen={"standing": 0.8}).seen_most == "standing"
    assert Coverage(measured=0.0, active_s=0.0, reasons={}).seen_most is None
