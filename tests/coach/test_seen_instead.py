"""Somebody who does something else hears what it is, in kind words, and not more often than helps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from formcheck.coach.frame_view import FrameView
from formcheck.coach.setup_help import FIRST_REPEAT_S, MOST, SEEN_DWELL_S
from formcheck.coach.speech import PromptKind
from formcheck.judge.vocabulary import REASON_CODE, SEEN_CODE
from formcheck.scoring.plan import Plan
from formcheck.scoring.scoring import Scoring
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support import other_postures as other
from tests.support.coach_scripts import Piece, away, coach, played, rep, spoken, told, watch
from tests.support.patients import Patient
from tests.support.posture_figures import SIDE, supine
from tests.support.stick_figures import Figure, Floats, Scene, seconds

Make = Callable[[Floats], Figure]


def frames_of(exercise: str, make: Make, length_s: float = 9.0) -> Iterator[FrameView]:
    """What the coach sees of a stick figure, from its pose on."""
    return watch(Scoring(Plan(exercise=exercise)), make(seconds(length_s, 15.0)).shown(SIDE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_pose_to_the_voice(language: str) -> None:
    """On the back in place of a plank."""
    said = spoken(frames_of("plank", supine), coach("plank", language))
    text = Words(language).text("exercise.plank.seen.lying_on_back.say")
    assert [u.text for u in said if u.kind is PromptKind.HELP] == [text]


@pytest.mark.parametrize(
    ("exercise", "make", "seen"),
    [
        ("plank", other.cobra, "hips_on_floor"),
        ("plank", other.plank_with_an_arm_up, "one_arm_up"),
        ("bridge", other.wheel, "upside_down"),
        ("bridge", other.one_leg_lift, "one_leg_up"),
        ("bird-dog", other.knees_up, "knees_off_floor"),
        ("side-plank", supine, "lying_on_back"),
    ],
)
def test_each_posture_is_named(exercise: str, make: Make, seen: str) -> None:
    said = spoken(frames_of(exercise, make), coach(exercise))
    assert told(said, PromptKind.HELP)[:1] == [f"seen.{seen}"]


def test_a_leg_kick_is_spoken_of_when_it_has_ended() -> None:
    said = spoken(watch(Scoring(Plan(exercise="bird-dog")), other.leg_kicks(seconds(9.0)).shown(Scene())),
                  coach("bird-dog", hold_s=0.0, reps=5))  # fmt: skip
    assert "seen.hands_stay" in told(said, PromptKind.HELP)


def test_getting_into_position_is_not_spoken_of() -> None:
    short = Piece(SEEN_DWELL_S - 0.5, "transition", reason="wrong_posture", seen="lying_on_belly")
    coming = away(9.0, seen="standing")
    assert told(spoken(played([short, coming, short])), PromptKind.HELP) == []


def test_it_is_said_again_after_a_while_and_not_for_ever() -> None:
    said = [u for u in spoken(played([away(600.0, seen="lying_on_back")])) if u.kind is PromptKind.HELP]
    assert len(said) == MOST
    gaps = [b.time_s - a.time_s for a, b in pairwise(said)]
    assert gaps[0] >= FIRST_REPEAT_S
    assert all(late > early for early, late in pairwise(gaps))


def test_a_visit_tells_it_where_the_position_is_taken_up() -> None:
    patient = Patient()
    patient.to_the_mat()
    screen = patient.does(away(12.0, seen="lying_on_back"))
    assert screen.seen == "lying_on_back"
    assert patient.heard("exercise.plank.seen.lying_on_back.say")


def test_a_pause_is_left_in_peace() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(3.0, calibrated=False), Piece(6.0))
    assert patient.does(away(12.0, seen="lying_on_belly")).stage == "pause"
    assert not patient.heard("exercise.plank.seen.lying_on_belly.say")
    patient.does(away(8.0, seen="one_leg_up"))  # no rest
    assert patient.heard("seen.one_leg_up.say")


def test_a_movement_that_was_another_one_is_not_spoken_of_late() -> None:
    ended = rep(2.0, kind="attempt", measured=False)
    ended = replace(ended, reason=REASON_CODE["wrong_posture"], seen=SEEN_CODE["hands_stay"])
    frames = played([Piece(2.0, "rest"), Piece(20.0, "rest")])
    frames[30] = frames[30]._replace(outcomes=(ended,))
    said = [u for u in spoken(frames, coach("bird-dog", hold_s=0.0, reps=5)) if u.topic == "seen.hands_stay"]
    assert len(said) == 1
    assert said[0].time_s < frames[30].time_s + 3.0
