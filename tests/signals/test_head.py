"""A head that nobody can see: its points shake, and what leans on them is not judged."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.body import body_of
from formcheck.signals.head import HeadState, head_unsure
from tests.exercises.test_side_plank import hold, slowly
from tests.support.scored import score

FACE = [point for point in L if point <= L.MOUTH_RIGHT]


def moved(track: Track, by: np.ndarray) -> Track:
    """The face somewhere else: (T, 2), in lengths of the trunk."""
    xy = track.xy.copy()
    trunk = np.hypot(*(xy[0, [L.LEFT_SHOULDER, L.RIGHT_SHOULDER]] - xy[0, [L.LEFT_HIP, L.RIGHT_HIP]]).mean(0))
    xy[:, FACE] += (by * trunk)[:, None].astype(np.float32)
    return replace(track, xy=xy)


def guessed(track: Track, size: float = 0.05, seed: int = 0) -> Track:
    """As a network draws the head where it sees none: now here, now there."""
    return moved(track, np.random.default_rng(seed).normal(0, size, (len(track), 2)))


def unsure(track: Track) -> np.ndarray:
    """(T,) of a whole track."""
    body = body_of(track, np.ones(len(track), bool), True)
    return np.asarray(head_unsure(body, track.time, HeadState())[0])


def test_a_head_that_shakes_is_a_guess_and_one_that_moves_is_not() -> None:
    still = hold(fps=15.0)
    inside = (still.time > 4) & (still.time < 11)
    assert not unsure(still)[inside].any()
    assert unsure(guessed(still))[inside].all()
    nods = np.zeros((len(still), 2))
    nods[:, 0] = 0.3 * np.clip((still.time - 6) / 1.0, 0, 1)  # once, to somewhere else
    assert not unsure(moved(still, nods))[inside].any()
    before = guessed(still).xy
    before[still.time > 6] = still.xy[still.time > 6]
    again = unsure(replace(still, xy=before))
    assert again[still.time < 6][-10:].all()
    assert not again[(still.time > 10.5) & inside].any(), "a face that can be seen again"


@pytest.mark.parametrize(
    ("what", "fault"), [("head_deg", "head_position"), ("upper_arm_deg", "elbow_position")]
)
def test_what_leans_on_a_guess_is_not_judged(what: str, fault: str) -> None:
    """Neither a fault nor good: unmeasured. What hips and legs show is judged as ever."""
    change: dict[str, Any] = {what: slowly(60.0)}
    bent = hold(fps=15.0, **change)
    assert score(bent, "side-plank").faults == {fault}
    scored = score(guessed(bent), "side-plank")
    assert scored.faults == set()
    assert {"head_position", "elbow_position", "trunk_twist"} <= scored.result.unmeasured.keys()
    dropped = score(guessed(hold(fps=15.0, offset=slowly(0.06))), "side-plank")
    assert dropped.faults == {"pelvis_drop"}


def test_ears_between_the_shoulders_have_no_direction() -> None:
    """However steady they are: so short a neck is none."""
    track = hold(fps=15.0)
    xy = track.xy.copy()
    shoulders = xy[:, [L.LEFT_SHOULDER, L.RIGHT_SHOULDER]].mean(axis=1, keepdims=True)
    xy[:, FACE] = shoulders + 0.2 * (xy[:, FACE] - shoulders)
    scored = score(replace(track, xy=xy), "side-plank")
    assert "head_position" in scored.result.unmeasured
    assert not np.isfinite(scored.frames.signal("head_angle_deg")).any()
