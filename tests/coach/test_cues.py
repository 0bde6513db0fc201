"""Which fault is spoken of, when, in which words; praise, calls and quiet words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from formcheck.coach.calls import BREATHE_S
from formcheck.coach.coach import CoachState
from formcheck.coach.cues import DWELL_S, PRAISE_S, REPEAT_S
from formcheck.coach.frame_view import FrameView
from formcheck.coach.voice import Kind, Voice, VoiceState, Wish
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support.coach_scripts import FPS, Piece, away, coach, played, rep, repeated, spoken, told

SETTLED = Piece(4.0)


def test_a_fault_is_spoken_of_once_it_has_held() -> None:
    said = spoken(played([SETTLED, Piece(0.4, faults=("sag",)), Piece(3.0), Piece(3.0, faults=("sag",))]))
    cues = [u for u in said if u.kind is Kind.CUE]
    assert [u.text for u in cues] == ["Lift your hips a little"]
    assert DWELL_S - 1e-9 <= cues[0].time_s - 7.4 <= DWELL_S + 0.15


def test_the_most_important_fault_comes_first_and_the_next_after_the_gap() -> None:
    said = spoken(played([SETTLED, Piece(9.0, faults=("head_position", "knees_bent", "sag"))]))
    assert told(said, Kind.CUE) == ["sag", "knees_bent"]


def test_nothing_is_said_of_the_form_while_getting_into_position() -> None:
    moments = played([away(3.0), Piece(1.5, faults=("pike",)), away(2.0), Piece(1.5, faults=("pike",))])
    assert told(spoken(moments), Kind.CUE) == []


def test_getting_out_of_the_posture_is_no_fault() -> None:
    """The knees bend before the judge knows that the plank is over (seen in the synthetic planks: 0.13 s)."""
    said = spoken(played([Piece(10.0), Piece(0.3, faults=("knees_bent", "pike")), away(5.0)]))
    assert told(said, Kind.CUE, Kind.PRAISE) == []


def test_who_does_not_manage_hears_other_words_then_an_easier_way_then_nothing() -> None:
    said = [u for u in spoken(played([SETTLED, Piece(90.0, faults=("sag",))])) if u.kind is Kind.CUE]
    words = Words("en")
    keys = ("fault.sag.cue", "fault.sag.again", "exercise.plank.ease")
    assert [u.text for u in said] == [words.text(key) for key in keys]
    assert said[1].time_s - said[0].time_s >= REPEAT_S


def test_the_easier_way_is_offered_once_a_set() -> None:
    said = spoken(played([SETTLED, Piece(120.0, faults=("sag", "knees_bent"))]))
    assert told(said, Kind.CUE) == ["sag", "knees_bent"] * 2 + ["sag"]


def test_a_correction_is_praised_and_the_cue_starts_anew_in_other_words() -> None:
    moments = played(
        [SETTLED, Piece(4.0, faults=("sag",)), Piece(8.0), Piece(4.0, faults=("sag",)), Piece(8.0)]
    )
    said = spoken(moments)
    assert told(said, Kind.CUE) == ["sag", "sag"]
    assert told(said, Kind.PRAISE) == ["Well corrected"] * 2
    first = next(u for u in said if u.kind is Kind.PRAISE)
    assert 0 < first.time_s - 8.0 <= PRAISE_S
    assert [u.text for u in said if u.kind is Kind.CUE][1] == Words("en").text("fault.sag.again")


@pytest.mark.parametrize("gone", [away(6.0), Piece(6.0, reason="occluded")])
def test_what_is_no_longer_seen_is_not_corrected(gone: Piece) -> None:
    said = spoken(played([SETTLED, Piece(4.0, faults=("sag",)), gone]))
    assert told(said, Kind.CUE, Kind.PRAISE) == ["sag"]


def test_the_wait_begins_when_the_fault_is_measured() -> None:
    hidden = Piece(1.2, faults=("sag",), reason="occluded")
    said = spoken(played([SETTLED, hidden, Piece(0.3, faults=("sag",)), Piece(3.0)]))
    assert told(said, Kind.CUE) == []


def test_what_only_a_repetition_shows_is_said_after_it_and_praised_when_it_is_gone() -> None:
    said = spoken(repeated([("too_fast",), ("too_fast",), (), ()]), coach("bird-dog", hold_s=0, reps=20))
    assert told(said, Kind.CUE, Kind.PRAISE) == ["too_fast", "Well corrected"]
    assert [u.time_s for u in said if u.kind is Kind.CUE] == [2.0]
    assert next(u.time_s for u in said if u.kind is Kind.PRAISE) == 10.0


def test_while_nothing_can_be_measured_no_cue_is_given() -> None:
    moments = repeated([("too_fast",)])
    blind = played([Piece(1.0, "rest", reason="occluded")])[0]
    moments = [m if m.time_s < 2 else blind._replace(time_s=m.time_s, outcomes=m.outcomes) for m in moments]
    assert told(spoken(moments, coach("bird-dog", hold_s=0, reps=20)), Kind.CUE) == []


def test_an_attempt_is_told_kindly_and_is_not_counted() -> None:
    said = spoken(repeated([(), ()], kind="attempt"), coach("bird-dog", hold_s=0, reps=3))
    assert told(said, Kind.PRAISE, Kind.CALL) == ["attempt", "attempt"]


@pytest.mark.parametrize(
    ("hold_s", "calls"),
    [(8.0, []), (20.0, ["Half way"]), (30.0, ["Half way", "Ten seconds"])],
)
def test_time_calls(hold_s: float, calls: list[str]) -> None:
    said = spoken(played([Piece(hold_s + 1)]), coach(hold_s=hold_s))
    assert told(said, Kind.CALL) == calls
    for utterance, due in zip(
        [u for u in said if u.kind is Kind.CALL], (hold_s / 2, hold_s - 10), strict=False
    ):
        assert utterance.time_s == pytest.approx(due, abs=0.2)


def test_the_clock_waits_while_the_form_is_far_off() -> None:
    said = spoken(
        played([Piece(5.0), Piece(10.0, faults=("sag",), major=True), Piece(12.0)]), coach(hold_s=20)
    )
    assert [u.time_s for u in said if u.kind is Kind.CALL] == [pytest.approx(20.0, abs=0.2)]


def test_repetitions_are_called() -> None:
    said = spoken(repeated([()] * 6), coach("bird-dog", hold_s=0, reps=6))
    assert told(said, Kind.CALL) == ["Half way", "One more"]
    said = spoken(repeated([()] * 6, sides=True), coach("bird-dog", hold_s=0, reps=3, per_side=True))
    assert told(said, Kind.CALL) == ["Half way", "One more"]


def test_a_long_hold_hears_of_breathing_and_of_how_well_it_goes() -> None:
    said = spoken(played([Piece(60.0)]))
    texts = [u.text for u in said if u.kind in (Kind.QUIET, Kind.BREATH)]
    assert texts[:2] == ["Keep breathing calmly", "Nice and steady"]
    assert len(said) <= 8, "a coach, not a commentator"


@pytest.mark.parametrize("faults", [(), ("sag",), ("sag", "knees_bent", "head_position")])
def test_breathing_is_spoken_of_in_every_part_of_a_hold(faults: tuple[str, ...]) -> None:
    said = spoken(played([Piece(90.0, faults=faults)]), coach(hold_s=90))
    times = [0.0, *(u.time_s for u in said if u.text == "Keep breathing calmly"), 90.0]
    assert max(b - a for a, b in pairwise(times)) <= BREATHE_S + 5


def test_a_cue_does_not_wait_for_a_quiet_word() -> None:
    quiet = next(u for u in spoken(played([Piece(60.0)])) if u.kind is Kind.QUIET)
    said = spoken(played([Piece(quiet.time_s - 0.2), Piece(3.0, faults=("sag",))]))
    cue = next(u for u in said if u.kind is Kind.CUE)
    assert cue.interrupts
    assert cue.time_s < quiet.time_s + quiet.seconds


def test_help_comes_when_nothing_can_be_measured_and_grows_rarer() -> None:
    said = spoken(played([Piece(3.0), Piece(80.0, reason="out_of_frame")]))
    times = [u.time_s for u in said if u.kind is Kind.HELP]
    assert times[0] == pytest.approx(4.5, abs=0.2)
    assert [round(b - a) for a, b in pairwise(times)] == [10, 20, 40]
    assert told(spoken(played([Piece(3.0), Piece(1.0, reason="out_of_frame"), Piece(3.0)])), Kind.HELP) == []


def test_who_stands_by_the_mat_is_asked_to_come_down() -> None:
    said = spoken(played([away(5.0, "out_of_frame", upright=True)]))
    assert [u.text for u in said] == [Words("en").text("coach.down")]


def test_a_call_of_time_does_not_take_the_floor_from_a_waiting_cue() -> None:
    voice, words = (
        Voice(Words("en")),
        [Wish(Kind.CALL, ("call.half",)), Wish(Kind.CUE, ("fault.sag.cue",), "sag")],
    )
    spoken = VoiceState("Ten seconds", Kind.CALL, until_s=10.0)
    assert voice.step(words, 10.35, spoken)[0] is None
    said, _, after = voice.step(words, 10.5, spoken)
    assert said is not None
    assert said.kind is Kind.CUE
    again = [Wish(Kind.CALL, ("call.half",)), Wish(Kind.CUE, ("fault.pike.cue",), "pike")]
    said, *_ = voice.step(again, after.until_s + 0.4, after)
    assert said is not None
    assert said.kind is Kind.CALL, "the gap between cues is free"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_a_cue_breaks_into(kind: Kind) -> None:
    voice = Voice(Words("en"))
    cut = kind in (Kind.SCRIPT, Kind.PRAISE, Kind.BREATH, Kind.QUIET)
    said, _, _ = voice.step([Wish(Kind.CUE, ("fault.sag.cue",), "sag")], 1.0, VoiceState("...", kind, 3.0))
    assert (said is not None) == cut


def test_a_new_order_replaces_the_one_that_is_being_said() -> None:
    voice = Voice(Words("en"))
    _, _, state = voice.step([Wish(Kind.ORDER, ("coach.hold_still",))], 1.0, VoiceState())
    assert voice.step([Wish(Kind.ORDER, ("coach.hold_still",))], 1.5, state)[0] is None
    said, _, _ = voice.step([Wish(Kind.ORDER, ("coach.paused",))], 1.5, state)
    assert said is not None
    assert said.interrupts


def test_a_hold_too_short_to_count_is_taken_back() -> None:
    by, state = coach(hold_s=30.0), CoachState()
    _, state = by.step(_attempted([Piece(1.0), away(1.0)]), state)
    assert state.progress.hold_s == 0
    _, state = by.step(played([Piece(4.0), away(1.0)], start_s=2.0), state)
    assert state.progress.hold_s == pytest.approx(4.0, abs=0.2)
    _, state = by.step(_attempted([Piece(2.0), away(1.0)], start_s=8.0), state)
    assert state.progress.hold_s == pytest.approx(4.0, abs=0.2)
    assert state.progress.attempts == 2


def _attempted(pieces: list[Piece], start_s: float = 0.0) -> list[FrameView]:
    """A hold that the judge calls an attempt in the frame that ends it."""
    moments = played(pieces, start_s)
    ended = next(i for i, moment in enumerate(moments) if not moment.active)
    moments[ended] = moments[ended]._replace(outcomes=(rep(moments[ended].time_s, kind="attempt"),))
    return moments


def test_a_correction_that_the_end_would_cut_off_is_not_begun() -> None:
    sagging = played([Piece(8.8), Piece(3.0, faults=("sag",))])
    assert told(spoken(sagging, coach(hold_s=30.0)), Kind.CUE) == ["sag"]
    assert told(spoken(sagging, coach(hold_s=10.0)), Kind.CUE) == []
    # The clock stands still, and would do so for ever.
    far_off = played([Piece(8.8), Piece(3.0, faults=("sag",), major=True)])
    assert told(spoken(far_off, coach(hold_s=10.0)), Kind.CUE) == ["sag"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pair_that_is_missing_is_asked_for(language: str) -> None:
    by, words = coach("bird-dog", language, hold_s=0.0, reps=2, per_side=True), Words(language)
    missing = words.text("call.other_pair")
    both = [said.text for said in spoken(repeated([()] * 4, sides=True), by)]
    assert missing not in both
    one = [
        m._replace(outcomes=tuple(replace(o, side="left") for o in m.outcomes)) for m in repeated([()] * 4)
    ]
    assert [said.text for said in spoken(one, by)].count(missing) == 3
    assert by.step(one, CoachState())[1].progress.left(by.dose) == 2
    neither = repeated([()] * 5)
    assert by.step(neither, CoachState())[1].progress.left(by.dose) == 4, (
        "arm and leg of one side are no pair"
    )


def test_one_more_is_not_said_in_the_last_repetition() -> None:
    late = repeated([(), ()])
    last = round(FPS * 4)  # the second begins, while another voice speaks until then
    moments = [*late[:last], *played([Piece(8.0, "rep")], start_s=4.0)]
    spoken = VoiceState("...", Kind.ORDER, until_s=5.0)
    said, _ = coach("bird-dog", hold_s=0.0, reps=2, per_side=False).step(
        moments, CoachState()._replace(voice=spoken)
    )
    assert not [u for u in said if u.text == Words("en").text("call.last")]
