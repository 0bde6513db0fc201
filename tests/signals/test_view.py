"""Where the camera stands."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.mirror import mirrored
from formcheck.pose.track import Track
from formcheck.signals.gates import ALONG_FROM_BESIDE
from formcheck.signals.view import BESIDE, SPACINGS, YAWS_DEG, View, ViewTally, accepted, find_view
from tests.support.stick_figures import MODEL, Figure, Scene, cut, placed, rolled, seconds
from tests.support.stick_postures import Bridge, bird_dog, bird_dog_front, plank

TIME = seconds(3.0)
SHARE = {"shoulder": 1.0, "hip": 0.5, "knee": 0.34, "ankle": 0.36}
"""How far the pairs appear apart, against the shoulders."""
FROM_SIDE = [
    plank(TIME),
    Bridge()(TIME, offset=0.0),
    bird_dog(TIME),
    bird_dog(TIME, near_arm=1.0, far_leg=1.0),
]


def seen(track: Track) -> View:
    """Where the camera stands, of somebody who is there."""
    view = find_view(track)
    assert view is not None
    return view


def nearest(track: Track) -> str:
    """Of the two views of the bird-dog."""
    return accepted(find_view(track), ("side", "front-high"))


@pytest.mark.parametrize("figure", FROM_SIDE, ids=["plank", "bridge", "all fours", "reaching"])
@pytest.mark.parametrize("head_right", [True, False])
def test_from_the_side(figure: Figure, head_right: bool) -> None:
    assert nearest(figure.shown(Scene(head_right=head_right, noise_px=1.0))) == "side"


@pytest.mark.parametrize("roll", [-20.0, 0.0, 20.0])
def test_from_high_in_front(roll: float) -> None:
    front = bird_dog_front(TIME, roll_deg=roll).shown(Scene(unit_px=110, near="left"))
    assert nearest(front) == "front-high"


def test_a_few_frames_do_not_decide() -> None:
    front = bird_dog_front(TIME).shown(Scene(unit_px=110, near="left"))
    xy = front.xy.copy()
    xy[:20] = np.random.default_rng(0).uniform(0, 400, xy[:20].shape)
    xy[20:30] = np.nan
    assert nearest(Track.build(front.time, xy, size=front.size, model=MODEL)) == "front-high"


def test_nobody_counts_as_from_the_side() -> None:
    assert nearest(Track.empty((640, 480), MODEL)) == "side"
    assert nearest(Track.unseen(TIME, (640, 480), MODEL)) == "side"


def turned(figure: Figure, along: float) -> Figure:
    """The far shoulder is seen this much nearer to the head (+) or the feet than from beside, torso lengths.

    The other pairs are narrower, as in a clip of 40 degrees.
    """
    beside = dict(zip(SHARE, BESIDE, strict=True))
    far = {
        name: p + np.array([beside.get(name, ALONG_FROM_BESIDE) + along * SHARE.get(name, 1.0), 0.06])
        for name, p in figure.near.items()
    }
    return replace(figure, far=far)


@pytest.mark.parametrize("figure", FROM_SIDE[:3], ids=["plank", "bridge", "all fours"])
@pytest.mark.parametrize(("along", "towards"), [(0.40, "head"), (-0.40, "feet")])
def test_oblique_and_which_way(figure: Figure, along: float, towards: str) -> None:
    for head_right in (True, False):
        view = seen(turned(figure, along).shown(Scene(head_right=head_right, noise_px=1.0)))
        assert (view.name, view.towards) == ("oblique", towards)
        assert view.confidence > 0.8
        assert view.yaw_deg == pytest.approx(40, abs=6)


@pytest.mark.parametrize("figure", [FROM_SIDE[0], FROM_SIDE[1], FROM_SIDE[3]])
def test_one_shoulder_does_not_turn_the_camera(figure: Figure) -> None:
    """An arm that reaches out, or a covered face, moves a shoulder; the other pairs stay."""
    plain = turned(figure, 0.0)
    moved = replace(plain, far=plain.far | {"shoulder": plain.far["shoulder"] + np.array([0.12, 0.0])})
    before, after = seen(plain.shown(Scene())), seen(moved.shown(Scene()))
    assert before.yaw_deg < 3.0
    assert before.yaw_deg < after.yaw_deg < 20.0


@pytest.mark.parametrize("yaw_deg", [10.0, 20.0, 30.0, 40.0])
def test_a_leg_that_is_raised_tells_no_turn(yaw_deg: float) -> None:
    along = float(np.interp(yaw_deg, YAWS_DEG, SPACINGS)) * 4 / sum(SHARE.values())
    raised = bird_dog(TIME, far_leg=1.0)
    assert seen(turned(FROM_SIDE[2], along).shown(Scene())).yaw_deg == pytest.approx(yaw_deg, abs=4.0)
    legs = {name: raised.far[name] for name in ("knee", "ankle", "foot")}
    lifted = turned(FROM_SIDE[2], along)
    lifted = replace(lifted, far=lifted.far | legs)
    assert seen(lifted.shown(Scene())).yaw_deg == pytest.approx(yaw_deg, abs=12.0)


def test_less_clear_is_less_sure() -> None:
    sure = [seen(turned(FROM_SIDE[0], a).shown(Scene())).confidence for a in (0.0, 0.15, 0.22)]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] == 1.0
    assert 0.5 <= sure[-1] < 0.8


def test_a_shoulder_on_top_of_the_other_faces_the_camera() -> None:
    far = {name: p + np.array([0.02, 0.65]) for name, p in FROM_SIDE[0].near.items()}
    assert seen(replace(FROM_SIDE[0], far=far).shown(Scene())).name == "front"


def test_what_comes_before_lying_down_does_not_count() -> None:
    """Somebody stands in front of the camera for two thirds of the time."""
    figure = plank(TIME)
    track = figure.shown(Scene())
    standing = np.zeros((33, 2))
    for left, right, height in ((11, 12, 100), (23, 24, 220), (25, 26, 310), (27, 28, 400)):
        standing[left], standing[right] = (360, height), (280, height)
    xy = track.xy.copy()
    xy[:60] = standing
    view = seen(replace(track, xy=xy))
    assert view.name == "side"
    assert seen(replace(track, xy=xy)[:50]).name == "front"


@pytest.mark.parametrize("along", [0.0, 0.4])
def test_mirror_scale_and_roll_do_not_matter(along: float) -> None:
    track = turned(FROM_SIDE[0], along).shown(Scene())
    plain = seen(track)
    for other in (mirrored(track), placed(track, 2.5, (30.0, 9.0), (1600, 1200)), rolled(track, 8.0)):
        view = seen(other)
        assert (view.name, view.towards) == (plain.name, plain.towards)
        assert view.confidence == pytest.approx(plain.confidence, abs=0.06)


@pytest.mark.parametrize("chunks", [[1] * 90, [40, 1, 0, 30], [89]])
def test_any_cutting_gives_the_same_view(chunks: list[int]) -> None:
    track = turned(FROM_SIDE[2], 0.2).shown(Scene(noise_px=3.0))
    tally = ViewTally()
    for part in cut(track, chunks):
        tally.step(part)
    assert tally.view() == find_view(track)


def test_the_view_that_comes_nearest() -> None:
    front = seen(bird_dog_front(TIME).shown(Scene(unit_px=110, near="left")))
    side = seen(FROM_SIDE[0].shown(Scene()))
    assert accepted(front, ("side", "front-high")) == "front-high"
    assert accepted(replace(front, name="front"), ("side", "front-high")) == "front-high"
    assert accepted(replace(side, name="oblique"), ("side", "front-high")) == "side"
    assert accepted(front, ("side",)) == "side"
    assert accepted(None, ("side", "front-high")) == "side"
    assert find_view(Track.unseen(TIME, (640, 480), MODEL)) is None
