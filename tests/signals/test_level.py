"""The camera's roll from the points that stand on the floor."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy.mirror import mirrored
from formcheck.exercises import get_exercise
from formcheck.pose.track import Track
from formcheck.signals.body import body_of
from formcheck.signals.level import MIN_ROLL_DEG, CameraLevel, LevelState
from tests.support.stick_figures import MODEL, Figure, Scene, blend, cut, rolled, script, seconds
from tests.support.stick_postures import Bridge, bird_dog, plank

TIME = seconds(2.0)
STILL = {
    "plank": plank(TIME, line_deg=10.2),
    "bridge": Bridge()(TIME, offset=-0.15),
    "bird-dog": bird_dog(TIME),
}
ON_STILL = pytest.mark.parametrize("exercise", STILL)
METHOD_DEG = 2.0
"""What the method promises: the joints of a line are not all equally high above the floor."""


def levelled(track: Track, exercise: str, *chunks: int) -> tuple[list[float], LevelState]:
    """Tilt of every frame, and the state after the last."""
    spec = get_exercise(exercise).spec
    level = CameraLevel(spec.floor)
    state, tilts = level.start(), []
    for part in cut(track, chunks) if chunks else [track]:
        if not len(part):
            continue
        single = len(part) == 1
        time = part.time.item() if single else part.time
        left = False if single else np.zeros(len(part), bool)
        usable = True if single else part.detected
        tilt, state = level.step(body_of(part, left, spec.belly_down), usable, time, state)
        tilts += np.broadcast_to(tilt, len(part)).tolist()
    return tilts, state


def shown(figure: Figure, roll_deg: float = 0.0, **scene: Any) -> Track:
    return rolled(figure.shown(Scene(noise_px=0.3, **scene)), roll_deg)


@ON_STILL
@pytest.mark.parametrize("roll_deg", [-8.0, -3.0, 0.0, 3.0, 8.0])
def test_the_roll_is_found(exercise: str, roll_deg: float) -> None:
    _, state = levelled(shown(STILL[exercise], roll_deg), exercise)
    assert state.roll_deg == pytest.approx(roll_deg, abs=METHOD_DEG)


@ON_STILL
def test_a_mirror_turns_its_sign(exercise: str) -> None:
    track = shown(STILL[exercise], 7.0)
    seen = levelled(track, exercise)[1].roll_deg
    spec = get_exercise(exercise).spec
    level, picture = CameraLevel(spec.floor), mirrored(track)
    body = body_of(picture, np.ones(len(picture), bool), spec.belly_down)
    tilt, state = level.step(body, picture.detected, picture.time, level.start())
    assert state.roll_deg == pytest.approx(-seen, abs=1e-3)
    assert np.asarray(tilt)[-1] == pytest.approx(levelled(track, exercise)[0][-1], abs=1e-3), (
        "the body is tilted alike"
    )


@ON_STILL
@pytest.mark.parametrize("chunks", [[1] * 60, [7] * 9, [13, 1, 1, 30]])
def test_any_cutting_gives_the_same(exercise: str, chunks: list[int]) -> None:
    track = shown(STILL[exercise], 6.0)
    whole, state = levelled(track, exercise)
    parts, after = levelled(track, exercise, *chunks)
    assert parts == whole
    assert after.roll_deg == state.roll_deg


@ON_STILL
def test_what_is_within_the_error_is_not_taken_off(exercise: str) -> None:
    tilts, state = levelled(shown(STILL[exercise]), exercise)
    assert abs(state.roll_deg) < MIN_ROLL_DEG
    assert set(tilts) == {0.0}


def test_nothing_is_known_while_the_body_moves() -> None:
    up = script(TIME, (0.0, 0.0), (2.0, 1.0))
    moving = blend(bird_dog(TIME), plank(TIME), up)
    assert np.isnan(levelled(shown(moving, 6.0), "plank")[1].roll_deg)


@ON_STILL
def test_a_turned_camera_is_no_rolled_one(exercise: str) -> None:
    """Shoulders spread along the trunk: the floor's slope may be perspective."""
    figure = STILL[exercise]
    far = {name: p + np.array([0.25, 0.05]) for name, p in figure.near.items()}
    assert np.isnan(levelled(shown(replace(figure, far=far), 6.0), exercise)[1].roll_deg)


def test_a_body_part_below_the_line_means_that_it_is_no_floor() -> None:
    """Hands on a bench: the knee is far below the line from wrist to foot."""
    track = shown(bird_dog(TIME), 0.0)
    assert np.isnan(levelled(track, "plank")[1].roll_deg)


@pytest.mark.parametrize("limb", ["near_arm", "near_leg", "far_arm", "far_leg"])
@pytest.mark.parametrize("share", [0.3, 0.5, 1.0])
def test_a_limb_held_up_is_no_floor(limb: str, share: float) -> None:
    """The other hand and foot make a line too, and it is still."""
    _, state = levelled(shown(bird_dog(TIME, **{limb: share})), "bird-dog")
    assert not abs(state.roll_deg) > MIN_ROLL_DEG


def test_knees_that_hang_are_no_floor() -> None:
    """A plank, judged as all fours."""
    straight_arms = plank(TIME, line_deg=20.0)
    assert np.isnan(levelled(shown(straight_arms), "bird-dog")[1].roll_deg)


def test_nobody_there() -> None:
    nobody = Track.unseen(TIME, (640, 480), MODEL)
    tilts, state = levelled(nobody, "plank")
    assert np.isnan(state.roll_deg)
    assert set(tilts) == {0.0}
