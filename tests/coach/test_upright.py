"""Standing is looked at from two views in turn, without a correction; sitting is watched quietly."""

from __future__ import annotations

from itertools import pairwise

import pytest

from formcheck.coach.coach import Coach, CoachState
from formcheck.coach.programme import Item
from formcheck.exercises import get_exercise
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support.coach_scripts import Piece, away, played
from tests.support.patients import Patient


def test_the_coach_asks_to_turn_and_waits_for_it() -> None:
    patient = Patient(Item(exercise="standing"))
    patient.to_the_mat()
    screen = patient.does(Piece(3.0, calibrated=False, view="side"), Piece(8.0, view="side"))
    assert (screen.stage, screen.set, screen.sets) == ("rest", 2, 2)
    assert "turn to face the camera" in Words("en", "standing").text("coach.next_set")
    screen = patient.does(Piece(20.0, view="side"))
    assert screen.stage == "position"
    assert patient.heard("coach.turn.front")
    screen = patient.does(Piece(8.0, view="front"))
    assert screen.stage == "end"


def test_somebody_who_cannot_turn_is_not_kept_waiting() -> None:
    patient = Patient(Item(exercise="standing"))
    patient.to_the_mat()
    patient.does(Piece(11.0, view="side"))
    assert patient.does(Piece(60.0, view="side")).stage == "end"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "least_s"), [("standing", None), ("sitting", 180.0)])
def test_nothing_is_corrected_in_a_look_and_sitting_is_reminded_seldom(
    name: str, least_s: float | None, language: str
) -> None:
    config = get_exercise(name).config()
    coach = Coach(name, config, Item(exercise=name, hold_s=600).dose(), Words(language))
    fault = config.cue_order[0]
    bad = [Piece(30.0), Piece(500.0, faults=(fault,))]
    said = [one for one in coach.step(played(bad, fps=4.0), CoachState())[0] if one.text]
    if least_s is None:
        assert said == []
        return
    assert 2 <= len(said) <= 3
    assert said[0].time_s >= 30.0 + (config.limits.speaking().after_s or 0.0)
    assert all(after.time_s - before.time_s >= least_s for before, after in pairwise(said))


def test_of_a_stoop_that_is_over_soon_nothing_is_said() -> None:
    config = get_exercise("sitting").config()
    coach = Coach("sitting", config, Item(exercise="sitting").dose(), Words("en"))
    stoops = [piece for _ in range(6) for piece in (Piece(20.0), Piece(10.0, faults=("slump",)))]
    assert coach.step(played([*stoops, away(2.0)], fps=4.0), CoachState())[0] == []
