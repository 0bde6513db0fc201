"""Buttons and answers: pauses by hand, stopping, pain, another camera."""

from __future__ import annotations

import pytest

from formcheck.coach.programme import Item
from formcheck.coach.speech import PromptKind
from formcheck.errors import UsageError
from formcheck.words.catalogue import Words
from tests.support.coach_scripts import Piece, away
from tests.support.patients import BIRD_DOG, PLANK, Patient


def test_the_pause_button_waits_for_the_button() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(4.0))
    assert patient.presses("pause").stage == "pause"
    assert patient.does(Piece(60.0)).stage == "pause"
    patient.presses("pause")
    assert patient.does(Piece(1.0)).stage == "perform"


def test_stop_ends_it_kindly_at_any_time() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(5.0))
    assert patient.presses("stop").stage == "end"
    screen = patient.does(away(10.0))
    assert patient.heard("coach.stopped")
    assert screen.summary == ("Front plank: 4 seconds held well.",)
    first = Patient()
    assert first.presses("stop").summary == ()


def test_an_order_interrupts() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.until(lambda: bool(patient.does(Piece(0.1)).caption), Piece(0.1))
    patient.presses("stop")
    patient.does(away(0.2))
    assert (patient.said[-1].kind, patient.said[-1].interrupts) == (PromptKind.ORDER, True)


def test_one_exercise_can_be_chosen() -> None:
    patient = Patient(PLANK, BIRD_DOG)
    screen = patient.presses("choose", 1)
    assert (screen.exercise, screen.item, screen.items) == ("bird-dog", 1, 1)
    with pytest.raises(UsageError):
        Patient().presses("choose", 1)
    with pytest.raises(UsageError):
        Patient().presses("pain", 11)


def test_more_pain_makes_it_lighter_and_much_pain_stops_it() -> None:
    patient = Patient()
    patient.presses("start")
    screen = patient.presses("pain", 4)
    assert (screen.stage, screen.advice, screen.hold_target_s) == ("explain", "easier", 6.0)
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(5.0))
    screen = patient.presses("pain", 4)
    assert (screen.stage, screen.advice) == ("end", "stop")
    patient.does(away(12.0))
    assert patient.heard("coach.advice.stop")
    assert not patient.heard("coach.pain"), "who was told to stop is not asked again"
    assert Patient().presses("legs").stage == "end"


def test_a_stopped_visit_is_not_a_finished_one() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=60))
    patient.to_the_mat()
    assert not patient.does(Piece(5.0)).stopped
    assert patient.presses("stop").stopped
    whole = Patient(Item(exercise="plank", sets=1, hold_s=5))
    whole.to_the_mat()
    screen = whole.does(Piece(8.0))
    assert (screen.stage, screen.stopped) == ("end", False)


def test_the_advice_to_stop_interrupts_and_stands() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=5))
    patient.to_the_mat()
    patient.does(Piece(5.4))
    assert patient.does(Piece(0.2)).stage == "end"
    patient.presses("pain", 9)
    patient.does(away(0.2))
    assert patient.said[-1].text == Words("en").text("coach.advice.stop.after")
    assert patient.said[-1].interrupts
    patient.does(away(12.0))
    assert not patient.heard("coach.pain"), "it was answered"
    assert patient.presses("pain", 1).advice == "stop"

    # Any other answer may be corrected, and the advice follows the last one.
    corrected = Patient(Item(exercise="plank", sets=1, hold_s=5))
    corrected.to_the_mat()
    corrected.does(Piece(8.0))
    assert corrected.presses("pain", 3).advice == "easier"
    corrected.presses("pain", 1)
    corrected.does(away(20.0))
    assert not corrected.heard("coach.advice.easier.after")
    assert corrected.heard("coach.advice.go_on.after")


def test_new_complaints_at_the_end_are_answered_at_once() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=5))
    patient.to_the_mat()
    patient.does(Piece(8.0))
    patient.presses("legs")
    patient.does(away(0.2))
    assert patient.said[-1].text == Words("en").text("coach.advice.stop")


def test_a_dose_made_easier_during_the_visit_is_announced() -> None:
    patient = Patient(Item(exercise="plank", sets=2, hold_s=40))
    patient.presses("start")
    patient.presses("pain", 3)
    patient.does(away(20.0), Piece(5.0))
    assert patient.presses("pain", 4).hold_target_s == 20
    patient.does(Piece(0.2))
    assert patient.said[-1].text == Words("en").text("coach.advice.easier")


def test_a_stop_stands() -> None:
    patient = Patient()
    patient.presses("start")
    patient.presses("pain", 8)
    assert patient.presses("pain", 1).advice == "stop"
    assert (patient.state.pain_before, patient.state.pain_now, patient.state.worst_pain) == (8, None, 8)


@pytest.mark.parametrize("stage", ["camera", "position", "perform", "pause", "rest"])
def test_another_camera_is_checked_first(stage: str) -> None:
    patient = Patient(Item(exercise="plank", sets=2, hold_s=6, rest_s=30))
    patient.to_the_mat()
    if stage == "camera":
        patient.presses("camera")
    elif stage != "position":
        patient.does(Piece(4.0))
        patient.does({"perform": Piece(0.1), "pause": away(3.0), "rest": Piece(6.0)}[stage])
    assert patient.state.stage == stage
    camera, held = patient.state.camera, patient.does(away(0.1)).hold_s
    screen = patient.presses("camera")
    assert (screen.stage, screen.hold_s) == ("rest" if stage == "rest" else "camera", held)
    if stage == "rest":
        patient.does(away(29.0))
        assert patient.stages[-2:] == ["camera", "position"], "after the rest"
    assert patient.state.camera == camera + 1
    assert not patient.state.calibrated
    assert patient.state.reference_s != patient.state.reference_s


def test_a_pause_by_hand_is_not_ended_by_another_camera() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(4.0))
    patient.presses("pause")
    assert patient.presses("camera").stage == "pause"
    assert patient.does(Piece(5.0)).stage == "pause"
    assert patient.presses("pause").stage == "camera"
    assert patient.does(away(8.0)).stage == "position"
