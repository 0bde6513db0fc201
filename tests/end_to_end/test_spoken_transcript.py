"""What a patient hears in a plank with a sag: a sample video's poses through the core and the visit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.cases import cases
from benchmarks.accuracy.measure import measure
from benchmarks.accuracy.product import Outcome
from formcheck.coach.programme import Item, Programme
from formcheck.coach.speech import PromptKind, Utterance
from formcheck.coach.stages import Button
from formcheck.live_visit.visit import LiveVisit
from formcheck.media.frame import Frame
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.store.recording import read_recording
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support.sample_truth import Score, samples
from tests.support.stick_figures import rows as taken

ANNOUNCED_S = 1.5
"""A fault is announced this soon after its true start (issue 4)."""
PRAISED_S = 2.5
"""Praise comes this soon after the true end: a call of half time that the fault held back may come first."""
ITEM = Item(exercise="plank", sets=1, hold_s=20)
BEFORE_S, AFTER_S = 20.0, 76.0
"""The recording has no walking to the mat: its first and last frame stand for that."""
AFTER_FPS = 5
"""Nothing moves any more."""


@pytest.fixture(scope="module")
def plank_sag(score_once: Score) -> Outcome:
    return score_once(samples()["plank_sag"].video, "plank")


@pytest.fixture(scope="module")
def heard(plank_sag: Outcome) -> dict[str, list[Utterance]]:
    """By language, all that is said; times are those of the video."""
    track, _ = read_recording(plank_sag.recording)
    wait, stay = (np.arange(1, round(fps * s)) / fps for fps, s in ((15, BEFORE_S), (AFTER_FPS, AFTER_S)))
    first, last = np.zeros(len(wait), int), np.full(len(stay), len(track) - 1)
    rows = np.concatenate([first, np.arange(len(track)), last])
    times = np.concatenate([wait - wait[-1] - 1 / 15, track.time, track.time[-1] + stay]) + BEFORE_S
    film = replace(taken(track, rows), time=times)
    width, height = film.size
    picture = np.broadcast_to(np.zeros(3, np.uint8), (height, width, 3))
    presses: dict[float, tuple[Button, int | None]] = {
        BEFORE_S - 17: ("start", None),
        BEFORE_S - 14: ("pain", 2),
    }
    said: dict[str, list[Utterance]] = {}
    for language in LANGUAGES:
        visit = LiveVisit(Programme(items=(ITEM,)), language, FakePoseEstimator(film))
        said[language] = []
        for time in times.tolist():
            for at in [at for at in presses if time - 1 / 15 <= at < time]:
                visit.press(*presses[at])
            update = visit.frame(Frame(picture, time))
            assert update is not None
            said[language] += [u._replace(time_s=u.time_s - BEFORE_S) for u in update.said]
        visit.close()
        print(f"\n{language}")
        for u in said[language]:
            print(f"{u.time_s:7.2f} s  {u.kind.value:6}  {u.text}")
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sag_is_the_one_thing_spoken_of_and_its_correction_praised(
    heard: dict[str, list[Utterance]], language: str
) -> None:
    fault = samples()["plank_sag"].truth.faults[0]
    told = [u for u in heard[language] if u.kind in (PromptKind.CUE, PromptKind.PRAISE)]
    assert [(u.kind, u.topic) for u in told] == [(PromptKind.CUE, "sag"), (PromptKind.PRAISE, "")]
    assert fault.start_s < told[0].time_s < fault.end_s
    assert abs(told[1].time_s - fault.end_s) < PRAISED_S


def test_the_sag_is_announced_soon_after_its_true_start(
    heard: dict[str, list[Utterance]], plank_sag: Outcome, shared: Path
) -> None:
    case = next(c for c in cases(shared) if c.name == "plank_sag")
    (sag,) = measure(case, plank_sag).labelled
    assert sag.begins_s is not None, "the truth's own signal leaves the green band"
    for said in heard.values():
        (cue,) = [u for u in said if u.kind is PromptKind.CUE]
        print(f"true start {sag.begins_s:.2f} s, announced {cue.time_s:.2f} s")
        assert 0 < cue.time_s - sag.begins_s <= ANNOUNCED_S


def test_both_languages_tell_the_same(heard: dict[str, list[Utterance]]) -> None:
    dutch, english = ([(u.kind, u.topic) for u in heard[language]] for language in LANGUAGES)
    assert sorted(dutch) == sorted(english)


def test_the_visit_goes_from_the_camera_to_the_last_word(heard: dict[str, list[Utterance]]) -> None:
    words = Words("en")
    texts = [u.text for u in heard["en"]]
    keys = ("exercise.plank.start", "coach.side", "coach.camera.check", "coach.thanks", "fault.sag.cue",
            "praise.corrected", "coach.paused", "coach.done", "end.next")  # fmt: skip
    at = [texts.index(words.text(key)) for key in keys]
    assert at == sorted(at)
    assert texts[-1] == words.text("coach.pain")
