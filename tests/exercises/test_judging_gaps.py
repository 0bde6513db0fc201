"""Ends, neutrals, dial and bands at their edges: what once went wrong stays mended."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.judge.config import Strictness
from formcheck.scoring.plan import Plan
from tests.support.movements import bridging, front_pairs, lifts, pairs
from tests.support.scenarios import FRONT, GOOD, SIDE, Scenario
from tests.support.scored import edges, score
from tests.support.stick_figures import Floats, Make, rolled, script, seconds
from tests.support.stick_postures import Bridge, bird_dog


def bridge_with_readings(every: int, wrong_until: float) -> float | None:
    """The belly line's neutral of a good lift whose first readings are those of arms in the way."""
    time = seconds(7.0)
    body = Bridge()
    up = lifts(time, 1.0, rise_s=1.3)
    arms = np.where((time < wrong_until) & (time > 1.5), 40.0, 0.0)
    track = body(time, offset=body.lying * (1 - up), belly_deg=arms).shown(replace(SIDE, outline_every=every))
    scored = score(track, "bridge")
    assert scored.faults == set()
    return scored.result.calibration.values.get("lumbar_deg")


def test_a_neutral_rests_on_four_readings() -> None:
    assert bridge_with_readings(3, 0.0) == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize("wrong_until", [0.0, 2.2])
def test_from_fewer_readings_there_is_no_neutral(wrong_until: float) -> None:
    """One or two readings in the lift, perhaps of an arm: better none than a false hollow back."""
    assert bridge_with_readings(7, wrong_until) is None


@pytest.mark.parametrize("down_s", [0.8, 1.2, 2.0])
def test_a_hold_ends_where_the_way_down_begins(down_s: float) -> None:
    time, body = seconds(16.0), Bridge()
    offset = script(time, (1.5, body.lying), (2.7, 0.0), (11.0, 0.0), (11.0 + down_s, body.lying))
    hold = score(body(time, offset=offset).shown(SIDE), "bridge").events[0]
    assert hold.kind == "hold"
    assert hold.end_s == pytest.approx(11.0, abs=0.3)


def test_a_hold_cut_off_by_the_end_lasts_until_then() -> None:
    time, body = seconds(10.0), Bridge()
    offset = script(time, (1.5, body.lying), (2.7, 0.0))
    hold = score(body(time, offset=offset).shown(SIDE), "bridge").events[0]
    assert hold.end_s == pytest.approx(time[-1], abs=0.001)


def test_a_low_top_is_as_low_as_its_top() -> None:
    """The way down is no part of it."""
    low = edges("bridge", "not_lifted")[1][0] - 0.01
    scored = score(bridging(0.0, low)(seconds(13.0)).shown(SIDE), "bridge")
    assert [s.peak for s in scored.spans("not_lifted")] == [pytest.approx(low, abs=0.006)]


@pytest.mark.parametrize("scenario", [s for s in GOOD if "rep" in s.events], ids=str)
def test_no_event_ends_after_the_recording(scenario: Scenario) -> None:
    """The end of a repetition is worked out ahead of its last frame."""
    track = scenario.track()
    for stop in np.arange(5.0, 6.2, 0.15):
        part = track[: int(np.searchsorted(track.time, stop))]
        assert all(e.end_s <= part.time[-1] + 0.001 for e in scenario.score(part).events)


@pytest.mark.parametrize("roll_deg", [-8.0, -4.0, 4.0, 8.0])
def test_a_rolled_camera_high_in_front(roll_deg: float) -> None:
    """Limbs are measured from where they rest; a roll is held against the reference."""
    track = rolled(front_pairs()(seconds(13.0)).shown(FRONT), roll_deg)
    scored = score(track, "bird-dog", view="front-high")
    assert scored.kinds == ["rep", "rep"]
    assert [e.side for e in scored.events] == ["left_arm_right_leg", "right_arm_left_leg"]
    assert scored.faults == set()


@pytest.mark.parametrize(
    ("make", "faults"),
    [
        (front_pairs(), set()),
        (front_pairs(roll_deg=25), {"trunk_roll"}),
        (front_pairs(same_side=True), {"same_side"}),
    ],
)
def test_from_the_front_without_a_reference(make: Make, faults: set[str]) -> None:
    scored = score(make(seconds(13.0)).shown(FRONT), "bird-dog", view="front-high", calibrate="none")
    assert scored.kinds == ["rep", "rep"]
    assert scored.faults == faults
    assert scored.result.coverage.measured > 0.9  # on their way limbs hide the hips
    assert scored.result.unmeasured["lateral_shift"] == "no_reference"
    assert scored.result.unmeasured["trunk_pitch"] == "wrong_view"


@pytest.mark.parametrize(
    ("make", "faults"), [(pairs(), set()), (pairs(leg_top_deg=30), {"over_lift"})], ids=["good", "over-lift"]
)
def test_from_the_side_without_a_reference(make: Make, faults: set[str]) -> None:
    scored = score(make(seconds(13.0)).shown(SIDE), "bird-dog", calibrate="none")
    assert scored.kinds == ["rep", "rep"]
    assert scored.faults == faults
    assert scored.result.unmeasured["trunk_roll"] == "wrong_view"
    assert scored.result.unmeasured["trunk_pitch"] == "no_reference"


@pytest.mark.parametrize("shift", [-0.10, 0.10])
def test_five_centimetres_sideways_are_named(shift: float) -> None:
    track = front_pairs(shift=shift)(seconds(13.0)).shown(FRONT)
    assert score(track, "bird-dog", view="front-high").faults == {"lateral_shift"}


def test_the_dial_stops_at_the_measured_noise() -> None:
    assert Strictness(2.0).scale(10.0, 20.0, 0.0, 8.0) == (8.0, 13.0)
    assert Strictness(2.0).scale(-10.0, -20.0, 0.0, 8.0) == (-8.0, -13.0)
    assert Strictness(2.0).scale(10.0, 20.0, 0.0, 0.0) == (5.0, 10.0)
    assert Strictness(0.5).scale(10.0, 20.0, 0.0, 8.0) == (20.0, 40.0)
    assert Strictness(2.0).scale(6.0, 12.0, 0.0, 8.0) == (6.0, 9.0), "an edge inside the noise stays"


@pytest.mark.parametrize("exercise", ["plank", "bridge", "bird-dog"])
def test_every_band_knows_its_noise(exercise: str) -> None:
    for band in Plan(exercise=exercise).rule().config.bands:
        assert band.noise > 0, band.fault


def test_level_knees_within_the_noise_are_good_at_any_dial() -> None:
    """Knees as good bridges show them, 60 to 110 degrees, whatever the dial says."""
    time: Floats = seconds(13.0)
    for knee in (60.0, 110.0):
        assert (
            score(bridging(0.0, 0.0, knee_deg=knee)(time).shown(SIDE), "bridge", strictness=2.0).faults
            == set()
        )


def test_bird_dog_rests_are_what_counts() -> None:
    """All fours without a movement are no repetition, rolled or not."""
    track = bird_dog(seconds(6.0)).shown(SIDE)
    assert score(rolled(track, 7.0), "bird-dog").events == []
