"""Tones: start, count, good, correction and end, each with what it tells of."""

from __future__ import annotations

import pytest

from formcheck.coach.coach import CoachState
from formcheck.coach.cues import CueState
from formcheck.coach.progress import Progress
from formcheck.coach.speech import PromptKind, Utterance
from formcheck.coach.stages import Stage, VisitState
from formcheck.coach.tones import TICK_S, Tone, tone_of
from tests.support.coach_scripts import Piece, coach, played

SETTLED = Piece(4.0)
PERFORM = VisitState(stage=Stage.PERFORM)
CUE = Utterance(1.0, PromptKind.CUE, "sag", "Lift your hips", 1.0, False)


def holding(seconds: float) -> VisitState:
    return PERFORM._replace(coach=CoachState(progress=Progress(open_s=seconds)))


@pytest.mark.parametrize(
    ("before", "after", "tone"),
    [
        (VisitState(stage=Stage.CALIBRATE), PERFORM, Tone.START),
        (VisitState(stage=Stage.POSITION), PERFORM, Tone.START),
        (PERFORM, VisitState(stage=Stage.REST), Tone.END),
        (PERFORM, VisitState(stage=Stage.END), Tone.END),
        (VisitState(stage=Stage.CALIBRATE), VisitState(stage=Stage.END), Tone.END),
        (VisitState(stage=Stage.REST), VisitState(stage=Stage.END), None),
        (PERFORM, VisitState(stage=Stage.PAUSE), None),
        (PERFORM, PERFORM._replace(refused=1), Tone.CORRECTION),
        (holding(TICK_S - 0.1), holding(TICK_S), Tone.COUNT),
        (holding(TICK_S), holding(TICK_S + 0.1), None),
        (holding(TICK_S), holding(TICK_S - 3.0), None),
        (VisitState(stage=Stage.EXPLAIN), VisitState(stage=Stage.CAMERA), None),
    ],
)
def test_each_step_has_its_tone(before: VisitState, after: VisitState, tone: Tone | None) -> None:
    assert tone_of(before, after, ()) == tone


def test_a_correction_is_told_before_it_is_spoken_also_while_the_reference_is_taken() -> None:
    calibrate = VisitState(stage=Stage.CALIBRATE)
    assert tone_of(PERFORM, holding(TICK_S), [CUE]) is Tone.CORRECTION
    assert tone_of(calibrate, calibrate, [CUE]) is Tone.CORRECTION
    assert tone_of(calibrate, PERFORM, [CUE]) is Tone.START


def test_praise_has_the_tone_of_what_went_well() -> None:
    praised = PERFORM._replace(coach=CoachState(cues=CueState(praised_s=4.0)))
    assert tone_of(PERFORM, praised, ()) is Tone.GOOD


def test_a_hold_that_sags_and_is_corrected_sounds_once_for_each() -> None:
    frames = played([SETTLED, Piece(4.0, faults=("sag",)), Piece(12.0)])
    by, tones, before = coach("plank", "en"), [], PERFORM
    for frame in frames:
        said, state = by.step([frame], before.coach)
        after = before._replace(coach=state)
        tones += [tone] if (tone := tone_of(before, after, said)) else []
        before = after
    assert [tone for tone in tones if tone is not Tone.COUNT] == [Tone.CORRECTION, Tone.GOOD]
    assert tones.count(Tone.COUNT) == before.coach.progress.hold_s // TICK_S
