"""Which side is the belly: on drawn bodies turned every way, and on the clips."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.ventral import HIPS, SHOULDERS, VentralSide, ventral_vote
from tests.support.clip_frames import estimate, frames

# Side views with the head to the right, x right, y down; belly towards the floor but in the bridge.
POSTURES = {
    "plank": {"NOSE": (640, 300), "EAR": (630, 285), "SHOULDER": (590, 290), "WRIST": (640, 350),
              "HIP": (450, 300), "KNEE": (345, 312), "ANKLE": (245, 320)},
    "all fours": {"NOSE": (640, 270), "EAR": (620, 250), "SHOULDER": (580, 255), "WRIST": (582, 365),
                  "HIP": (430, 260), "KNEE": (425, 360), "ANKLE": (330, 362)},
    "bridge": {"NOSE": (640, 318), "EAR": (630, 340), "SHOULDER": (590, 345), "WRIST": (460, 362),
               "HIP": (450, 285), "KNEE": (350, 240), "ANKLE": (340, 350)},
}  # fmt: skip
DOWN = {"plank": 1, "all fours": 1, "bridge": -1}


def body(posture: str) -> NDArray[np.float64]:
    """(33, 2) pixels; both sides of the body in the same place."""
    places = POSTURES[posture]
    xy = np.tile(np.array(places["SHOULDER"], float), (33, 1))
    for mark in Landmark:
        part = mark.name.removeprefix("LEFT_").removeprefix("RIGHT_")
        if part in places:
            xy[mark] = places[part]
    return xy


def belly_points_down(xy: NDArray[np.float64], side: int) -> bool:
    axis = xy[SHOULDERS].mean(axis=0) - xy[HIPS].mean(axis=0)
    return bool(axis[0] * side > 0)


@pytest.mark.parametrize("posture", POSTURES)
def test_drawn_bodies(posture: str) -> None:
    assert belly_points_down(body(posture), VentralSide().update(body(posture), 0.0)) == (DOWN[posture] > 0)


@given(st.sampled_from(list(POSTURES)), st.floats(-math.pi, math.pi), st.floats(0.05, 20), st.booleans())
def test_the_vote_turns_and_grows_with_the_picture_and_changes_sign_in_a_mirror(
    posture: str, angle: float, scale: float, mirrored: bool
) -> None:
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]) * scale
    if mirrored:
        turn = turn @ np.diag([-1, 1])
    vote = ventral_vote(body(posture) @ turn.T + 50)
    assert vote == pytest.approx(ventral_vote(body(posture)) * (-1 if mirrored else 1), rel=1e-6)


def test_no_flicker_but_a_turn_is_followed() -> None:
    side, xy, mirror = VentralSide(), body("plank"), body("plank") * (-1, 1) + (854, 0)
    first = side.update(xy, 0.0)
    for i in range(1, 60):  # every fifth frame the pose is read the wrong way round
        assert side.update(mirror if i % 5 == 0 else xy, i / 30) == first
    turned = [side.update(mirror, 2 + i / 30) for i in range(90)]
    assert turned[-1] == -first
    assert np.count_nonzero(np.diff(turned)) <= 1


def test_weak_votes_do_not_turn_the_side_whatever_their_number() -> None:
    def straight(nose_down: float) -> NDArray[np.float64]:
        """Somebody on a line, of whom only the nose shows the front."""
        xy = np.tile([590.0, 300.0], (33, 1))
        xy[HIPS], xy[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]] = (450, 300), (350, 300)
        xy[[Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]] = (250, 300)
        xy[Landmark.NOSE] = (640, 300 + nose_down * 140)
        return xy

    side = VentralSide()
    assert [side.update(straight(0.1), i / 10) for i in range(10)] == [1] * 10
    assert [side.update(straight(-0.03), 1 + i / 10) for i in range(100)] == [1] * 100
    assert [side.update(straight(-0.3), 11.2 + i / 10) for i in range(30)][-1] == -1


def test_after_a_long_gap_or_a_jump_back_the_vote_starts_anew() -> None:
    side, xy, mirror = VentralSide(), body("plank"), body("plank") * (-1, 1) + (854, 0)
    first = side.update(xy, 0.0)
    assert side.update(mirror, 10.0) == -first
    assert side.update(xy, 1.0) == first


def test_a_body_without_extent_does_not_crash() -> None:
    assert VentralSide().update(np.zeros((33, 2)), 0.0) in (-1, 1)


@pytest.fixture(scope="module")
def network() -> Iterator[OnnxPoseEstimator]:
    with OnnxPoseEstimator("full", threads=2, outline_hz=0) as estimator:
        yield estimator


@pytest.mark.parametrize(
    ("clip", "down"),
    [
        ("plank_good", True),
        ("plank_sag", True),
        ("plank_pike", True),
        ("setup_rolled", True),
        ("setup_oblique", True),
        ("setup_cut_off", True),
        ("birddog_reps_side", True),
        ("catcamel", True),
        ("bridge_hold", False),
        ("bridge_reps", False),
    ],
)
def test_on_every_side_view_clip(synthetic: Path, network: OnnxPoseEstimator, clip: str, down: bool) -> None:
    with network.renewed() as estimator:
        track = estimate(estimator, frames(synthetic / f"{clip}.mp4", every_s=3.0))
    side = VentralSide()
    seen = track.detected
    assert seen.mean() > 0.9
    sides = [
        belly_points_down(xy, side.update(xy, time_s))
        for xy, time_s in zip(track.xy[seen].astype(float), track.time[seen], strict=True)
    ]
    assert all(turned == down for turned in sides)
