"""Laws of speech for any frames: one utterance at a time, cues apart, none about an unmeasured fault."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from formcheck.coach.coach import CoachState
from formcheck.coach.cues import EVENT_S, LEVELS, REPEAT_S
from formcheck.coach.frame_view import FrameView
from formcheck.coach.speech import CUES, PromptKind, Utterance
from formcheck.scoring.summary import verdict_of
from tests.support.coach_scripts import coach, languages, may_cut, scripts, shows

GAP_S = 6.0
"""Issue 4."""
few = settings(max_examples=30, phases=(Phase.explicit, Phase.reuse, Phase.generate))
doses = st.sampled_from(({"hold_s": 20.0}, {"hold_s": 60.0}, {"hold_s": 0.0, "reps": 6}))
exercises = st.sampled_from(("plank", "bird-dog"))


def said(frames: list[FrameView], exercise: str, language: str, dose: dict[str, Any]) -> list[Utterance]:
    return coach(exercise, language, **dose).step(frames, CoachState())[0]


@few
@given(scripts(), exercises, languages, doses)
def test_one_thing_at_a_time_and_cues_apart(
    frames: list[FrameView], exercise: str, language: str, dose: dict[str, float]
) -> None:
    utterances = said(frames, exercise, language, dose)
    for before, after in pairwise(utterances):
        assert after.interrupts == (after.time_s < before.time_s + before.seconds)
        assert not after.interrupts or may_cut(before, after)
    cues = [u for u in utterances if u.kind in CUES]
    assert all(b.time_s - a.time_s >= GAP_S for a, b in pairwise(cues))
    for fault in {u.topic for u in cues if u.kind is PromptKind.CUE}:
        own = [u.time_s for u in cues if u.topic == fault]
        assert all(b - a >= REPEAT_S for a, b in pairwise(own))


@few
@given(scripts(), exercises, languages, doses)
def test_never_a_cue_for_a_fault_that_was_not_measured(
    frames: list[FrameView], exercise: str, language: str, dose: dict[str, float]
) -> None:
    for utterance in said(frames, exercise, language, dose):
        if utterance.kind is not PromptKind.CUE:
            continue
        now, fault = utterance.time_s, utterance.topic
        # Of several frames with one time stamp any may have caused it.
        here = any(shows(frame, fault) and frame.active for frame in frames if frame.time_s == now)
        lately = [o for frame in frames if 0 <= now - frame.time_s <= EVENT_S for o in frame.outcomes]
        told = any(s.fault == fault for o in lately if verdict_of(o) != "unmeasured" for s in o.faults)
        assert here or told
        assert any(frame.judged for frame in frames if frame.time_s == now)


@few
@given(scripts(), exercises, languages, doses)
def test_out_of_the_posture_only_help_is_given(
    frames: list[FrameView], exercise: str, language: str, dose: dict[str, float]
) -> None:
    postures = {frame.time_s: frame.in_posture for frame in frames}
    for utterance in said(frames, exercise, language, dose):
        assert postures[utterance.time_s] or utterance.kind is PromptKind.HELP


@few
@given(scripts(), exercises, doses, st.lists(st.integers(0, 60), max_size=12))
def test_chunk_lengths_do_not_change_the_utterances(
    frames: list[FrameView], exercise: str, dose: dict[str, float], lengths: list[int]
) -> None:
    by = coach(exercise, "en", **dose)
    whole, end = by.step(frames, CoachState())
    parts: list[Utterance] = []
    state, first = CoachState(), 0
    for length in [*lengths, len(frames)]:
        more, state = by.step(frames[first : first + length], state)
        parts, first = parts + more, first + length
    assert parts == whole
    assert repr(state) == repr(end)


@few
@given(scripts(), languages)
def test_a_fault_is_named_only_a_few_times(frames: list[FrameView], language: str) -> None:
    """Between two corrections a fault is named at most a few times."""
    by, state = coach("plank", language), CoachState()
    count: dict[str, int] = {}
    for frame in frames:
        before = {name for name, heard in state.cues.faults.items() if heard.open}
        utterances, state = by.step([frame], state)
        for fault in before - {name for name, heard in state.cues.faults.items() if heard.open}:
            count[fault] = 1
        for utterance in utterances:
            if utterance.kind is PromptKind.CUE:
                count[utterance.topic] = count.get(utterance.topic, 0) + 1
                assert count[utterance.topic] <= LEVELS
