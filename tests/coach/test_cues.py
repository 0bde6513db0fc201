"""Cues, praise, calls and quiet prompts: which, when and in which words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from formcheck.coach.coach import CoachState
from formcheck.coach.cues import DWELL_S, PRAISE_S, REPEAT_S
from formcheck.coach.frame_view import FrameView
from formcheck.coach.speech import Prompt, PromptKind, SpeechArbiter, SpeechState
from formcheck.coach.time_calls import BREATHE_S
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support.coach_scripts import FPS, Piece, away, coach, played, rep, repeated, spoken, told

SETTLED = Piece(4.0)


def test_a_fault_is_named_once_it_has_lasted() -> None:
    said = spoken(played([SETTLED, Piece(0.4, faults=("sag",)), Piece(3.0), Piece(3.0, faults=("sag",))]))
    cues = [u for u in said if u.kind is PromptKind.CUE]
    assert [u.text for u in cues] == ["Lift your hips a little"]
    assert DWELL_S - 1e-9 <= cues[0].time_s - 7.4 <= DWELL_S + 0.15


def test_the_most_important_fault_comes_first_and_the_next_after_the_gap() -> None:
    said = spoken(played([SETTLED, Piece(9.0, faults=("head_position", "knees_bent", "sag"))]))
    assert told(said, PromptKind.CUE) == ["sag", "knees_bent"]


def test_no_cue_while_getting_into_position() -> None:
    frames = played([away(3.0), Piece(1.5, faults=("pike",)), away(2.0), Piece(1.5, faults=("pike",))])
    assert told(spoken(frames), PromptKind.CUE) == []


def test_leaving_the_posture_is_no_fault() -> None:
    """The knees bend before the judge ends the plank (by 0.13 s in the synthetic planks)."""
    said = spoken(played([Piece(10.0), Piece(0.3, faults=("knees_bent", "pike")), away(5.0)]))
    assert told(said, PromptKind.CUE, PromptKind.PRAISE) == []


def test_an_uncorrected_fault_is_named_twice_in_the_same_words_then_an_easier_way_then_silence() -> None:
    said = [u for u in spoken(played([SETTLED, Piece(90.0, faults=("sag",))])) if u.kind is PromptKind.CUE]
    words = Words("en")
    keys = ("fault.sag.cue", "fault.sag.cue", "exercise.plank.ease")
    assert [u.text for u in said] == [words.text(key) for key in keys]
    assert said[1].time_s - said[0].time_s >= REPEAT_S


def test_the_easier_way_is_offered_once_a_set() -> None:
    said = spoken(played([SETTLED, Piece(120.0, faults=("sag", "knees_bent"))]))
    assert told(said, PromptKind.CUE) == ["sag", "knees_bent"] * 2 + ["sag"]


def test_a_correction_is_praised_and_the_next_cue_has_the_same_words() -> None:
    frames = played(
        [SETTLED, Piece(4.0, faults=("sag",)), Piece(8.0), Piece(4.0, faults=("sag",)), Piece(8.0)]
    )
    said = spoken(frames)
    assert told(said, PromptKind.CUE) == ["sag", "sag"]
    assert told(said, PromptKind.PRAISE) == ["Well corrected"] * 2
    first = next(u for u in said if u.kind is PromptKind.PRAISE)
    assert 0 < first.time_s - 8.0 <= PRAISE_S
    assert {u.text for u in said if u.kind is PromptKind.CUE} == {Words("en").text("fault.sag.cue")}


@pytest.mark.parametrize("gone", [away(6.0), Piece(6.0, reason="occluded")])
def test_a_fault_that_is_no_longer_measured_is_not_corrected(gone: Piece) -> None:
    said = spoken(played([SETTLED, Piece(4.0, faults=("sag",)), gone]))
    assert told(said, PromptKind.CUE, PromptKind.PRAISE) == ["sag"]


def test_the_wait_begins_when_the_fault_is_measured() -> None:
    hidden = Piece(1.2, faults=("sag",), reason="occluded")
    said = spoken(played([SETTLED, hidden, Piece(0.3, faults=("sag",)), Piece(3.0)]))
    assert told(said, PromptKind.CUE) == []


def test_a_fault_of_a_whole_repetition_is_named_after_it_and_its_correction_praised() -> None:
    said = spoken(repeated([("too_fast",), ("too_fast",), (), ()]), coach("bird-dog", hold_s=0, reps=20))
    assert told(said, PromptKind.CUE, PromptKind.PRAISE) == ["too_fast", "Well corrected"]
    assert [u.time_s for u in said if u.kind is PromptKind.CUE] == [2.0]
    assert next(u.time_s for u in said if u.kind is PromptKind.PRAISE) == 10.0


def test_while_nothing_can_be_measured_no_cue_is_given() -> None:
    frames = repeated([("too_fast",)])
    blind = played([Piece(1.0, "rest", reason="occluded")])[0]
    frames = [
        frame if frame.time_s < 2 else blind._replace(time_s=frame.time_s, outcomes=frame.outcomes)
        for frame in frames
    ]
    assert told(spoken(frames, coach("bird-dog", hold_s=0, reps=20)), PromptKind.CUE) == []


def test_an_attempt_gets_kind_words_and_is_not_counted() -> None:
    said = spoken(repeated([(), ()], kind="attempt"), coach("bird-dog", hold_s=0, reps=3))
    assert told(said, PromptKind.PRAISE, PromptKind.CALL) == ["attempt", "attempt"]


@pytest.mark.parametrize(
    ("hold_s", "calls"),
    [(8.0, []), (20.0, ["Half way"]), (30.0, ["Half way", "Ten seconds"])],
)
def test_time_calls(hold_s: float, calls: list[str]) -> None:
    said = spoken(played([Piece(hold_s + 1)]), coach(hold_s=hold_s))
    assert told(said, PromptKind.CALL) == calls
    for utterance, due in zip(
        [u for u in said if u.kind is PromptKind.CALL], (hold_s / 2, hold_s - 10), strict=False
    ):
        assert utterance.time_s == pytest.approx(due, abs=0.2)


def test_the_clock_waits_while_the_form_is_far_off() -> None:
    said = spoken(
        played([Piece(5.0), Piece(10.0, faults=("sag",), major=True), Piece(12.0)]), coach(hold_s=20)
    )
    assert [u.time_s for u in said if u.kind is PromptKind.CALL] == [pytest.approx(20.0, abs=0.2)]


def test_repetitions_are_called() -> None:
    said = spoken(repeated([()] * 6), coach("bird-dog", hold_s=0, reps=6))
    assert told(said, PromptKind.CALL) == ["Half way", "One more"]
    said = spoken(repeated([()] * 6, sides=True), coach("bird-dog", hold_s=0, reps=3, per_side=True))
    assert told(said, PromptKind.CALL) == ["Half way", "One more"]


def test_a_long_hold_gets_breathing_prompts_and_encouragement() -> None:
    said = spoken(played([Piece(60.0)]))
    texts = [u.text for u in said if u.kind in (PromptKind.QUIET, PromptKind.BREATH)]
    assert texts[:2] == ["Keep breathing calmly", "Nice and steady"]
    assert len(said) <= 8, "a coach, not a commentator"


@pytest.mark.parametrize("faults", [(), ("sag",), ("sag", "knees_bent", "head_position")])
def test_breathing_is_prompted_in_every_part_of_a_hold(faults: tuple[str, ...]) -> None:
    said = spoken(played([Piece(90.0, faults=faults)]), coach(hold_s=90))
    times = [0.0, *(u.time_s for u in said if u.text == "Keep breathing calmly"), 90.0]
    assert max(b - a for a, b in pairwise(times)) <= BREATHE_S + 5


def test_a_cue_does_not_wait_for_a_quiet_word() -> None:
    quiet = next(u for u in spoken(played([Piece(60.0)])) if u.kind is PromptKind.QUIET)
    said = spoken(played([Piece(quiet.time_s - 0.2), Piece(3.0, faults=("sag",))]))
    cue = next(u for u in said if u.kind is PromptKind.CUE)
    assert cue.interrupts
    assert cue.time_s < quiet.time_s + quiet.seconds


def test_help_is_given_when_nothing_can_be_measured_and_gets_rarer() -> None:
    said = spoken(played([Piece(3.0), Piece(80.0, reason="out_of_frame")]))
    times = [u.time_s for u in said if u.kind is PromptKind.HELP]
    assert times[0] == pytest.approx(4.5, abs=0.2)
    assert [round(b - a) for a, b in pairwise(times)] == [10, 20, 40]
    assert (
        told(spoken(played([Piece(3.0), Piece(1.0, reason="out_of_frame"), Piece(3.0)])), PromptKind.HELP)
        == []
    )


def test_an_upright_person_is_asked_to_come_down() -> None:
    said = spoken(played([away(5.0, "out_of_frame", upright=True)]))
    assert [u.text for u in said] == [Words("en").text("coach.down")]


def test_a_call_of_time_is_not_spoken_before_a_waiting_cue() -> None:
    arbiter, words = (
        SpeechArbiter(Words("en")),
        [Prompt(PromptKind.CALL, ("call.half",)), Prompt(PromptKind.CUE, ("fault.sag.cue",), "sag")],
    )
    spoken = SpeechState("Ten seconds", PromptKind.CALL, until_s=10.0)
    assert arbiter.step(words, 10.35, spoken)[0] is None
    said, _, after = arbiter.step(words, 10.5, spoken)
    assert said is not None
    assert said.kind is PromptKind.CUE
    again = [Prompt(PromptKind.CALL, ("call.half",)), Prompt(PromptKind.CUE, ("fault.pike.cue",), "pike")]
    said, *_ = arbiter.step(again, after.until_s + 0.4, after)
    assert said is not None
    assert said.kind is PromptKind.CALL, "the gap between cues is free"


@pytest.mark.parametrize("kind", list(PromptKind))
def test_what_a_cue_cuts_off(kind: PromptKind) -> None:
    arbiter = SpeechArbiter(Words("en"))
    cut = kind in (PromptKind.SCRIPT, PromptKind.PRAISE, PromptKind.BREATH, PromptKind.QUIET)
    said, _, _ = arbiter.step(
        [Prompt(PromptKind.CUE, ("fault.sag.cue",), "sag")], 1.0, SpeechState("...", kind, 3.0)
    )
    assert (said is not None) == cut


def test_a_new_order_cuts_off_the_present_one() -> None:
    arbiter = SpeechArbiter(Words("en"))
    _, _, state = arbiter.step([Prompt(PromptKind.ORDER, ("coach.hold_still",))], 1.0, SpeechState())
    assert arbiter.step([Prompt(PromptKind.ORDER, ("coach.hold_still",))], 1.5, state)[0] is None
    said, _, _ = arbiter.step([Prompt(PromptKind.ORDER, ("coach.paused",))], 1.5, state)
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
    frames = played(pieces, start_s)
    ended = next(i for i, frame in enumerate(frames) if not frame.active)
    frames[ended] = frames[ended]._replace(outcomes=(rep(frames[ended].time_s, kind="attempt"),))
    return frames


def test_no_cue_starts_in_the_last_second_of_a_hold() -> None:
    sagging = played([Piece(8.8), Piece(3.0, faults=("sag",))])
    assert told(spoken(sagging, coach(hold_s=30.0)), PromptKind.CUE) == ["sag"]
    assert told(spoken(sagging, coach(hold_s=10.0)), PromptKind.CUE) == []
    # A major fault stops the hold clock, so the hold would never end.
    far_off = played([Piece(8.8), Piece(3.0, faults=("sag",), major=True)])
    assert told(spoken(far_off, coach(hold_s=10.0)), PromptKind.CUE) == ["sag"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_missing_pair_of_limbs_is_asked_for(language: str) -> None:
    by, words = coach("bird-dog", language, hold_s=0.0, reps=2, per_side=True), Words(language)
    missing = words.text("call.other_pair")
    both = [said.text for said in spoken(repeated([()] * 4, sides=True), by)]
    assert missing not in both
    one = [
        frame._replace(outcomes=tuple(replace(o, side="left") for o in frame.outcomes))
        for frame in repeated([()] * 4)
    ]
    assert [said.text for said in spoken(one, by)].count(missing) == 3
    assert by.step(one, CoachState())[1].progress.left(by.dose) == 2
    neither = repeated([()] * 5)
    assert by.step(neither, CoachState())[1].progress.left(by.dose) == 4, (
        "arm and leg of one side are no pair"
    )


def test_the_last_call_is_not_spoken_during_the_last_repetition() -> None:
    late = repeated([(), ()])
    last = round(FPS * 4)  # the second repetition begins while an order is still spoken
    frames = [*late[:last], *played([Piece(8.0, "rep")], start_s=4.0)]
    spoken = SpeechState("...", PromptKind.ORDER, until_s=5.0)
    said, _ = coach("bird-dog", hold_s=0.0, reps=2, per_side=False).step(
        frames, CoachState()._replace(speech=spoken)
    )
    assert not [u for u in said if u.text == Words("en").text("call.last")]
