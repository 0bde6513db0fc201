"""The personal reference: when the coach asks for the best position, and on which side."""

from __future__ import annotations

import pytest

from formcheck.coach.frame_view import MOVED
from formcheck.coach.posture import MOST_REFUSED
from formcheck.coach.programme import Item
from formcheck.exercises import exercise_names, get_exercise
from formcheck.words.catalogue import Words
from tests.support.coach_scripts import Piece, away
from tests.support.patients import BIRD_DOG, Patient


def test_waiting_for_a_reference_does_not_stop_the_visit() -> None:
    patient = Patient(BIRD_DOG)
    patient.to_the_mat()
    assert patient.does(Piece(2.0, "rest", reason="occluded", calibrated=False)).stage == "calibrate"
    assert patient.does(Piece(2.0, "rest")).stage == "perform"
    assert not patient.heard("reason.occluded.say")


def test_without_a_steady_reference_the_set_goes_on_in_wider_bands() -> None:
    patient = Patient()
    patient.to_the_mat()
    screen = patient.does(Piece(9.0, calibrated=False))
    assert (screen.stage, screen.calibrated) == ("perform", False)
    assert not patient.heard("coach.thanks")


def test_no_reference_is_taken_before_the_request_is_spoken_to_its_end() -> None:
    """In position before the end of the camera check: the request is spoken before a reference is taken."""
    patient = Patient()
    patient.presses("start")
    patient.presses("next")
    patient.presses("next")
    waiting = Piece(0.1, calibrated=False)
    patient.until(lambda: patient.state.stage == "calibrate" and not patient.state.script, waiting)
    request = patient.said[-1]
    assert request.text == Words("en").text("coach.hold_still")
    patient.until(lambda: patient.state.reference_s == patient.state.reference_s, waiting)
    assert patient.state.reference_s >= request.time_s + request.seconds
    assert patient.does(Piece(2.5)).stage == "perform"
    assert patient.heard("coach.thanks")


def test_a_request_spoken_on_the_way_into_position_is_not_repeated() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(0.5, calibrated=False))
    assert patient.state.reference_s <= patient.now
    assert not patient.heard("coach.hold_still")


def test_both_sides_of_a_side_plank() -> None:
    patient = Patient(Item(exercise="side-plank", sets=1, hold_s=5, rest_s=3))
    patient.to_the_mat()
    screen = patient.does(Piece(8.0, side="left"))
    assert (screen.stage, screen.set, screen.sets) == ("rest", 1, 1), "a set is both sides"
    patient.does(away(8.0))
    assert patient.heard("coach.other_side")
    screen = patient.does(Piece(3.0, calibrated=False, side="right"))
    assert (screen.stage, screen.calibrated) == ("calibrate", False), "it has a reference of its own"
    assert patient.does(Piece(8.0, side="right")).stage == "end"
    one = Patient(Item(exercise="side-plank", side="left", sets=1, hold_s=5))
    one.to_the_mat()
    assert one.heard("coach.lie.left")
    assert one.does(Piece(8.0, side="left")).stage == "end"


def test_the_request_to_change_sides_is_repeated_a_limited_number_of_times() -> None:
    patient = Patient(Item(exercise="side-plank", sets=1, hold_s=5, rest_s=3))
    patient.to_the_mat()
    patient.does(Piece(8.0, side="left"), away(6.0))
    assert patient.does(Piece(4.0, side="left")).stage == "position"
    assert patient.heard("coach.lie.right")
    assert patient.does(Piece(30.0, side="left")).stage == "end", "twice is enough"
    assert [u.topic for u in patient.said].count("turn") == 2


def test_a_short_hold_ends_at_its_dose() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=5))
    patient.to_the_mat()
    assert patient.does(Piece(5.2, calibrated=False)).stage == "end"


def test_a_correction_is_not_followed_by_good() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(11.0, faults=("sag",), calibrated=False))
    assert patient.state.stage == "perform"
    assert patient.heard("fault.sag.cue")
    assert not patient.heard("coach.go")


LONG = Item(exercise="plank", hold_s=120, sets=1)


def refused(fault: str) -> Piece:
    """The frame in which a reference is refused."""
    return Piece(0.01, calibrated=False, refused=fault)


@pytest.mark.parametrize(
    ("fault", "lines"), [("pike", ("fault.pike.cue", "coach.stay")), (MOVED, ("coach.hold_still",))]
)
def test_a_refused_reference_is_said_and_asked_for_again(fault: str, lines: tuple[str, ...]) -> None:
    patient = Patient(LONG)
    patient.to_the_mat()
    patient.does(Piece(2.5, calibrated=False))
    before = len(patient.said)
    patient.does(refused(fault))
    waiting = Piece(0.1, calibrated=False)
    patient.until(lambda: patient.state.reference_s == patient.state.reference_s, waiting)
    assert patient.state.stage == "calibrate"
    words = Words("en").of("plank")
    assert tuple(u.text for u in patient.said[before:]) == tuple(words.text(line) for line in lines)
    last = patient.said[-1]
    assert patient.state.reference_s >= last.time_s + last.seconds, "not before it is spoken to its end"
    assert patient.does(Piece(2.0)).stage == "perform"
    assert patient.heard("coach.thanks")


def test_a_reference_is_asked_for_a_limited_number_of_times() -> None:
    patient = Patient(LONG)
    patient.to_the_mat()
    for _ in range(MOST_REFUSED + 2):
        patient.does(refused("pike"), Piece(2.5, calibrated=False))
    cue = Words("en").of("plank").text("fault.pike.cue")
    assert sum(u.text == cue for u in patient.said) == MOST_REFUSED
    assert patient.does(Piece(9.0, calibrated=False)).stage == "perform", "the wider bands judge the set"


@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_a_refused_reference_shows_has_its_words(name: str, lang: str) -> None:
    words = Words(lang).of(name)
    for one in get_exercise(name).config().references:
        for fault in {one.low, one.high} - {None}:
            assert words.text(f"fault.{fault}.cue")
            assert words.text(f"fault.{fault}.name")


def test_a_reference_refused_during_the_exercise_is_said_as_well() -> None:
    """The first top of a bridge comes when the set has begun; the next one is the next try."""
    patient = Patient(Item(exercise="bridge", reps=20, sets=1))
    patient.to_the_mat()
    patient.does(Piece(4.0, "rest", calibrated=False))
    assert patient.state.stage == "perform"
    cue = Words("en").of("bridge").text("fault.hyperextension.cue")
    for _ in range(MOST_REFUSED + 2):
        patient.does(Piece(0.01, "hold", calibrated=False, refused="hyperextension"))
        patient.does(Piece(4.0, "rest", calibrated=False))
    assert patient.state.stage == "perform"
    assert sum(u.text == cue for u in patient.said) == MOST_REFUSED
