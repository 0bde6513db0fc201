"""Stretches: the side is named where it is sure, the reach is told and never judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.mirror import mirrored
from formcheck.exercises import get_exercise
from tests.support.scenarios import ON_FEET, SIDE
from tests.support.scored import score
from tests.support.stick_figures import blend, script, seconds
from tests.support.stick_on_feet import STANDING, half_kneeling, hip_stretch, leg_raised, leg_stretch, on_feet

TIME = seconds(13.0, 15.0)


@pytest.mark.parametrize(("near_rear", "side"), [(True, "right"), (False, "left")])
def test_the_side_of_a_hip_stretch_is_the_knee_on_the_mat(near_rear: bool, side: str) -> None:
    track = hip_stretch(near_rear=near_rear)(TIME).shown(ON_FEET)
    assert [e.side for e in score(track, "hip-flexor-stretch").events] == [side]
    other = {"left": "right", "right": "left"}[side]
    assert [e.side for e in score(mirrored(track), "hip-flexor-stretch").events] == [other]


def test_a_knee_that_bends_is_named_and_does_not_end_the_stretch() -> None:
    """The ankle sinks with it, more so where the leg is not raised far."""
    late = script(TIME, (7.2, 0), (7.8, 1), (9.5, 1), (10.0, 0))
    up = script(TIME, (1.9, 0), (2.6, 32), (11.0, 32), (11.8, 0))
    bent = leg_raised(TIME, up_deg=up, knee_deg=175.0 - 42.0 * late).shown(SIDE)
    events = score(bent, "hamstring-stretch").events
    assert [(e.kind, [f.kind for f in e.faults]) for e in events] == [("hold", ["knees_bent"])]
    foot_down = leg_raised(TIME, up_deg=np.minimum(up, 32 - 32 * late)).shown(SIDE)
    assert score(foot_down, "hamstring-stretch").events[0].end_s < 7.9


@pytest.mark.parametrize(("near_up", "side"), [(True, "right"), (False, "left")])
def test_the_side_of_a_hamstring_stretch_is_the_raised_leg(near_up: bool, side: str) -> None:
    track = leg_stretch(near_up=near_up)(TIME).shown(SIDE)
    assert [e.side for e in score(track, "hamstring-stretch").events] == [side]


@pytest.mark.parametrize("up_deg", [30.0, 60.0, 88.0])
def test_how_high_the_leg_comes_is_told_and_never_judged(up_deg: float) -> None:
    up = script(TIME, (1.9, 0), (2.6, up_deg), (11.0, up_deg), (11.8, 0))
    found = score(leg_raised(TIME, up_deg=up).shown(SIDE), "hamstring-stretch")
    assert (found.kinds, found.faults) == (["hold"], set())
    assert found.events[0].measures["hip_angle_deg"] == pytest.approx(180.0 - up_deg, abs=3.0)
    judged = {band.signal for band in get_exercise("hamstring-stretch").config().bands}
    assert "hip_angle_deg" not in judged


def test_stepping_through_a_half_kneel_is_no_hold() -> None:
    share = script(TIME, (2.0, 0), (2.8, 1), (4.6, 1), (5.4, 0))
    body = blend(on_feet(TIME, hip=STANDING), half_kneeling(TIME), share)
    assert score(body.shown(ON_FEET), "hip-flexor-stretch").kinds == []


def test_an_arm_before_the_back_hides_it() -> None:
    figure = hip_stretch(hollow_deg=-25)(TIME)
    near = {**figure.near, "elbow": figure.near["elbow"] - [0.25, 0.0]}
    found = score(replace(figure, near=near).shown(ON_FEET), "hip-flexor-stretch")
    assert found.kinds == ["hold"]
    assert "pelvis_forward" in found.events[0].main_unmeasured
