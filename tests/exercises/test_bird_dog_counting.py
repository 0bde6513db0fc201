"""The bird-dog from the side: what counts as a repetition where limbs are cut off, hidden or exchanged."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from formcheck.exercises.bird_dog import CONFIG
from formcheck.exercises.bird_dog.limits import BirdDogLimits
from formcheck.exercises.bird_dog.repetition import LimbRows, judge_repetition
from formcheck.judge.loading import load_config
from formcheck.judge.segments import FrameColumns, Segment
from formcheck.judge.vocabulary import SIGNALS
from tests.support.movements import lifts, pairs
from tests.support.scenarios import SIDE
from tests.support.scored import Scored, score
from tests.support.stick_figures import Figure, Floats, Make, polar, script, seconds
from tests.support.stick_postures import SHANK, THIGH, bird_dog


def side(make: Make, length_s: float = 13.0, *, near: str = "right", **choices: Any) -> Scored:
    return score(make(seconds(length_s)).shown(replace(SIDE, near=near)), "bird-dog", **choices)


def cut(scored_from: float, until: float) -> list[str]:
    """What is found in a part of a recording with one repetition, at its top from 2.7 to 4.5 s."""

    def make(time: Floats) -> Figure:
        up = lifts(time, 1.0)
        return bird_dog(time, near_arm=up, far_leg=up)

    track = make(seconds(8.0)).shown(replace(SIDE, near="right"))
    return score(track[round(30 * scored_from) : round(30 * until)], "bird-dog").kinds


def test_half_a_repetition_is_none() -> None:
    """A clip that begins or ends at the top: whether the rest of it was there, nobody knows."""
    assert cut(4.2, 8.0) == []
    assert cut(0.0, 2.6) == []


def test_a_repetition_without_its_very_beginning_or_end_is_one() -> None:
    assert cut(3.0, 8.0) == ["rep"]
    assert cut(0.0, 4.2) == ["rep"]


@pytest.mark.parametrize("drawn_deg", [-60.0, -15.0])
def test_an_arm_hidden_behind_the_raised_one_ends_nothing(drawn_deg: float) -> None:
    """Trackers draw it where they expect it; the shoulders are up, so it stands."""

    def make(time: Floats) -> Figure:
        up = lifts(time, 1.0)
        body = bird_dog(time, near_arm=up, far_leg=up)
        hidden = polar(drawn_deg, 1.05)
        wrist = np.where((up > 0.9)[:, None], body.far["shoulder"] + hidden, body.far["wrist"])
        return replace(body, far={**body.far, "wrist": wrist})

    scored = side(make, 8.0)
    assert scored.kinds == ["rep"]
    assert scored.result.coverage.measured == 1.0


def test_a_chest_let_down_to_the_mat_is_no_bird_dog() -> None:
    """Both arms lie in front of the head then; from one that is raised nothing holds the shoulders up."""

    def make(time: Floats) -> Figure:
        up, down = lifts(time, 1.0), script(time, (8.5, 0.0), (9.0, 1.0))
        near = np.maximum(up, down)
        return bird_dog(
            time, near_arm=near, far_arm=down, far_leg=up, pitch_deg=-45.0 * down, arm_top_deg=30.0
        )

    scored = side(make, 12.0)
    assert scored.kinds == ["rep"]
    assert scored.frames.verdict_names[-1] == "unmeasured"


def test_legs_taken_for_each_other_are_no_wrong_side() -> None:
    """The same leg is drawn as the one, then as the other."""

    def make(time: Floats) -> Figure:
        up = lifts(time, 1.0)
        other = (up > 0.8).astype(float)
        return bird_dog(time, near_arm=up, far_leg=up * (1 - other), near_leg=up * other)

    assert side(pairs(same_side=True)).faults == {"same_side"}
    assert side(make, 8.0).faults == set()


def first(limb_s: float, pitch_deg: float) -> Callable[[Floats], Figure]:
    """The arm is raised so long before its leg; the trunk tips meanwhile, and is level with both."""

    def make(time: Floats) -> Figure:
        arm = script(time, (1.5, 0), (2.5, 1), (6.5 + limb_s, 1), (7.5 + limb_s, 0))
        leg = script(time, (2.5 + limb_s, 0), (3.5 + limb_s, 1), (6.5 + limb_s, 1), (7.5 + limb_s, 0))
        return bird_dog(time, near_arm=arm, far_leg=leg, pitch_deg=pitch_deg * (arm - leg))

    return make


def test_an_arm_that_waits_for_its_leg_is_on_its_way() -> None:
    """The weight goes over to the other hand and knee meanwhile, and the leg is not low: it is not up yet."""
    scored = side(first(1.5, 8.0), 12.0)
    assert scored.kinds == ["rep"]
    assert scored.faults == set()
    assert side(first(1.5, 15.0), 12.0).faults == {"trunk_pitch"}


def test_a_foot_over_a_bent_knee_is_no_leg_too_high() -> None:
    """The thigh is level; the shank points up."""

    def make(time: Floats) -> Figure:
        up = lifts(time, 1.0)
        body = bird_dog(time, near_arm=up, far_leg=up)
        knee = body.far["hip"] + polar(180.0, THIGH)
        bent = {"knee": knee, "ankle": knee + polar(100.0, SHANK)}
        top = (up > 0.9)[:, None]
        far = {**body.far, **{name: np.where(top, xy, body.far[name]) for name, xy in bent.items()}}
        return replace(body, far=far)

    assert "over_lift" not in side(make, 8.0).faults


def test_the_way_into_the_posture_is_no_attempt() -> None:
    """One leg comes after the other."""

    def make(time: Floats) -> Figure:
        leg = script(time, (0.0, 0.45), (0.9, 0.45), (1.6, 0.0))
        return bird_dog(time, near_leg=leg)

    assert side(make, 6.0).kinds == []


def test_a_leg_that_bears_the_others_name_for_a_part_of_the_top_was_raised() -> None:
    """In most frames neither leg is up by its name, but one of them is throughout; the arm tells the pair."""
    length = 41
    time = seconds(length / 20, 20.0)
    up = np.sin(np.linspace(0.0, np.pi, length))
    shares = np.arange(length) / length
    left, right = up * (shares < 0.45), up * (shares > 0.5)
    nothing = np.zeros(length)
    limbs = LimbRows(
        up, nothing, left, right, nothing, nothing, legs_unsure=nothing + 1.0, arms_unsure=nothing
    )
    one, none = np.ones(length, np.int8), np.zeros((0, length), bool)
    frames = FrameColumns(
        time, one, one.astype(np.int64), one.astype(np.int64), -one, one, one > 0, up,
        np.zeros((len(SIGNALS), length)), np.array(limbs), none, none.astype(float),
        np.zeros(length, np.int64),
    )  # fmt: skip
    config = load_config(BirdDogLimits, CONFIG)
    judged = judge_repetition(Segment(0.0, float(time[-1]), frames, True), config, "book", ("pitch",))
    assert (judged.kind, judged.side) == ("rep", "left_arm_right_leg")
