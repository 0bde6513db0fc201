"""What is no plank: the belly up, the chest low, a leg in the air; with the limits' margins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.mirror import mirrored
from formcheck.exercises import get_exercise
from formcheck.exercises.plank.limits import PlankLimits
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.signals.posture import POSTURE_CODE, memberships
from tests.support.scored import score
from tests.support.stick_figures import Figure, Floats, Scene, script, seconds
from tests.support.stick_postures import leg_up, plank, push_up, reverse_plank

Change = Callable[[Floats, Floats], Figure]
"""A figure of times and of a quantity (T,) that leads from a plank to something else."""
LIMITS = PlankLimits.model_validate(get_exercise("plank").config().limits.model_dump())
CLEAR = 0.03
"""Torso lengths beyond a limit: a pixel or two."""

# figure, limit to enter, limit to leave, on which side of them something else lies
WAYS = [
    (reverse_plank, LIMITS.facing_up_on, LIMITS.facing_up_off, 1),
    (push_up, LIMITS.chest_on, LIMITS.chest_off, -1),
    (leg_up, LIMITS.ankles_on, LIMITS.ankles_off, 1),
]
EACH = pytest.mark.parametrize(("change", "on", "off", "way"), WAYS)
NOSE_AND_FEET = [Landmark.NOSE, Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX]


def filmed(change: Change, *keys: tuple[float, float]) -> Track:
    time = seconds(8.0)
    return change(time, script(time, *keys, (8.0, keys[-1][1]))).shown(Scene())


@EACH
@pytest.mark.parametrize("mirror", [False, True])
def test_beyond_the_limit_no_plank_begins(
    change: Change, on: float, off: float, way: int, mirror: bool
) -> None:
    track = filmed(change, (0.0, on + way * CLEAR))
    scored = score(mirrored(track) if mirror else track, "plank")
    assert scored.kinds == []
    assert scored.result.word == "not_measured"
    assert set(scored.result.coverage.reasons) == {"wrong_posture"}


@EACH
def test_within_it_one_does(change: Change, on: float, off: float, way: int) -> None:
    assert score(filmed(change, (0.0, on - way * CLEAR)), "plank").kinds == ["hold"]


@EACH
def test_a_plank_goes_on_until_the_limit_to_leave(change: Change, on: float, off: float, way: int) -> None:
    plain, short, beyond = on - way * 0.1, off - way * CLEAR, off + way * CLEAR
    (kept,) = score(filmed(change, (3.0, plain), (4.0, short)), "plank").events
    (left,) = score(filmed(change, (3.0, plain), (4.0, beyond)), "plank").events
    assert kept.end_s == pytest.approx(7.9, abs=0.2)
    assert left.end_s < 4.3


@EACH
def test_auto_takes_it_for_no_plank(change: Change, on: float, off: float, way: int) -> None:
    """The posture's own ramps lie about the same limits."""
    far = off + way * 0.2
    codes = [memberships(filmed(change, (0.0, v)))[:, -1].argmax() for v in (far, on - way * 0.2)]
    assert codes[0] != POSTURE_CODE["plank"]
    assert codes[1] == POSTURE_CODE["plank"]


def without(track: Track, marks: list[Landmark]) -> Track:
    xy = track.xy.copy()
    xy[:, marks] = np.nan
    return replace(track, xy=xy)


def test_without_toes_the_face_decides() -> None:
    feet = NOSE_AND_FEET[1:]
    assert score(without(filmed(reverse_plank, (0.0, 0.1)), feet), "plank").kinds == []
    assert score(without(plank(seconds(8.0)).shown(), feet), "plank").kinds == ["hold"]


def test_what_is_not_seen_does_not_decide() -> None:
    """Without nose and toes nobody knows where the belly is: a plank as before."""
    track = without(filmed(reverse_plank, (0.0, 0.1)), NOSE_AND_FEET)
    assert score(track, "plank").kinds == ["hold"]
    assert memberships(track)[:, -1].argmax() == POSTURE_CODE["plank"]
