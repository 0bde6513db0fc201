"""Laws of every visit, for any frames and buttons."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from formcheck.coach.frame_view import FrameView
from formcheck.coach.programme import Programme
from formcheck.coach.speech import CUES, PromptKind, Utterance
from formcheck.coach.stages import WORKING, Button, Press
from formcheck.coach.visit import Visit
from formcheck.words.catalogue import Words
from tests.support.coach_scripts import Piece, away, coach, languages, may_cut, scripts
from tests.support.patients import BIRD_DOG, PLANK, Patient

GAP_S = 6.0
"""Issue 4."""


@pytest.mark.parametrize("ready_s", [0.2, 0.6, 1.0, 1.5, 2.0, 3.0, 5.0])
@pytest.mark.parametrize("steady_s", [0.2, 0.6, 1.5, 3.0])
def test_thanks_only_follow_the_request(ready_s: float, steady_s: float) -> None:
    """Also when the position is taken, and a reference found, during another utterance."""
    patient = Patient()
    patient.presses("start")
    patient.presses("pain", 1)
    patient.until(lambda: patient.state.stage == "position", away(0.1))
    patient.does(away(ready_s), Piece(steady_s, calibrated=False), Piece(8.0))
    texts = [u.text for u in patient.said]
    thanked = Words("en").text("coach.thanks")
    asked = {Words("en").text(f"coach.{key}") for key in ("hold_still", "ready")}
    assert thanked not in texts or asked & {*texts[: texts.index(thanked)]}
    assert patient.state.stage == "perform"


events = st.lists(
    st.one_of(
        scripts(),
        st.sampled_from(
            [
                ("start", None),
                ("next", None),
                ("pause", None),
                ("pain", 3),
                ("pain", 5),
                ("choose", 0),
                ("stop", None),
            ]
        ),
    ),
    max_size=8,
)


@settings(max_examples=20, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(events, st.lists(st.integers(0, 50), max_size=10), languages)
def test_any_visit_keeps_the_laws(
    parts: list[list[FrameView] | tuple[Button, int | None]], lengths: list[int], language: str
) -> None:
    now = 0.0
    stream: list[FrameView | Press] = [Press(0.0, "start"), *[Press(0.0, "next")] * 3]
    for part in parts:
        if isinstance(part, list):
            stream += [frame._replace(time_s=frame.time_s + now) for frame in part]
        else:
            stream.append(Press(now, *part))
        now = stream[-1].time_s + 0.1
    visit = Visit(Programme(items=(PLANK, BIRD_DOG)), Words(language))
    whole, last, end = visit.step(stream, visit.start())
    cues = [u for u in whole if u.kind in CUES]
    assert all(b.time_s - a.time_s >= GAP_S for a, b in pairwise(cues))
    for a, b in pairwise(whole):
        assert b.time_s >= a.time_s + a.seconds or may_cut(a, b)
    said: list[Utterance] = []
    state, first, screen = visit.start(), 0, None
    for length in [*lengths, len(stream)]:
        told, shown, state = visit.step(stream[first : first + length], state)
        said, first, screen = said + told, first + length, shown or screen
    assert said == whole
    assert screen == last
    assert repr(state) == repr(end)
    assert last is not None
    json.dumps(asdict(last), allow_nan=False)


@settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(scripts(), languages)
def test_cues_and_praise_only_while_working(frames: list[FrameView], language: str) -> None:
    visit = Visit(Programme(items=(PLANK,)), Words(language))
    begin = frames[0].time_s
    stream: list[FrameView | Press] = [Press(begin, "start"), *[Press(begin, "next")] * 3, *frames]
    state = visit.start()
    for event in stream:
        said, screen, state = visit.step([event], state)
        assert screen is not None
        spoken_of = [
            u
            for u in said
            if u.kind in (PromptKind.CUE, PromptKind.PRAISE, PromptKind.BREATH, PromptKind.QUIET)
        ]
        assert not spoken_of or screen.stage in WORKING


def test_no_event_no_screen() -> None:
    visit = Visit(Programme(items=(PLANK,)), Words("nl"))
    assert visit.step([], visit.start()) == ([], None, visit.start())
    assert coach().step([], visit.start().coach)[0] == []
