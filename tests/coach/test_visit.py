"""A visit without hands, from the camera check to the end."""

from __future__ import annotations

import pytest

from formcheck.coach.programme import Item
from formcheck.words.catalogue import Words
from tests.support.coach_scripts import Piece, away
from tests.support.patients import BIRD_DOG, Patient


def test_a_whole_visit_without_buttons() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(3.0, calibrated=False), Piece(10.0), away(1.0))
    screen = patient.does(away(15.0))
    assert (screen.stage, screen.set, screen.sets) == ("rest", 2, 2)
    screen = patient.does(away(6.0), Piece(13.0))
    assert screen.stage == "end"
    assert patient.stages == [
        "pain", "explain", "camera", "position", "calibrate", "perform", "rest", "position", "perform", "end",
    ]  # fmt: skip
    screen = patient.does(away(15.0))
    assert screen.summary == ("Front plank: 24 seconds held well.",)
    for key in (
        "coach.ready",
        "coach.stay",
        "coach.thanks",
        "coach.rest",
        "coach.rest.soon",
        "coach.next_set",
        "coach.done",
    ):
        assert patient.heard(key), key
    assert patient.said[-1].text == Words("en").text("coach.pain")
    assert patient.presses("pain", 2).advice == "go_on"
    patient.does(away(2.0))
    assert patient.heard("coach.advice.go_on.after")


def test_what_went_well_comes_before_what_to_change() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=12))
    patient.to_the_mat()
    screen = patient.does(Piece(8.0), Piece(6.0, faults=("sag",)), away(12.0))
    assert screen.summary == (
        "Front plank: 12 seconds held well.",
        "For next time:",
        "Lift your hips a little",
    )


def test_the_camera_check_speaks_until_it_sees_well() -> None:
    patient = Patient()
    patient.presses("start")
    patient.presses("next")
    screen = patient.does(away(30.0, "wrong_view"))
    assert screen.stage == "camera"
    assert screen.reason == "wrong_view"
    assert patient.heard("reason.wrong_view.say")
    assert not patient.heard("coach.ready")
    assert patient.does(away(4.0)).stage == "position"
    assert patient.heard("coach.ready")


def test_a_set_does_not_begin_where_it_cannot_be_seen() -> None:
    patient = Patient()
    patient.to_the_mat()
    assert patient.does(Piece(10.0, reason="out_of_frame")).stage == "position"
    assert patient.heard("reason.out_of_frame.say")
    assert patient.does(Piece(1.0)).stage == "perform"


def test_the_start_is_explained_again_a_limited_number_of_times() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(away(200.0))
    assert [u.topic for u in patient.said].count("reminder") == 3


def test_leaving_the_posture_pauses_and_coming_back_goes_on() -> None:
    patient = Patient()
    patient.to_the_mat()
    held = patient.does(Piece(6.0)).hold_s
    screen = patient.does(away(5.0))
    assert (screen.stage, screen.hold_s) == ("pause", held)
    assert patient.heard("coach.paused")
    screen = patient.does(Piece(2.0))
    assert screen.stage == "perform"
    assert screen.hold_s == pytest.approx(held + 2.0, abs=0.25)


def test_staying_away_ends_the_set() -> None:
    patient = Patient()
    patient.to_the_mat()
    assert patient.does(Piece(6.0), away(55.0)).stage == "pause", "nobody is hurried"
    assert patient.heard("coach.pause.soon")
    assert patient.does(away(8.0)).stage == "rest"


def test_one_exercise_after_the_other_and_each_side_to_its_number() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=5, rest_s=5), BIRD_DOG)
    patient.to_the_mat()
    screen = patient.does(Piece(8.0))
    assert (screen.stage, screen.item, screen.exercise) == ("rest", 1, "bird-dog")
    assert patient.does(away(25.0)).stage == "position"
    assert patient.heard("exercise.bird-dog.start")
    patient.does(Piece(1.0, "rest"))
    assert patient.repeats(1).stage == "perform"
    screen = patient.repeats(2)
    assert screen.stage == "end"
    assert screen.summary == ("Front plank: 5 seconds held well.", "Bird-dog: 3 repetitions.")


def test_the_rest_is_as_long_as_the_exercise_before_it_asks_for() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=5, rest_s=4), BIRD_DOG)
    patient.to_the_mat()
    screen = patient.does(Piece(7.5))
    assert (screen.stage, screen.exercise) == ("rest", "bird-dog")
    assert screen.rest_left_s < 4
    assert patient.does(away(4.5)).stage == "explain"


def test_the_camera_check_is_announced_before_its_findings() -> None:
    patient = Patient()
    patient.presses("start")
    patient.presses("next")
    patient.does(away(30.0, "out_of_frame"))
    patient.presses("next")
    patient.does(away(10.0, "out_of_frame"))
    texts = [u.text for u in patient.said]
    check, help_ = (Words("en").text(key) for key in ("coach.camera.check", "reason.out_of_frame.say"))
    assert help_ in texts
    assert texts.index(check) < texts.index(help_)
    assert texts.count(check) == 1


def test_repeated_pauses_are_explained_once() -> None:
    """In and out of the posture, as in a wrong exercise: the coach explains it once."""
    patient = Patient(Item(exercise="plank", sets=1, hold_s=100))
    patient.to_the_mat()
    patient.does(*[piece for _ in range(10) for piece in (Piece(2.0), away(4.0))])
    texts, words = [u.text for u in patient.said], Words("en")
    assert texts.count(words.text("coach.paused")) == 2
    assert texts[texts.index(words.text("coach.paused")) :].count(words.text("exercise.plank.start")) == 1
    assert texts.count(words.text("coach.resume")) <= 2


def test_a_person_in_a_pause_is_not_called_back() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(6.0), away(2.0), away(30.0, "no_person"))
    assert patient.state.stage == "pause"
    assert not patient.heard("reason.no_person.say")


def test_a_set_without_any_exercise_is_explained_and_not_praised() -> None:
    patient = Patient(Item(exercise="bridge", sets=1, reps=5, hold_s=None))
    patient.to_the_mat()
    screen = patient.does(Piece(45.0, "rest"))
    assert screen.stage == "end"
    assert patient.heard("exercise.bridge.do")
    for key in ("coach.rest", "coach.done"):
        assert not patient.heard(key), key
    assert screen.summary == ()


def test_lying_still_ends_the_set_after_a_reminder() -> None:
    patient = Patient(Item(exercise="bridge", sets=1, reps=5))
    patient.to_the_mat()
    patient.does(Piece(4.0, "rest"))
    patient.repeats(2)
    patient.does(Piece(16.0, "rest"))
    assert patient.state.stage == "perform"
    assert patient.heard("coach.enough.soon")
    assert patient.does(Piece(8.0, "rest")).stage == "end"
    assert patient.heard("coach.done")


def test_every_rest_is_long_enough_to_separate_two_sets() -> None:
    patient = Patient(Item(exercise="plank", sets=2, hold_s=5, rest_s=0))
    patient.to_the_mat()
    screen = patient.does(Piece(6.0))
    assert screen.stage == "rest"
    assert screen.rest_left_s > 2.0
