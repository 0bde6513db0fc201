"""A visit: hands-free from the camera check to the end, with buttons as a second way."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from coach_scripts import Piece, away, coach, languages, may_cut, played, repeated, scripts
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from formcheck.coach.moment import Moment
from formcheck.coach.programme import Item, Programme
from formcheck.coach.screen import Screen
from formcheck.coach.stages import WORKING, Press
from formcheck.coach.visit import Visit
from formcheck.coach.voice import CUES, Kind, Utterance
from formcheck.errors import UsageError
from formcheck.feedback.words import Words

GAP_S = 6.0
"""Issue 4."""
PLANK = Item(exercise="plank", sets=2, hold_s=12, rest_s=20)
BIRD_DOG = Item(exercise="bird-dog", sets=1, reps=1, rest_s=5)


class Patient:
    """Plays pieces and presses buttons, and keeps what was said and shown."""

    def __init__(self, *items: Item, language: str = "en") -> None:
        self.visit = Visit(Programme(items=items or (PLANK,)), Words(language))
        self.state = self.visit.start()
        self.now = 0.0
        self.said: list[Utterance] = []
        self.stages: list[str] = []

    def take(self, events: list[Moment | Press]) -> Screen:
        for event in events:
            said, screen, self.state = self.visit.step([event], self.state)
            self.said += said
            assert screen is not None
            if self.stages[-1:] != [screen.stage]:
                self.stages.append(screen.stage)
        self.now = events[-1].time_s + 1 / 15
        return screen

    def does(self, *pieces: Piece) -> Screen:
        return self.take(list(played(pieces, self.now)))

    def repeats(self, count: int) -> Screen:
        moments = repeated([()] * count, sides=True)
        return self.take([m._replace(time_s=m.time_s + self.now) for m in moments])

    def presses(self, button: str, value: int | None = None) -> Screen:
        return self.take([Press(self.now, button, value)])

    def to_the_mat(self) -> Screen:
        """Through the explanation and the camera check."""
        self.presses("start")
        self.presses("pain", 1)
        screen = self.does(away(20.0))
        assert screen.stage == "position"
        return screen

    def heard(self, key: str, language: str = "en") -> bool:
        return Words(language).text(key) in [u.text for u in self.said]


def test_a_whole_visit_without_a_hand() -> None:
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


def test_waiting_for_a_reference_is_no_obstacle() -> None:
    patient = Patient(BIRD_DOG)
    patient.to_the_mat()
    assert patient.does(Piece(2.0, "rest", reason="occluded", calibrated=False)).stage == "calibrate"
    assert patient.does(Piece(2.0, "rest")).stage == "perform"
    assert not patient.heard("reason.occluded.say")


def test_how_to_begin_is_said_again_but_not_for_ever() -> None:
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
    assert screen.hold_s == pytest.approx(held + 2.0, abs=0.2)


def test_who_stays_away_has_done_enough_for_this_set() -> None:
    patient = Patient()
    patient.to_the_mat()
    assert patient.does(Piece(6.0), away(55.0)).stage == "pause", "nobody is hurried"
    assert patient.heard("coach.pause.soon")
    assert patient.does(away(8.0)).stage == "rest"


def test_without_a_steady_reference_the_set_goes_on_in_wider_bands() -> None:
    patient = Patient()
    patient.to_the_mat()
    screen = patient.does(Piece(9.0, calibrated=False))
    assert (screen.stage, screen.calibrated) == ("perform", False)
    assert not patient.heard("coach.thanks")


@pytest.mark.parametrize("ready_s", [0.2, 0.6, 1.0, 1.5, 2.0, 3.0, 5.0])
@pytest.mark.parametrize("steady_s", [0.2, 0.6, 1.5, 3.0])
def test_only_who_was_asked_is_thanked(ready_s: float, steady_s: float) -> None:
    """However soon the position is taken, over whatever is still being said, and a reference found."""
    patient = Patient()
    patient.presses("start")
    patient.presses("pain", 1)
    while patient.state.stage != "position":
        patient.does(away(0.1))
    patient.does(away(ready_s), Piece(steady_s, calibrated=False), Piece(8.0))
    texts = [u.text for u in patient.said]
    thanked = Words("en").text("coach.thanks")
    asked = {Words("en").text(f"coach.{key}") for key in ("hold_still", "ready")}
    assert thanked not in texts or asked & {*texts[: texts.index(thanked)]}
    assert patient.state.stage == "perform"


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


def test_an_order_cuts_in() -> None:
    patient = Patient()
    patient.to_the_mat()
    while not patient.does(Piece(0.1)).caption:
        pass
    patient.presses("stop")
    patient.does(away(0.2))
    assert (patient.said[-1].kind, patient.said[-1].interrupts) == (Kind.ORDER, True)


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
def test_any_visit_keeps_the_laws(parts, lengths, language) -> None:
    now, stream = 0.0, [Press(0.0, "start"), Press(0.0, "next"), Press(0.0, "next"), Press(0.0, "next")]
    for part in parts:
        more = (
            [m._replace(time_s=m.time_s + now) for m in part]
            if isinstance(part, list)
            else [Press(now, *part)]
        )
        stream += more
        now = stream[-1].time_s + 0.1
    visit = Visit(Programme(items=(PLANK, BIRD_DOG)), Words(language))
    whole, last, end = visit.step(stream, visit.start())
    cues = [u for u in whole if u.kind in CUES]
    assert all(b.time_s - a.time_s >= GAP_S for a, b in pairwise(cues))
    for a, b in pairwise(whole):
        assert b.time_s >= a.time_s + a.seconds or may_cut(a, b)
    said, state, first, screen = [], visit.start(), 0, None
    for length in [*lengths, len(stream)]:
        more, shown, state = visit.step(stream[first : first + length], state)
        said, first, screen = said + more, first + length, shown or screen
    assert said == whole
    assert screen == last
    assert repr(state) == repr(end)
    assert last is not None
    json.dumps(last.as_json(), allow_nan=False)


@settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(scripts(), languages)
def test_the_form_is_spoken_of_only_while_working(moments, language) -> None:
    visit = Visit(Programme(items=(PLANK,)), Words(language))
    stream = [*[Press(moments[0].time_s, button) for button in ("start", "next", "next", "next")], *moments]
    state = visit.start()
    for event in stream:
        said, screen, state = visit.step([event], state)
        assert screen is not None
        spoken_of = [u for u in said if u.kind in (Kind.CUE, Kind.PRAISE, Kind.BREATH, Kind.QUIET)]
        assert not spoken_of or screen.stage in WORKING


def test_no_event_no_screen() -> None:
    visit = Visit(Programme(items=(PLANK,)), Words("nl"))
    assert visit.step([], visit.start()) == ([], None, visit.start())
    assert coach().step([], visit.start().coach)[0] == []


def test_nobody_is_measured_before_they_were_asked_to_the_end() -> None:
    """In position before the camera check was over: the request comes, and only then the reference."""
    patient = Patient()
    patient.presses("start")
    patient.presses("next")
    patient.presses("next")
    while patient.state.stage != "calibrate" or patient.state.script:
        patient.does(Piece(0.1, calibrated=False))
    request = patient.said[-1]
    assert request.text == Words("en").text("coach.hold_still")
    while patient.state.reference_s != patient.state.reference_s:
        patient.does(Piece(0.1, calibrated=False))
    assert patient.state.reference_s >= request.time_s + request.seconds
    assert patient.does(Piece(2.5)).stage == "perform"
    assert patient.heard("coach.thanks")


def test_who_was_asked_on_the_way_need_not_wait_for_it_in_the_posture() -> None:
    patient = Patient()
    patient.to_the_mat()
    patient.does(Piece(0.5, calibrated=False))
    assert patient.state.reference_s <= patient.now
    assert not patient.heard("coach.hold_still")


def test_the_rest_is_as_long_as_the_exercise_before_it_asks_for() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=5, rest_s=4), BIRD_DOG)
    patient.to_the_mat()
    screen = patient.does(Piece(7.5))
    assert (screen.stage, screen.exercise) == ("rest", "bird-dog")
    assert screen.rest_left_s < 4
    assert patient.does(away(4.5)).stage == "explain"


def test_a_stopped_visit_is_not_a_finished_one() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=60))
    patient.to_the_mat()
    assert not patient.does(Piece(5.0)).stopped
    assert patient.presses("stop").stopped
    whole = Patient(Item(exercise="plank", sets=1, hold_s=5))
    whole.to_the_mat()
    screen = whole.does(Piece(8.0))
    assert (screen.stage, screen.stopped) == ("end", False)


def test_the_advice_to_stop_cuts_in_and_a_corrected_answer_replaces_it() -> None:
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
    corrected = Patient(Item(exercise="plank", sets=1, hold_s=5))
    corrected.to_the_mat()
    corrected.does(Piece(8.0))
    corrected.presses("pain", 9)
    corrected.presses("pain", 1)
    corrected.does(away(20.0))
    assert not corrected.heard("coach.advice.stop.after")
    assert corrected.heard("coach.advice.go_on.after")


def test_new_complaints_at_the_end_are_answered_at_once() -> None:
    patient = Patient(Item(exercise="plank", sets=1, hold_s=5))
    patient.to_the_mat()
    patient.does(Piece(8.0))
    patient.presses("legs")
    patient.does(away(0.2))
    assert patient.said[-1].text == Words("en").text("coach.advice.stop")


def test_the_check_is_announced_before_what_it_finds() -> None:
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


def test_both_sides_of_a_side_plank() -> None:
    patient = Patient(Item(exercise="side-plank", sets=1, hold_s=5, rest_s=3))
    patient.to_the_mat()
    screen = patient.does(Piece(8.0))
    assert (screen.stage, screen.set, screen.sets) == ("rest", 2, 2)
    patient.does(away(8.0))
    assert patient.heard("coach.other_side")
    assert patient.does(Piece(3.0, calibrated=False)).stage == "calibrate", "it has a reference of its own"
    assert patient.does(Piece(8.0)).stage == "end"
    one = Patient(Item(exercise="side-plank", side="left", sets=1, hold_s=5))
    one.to_the_mat()
    assert one.does(Piece(8.0)).stage == "end"


@pytest.mark.parametrize("stage", ["camera", "position", "perform", "pause", "rest"])
def test_another_camera_has_to_look_first(stage: str) -> None:
    patient = Patient(Item(exercise="plank", sets=2, hold_s=6, rest_s=30))
    patient.to_the_mat()
    if stage == "camera":
        patient.presses("camera")
    elif stage != "position":
        patient.does(Piece(4.0))
        patient.does({"perform": Piece(0.1), "pause": away(3.0), "rest": Piece(6.0)}[stage])
    assert patient.state.stage == stage
    take, held = patient.state.take, patient.does(away(0.1)).hold_s
    screen = patient.presses("camera")
    assert (screen.stage, screen.hold_s) == ("rest" if stage == "rest" else "camera", held)
    assert patient.state.take == take + 1
    assert not patient.state.calibrated
    assert patient.state.reference_s != patient.state.reference_s
