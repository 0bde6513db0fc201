"""Where the camera stands."""

import numpy as np
import pytest
from stick_figures import MODEL, Scene, seconds
from stick_postures import Bridge, bird_dog, bird_dog_front, plank

from formcheck.pose.track import Track
from formcheck.signals.view import estimate_view

TIME = seconds(3.0)
FROM_SIDE = [
    plank(TIME),
    Bridge()(TIME, offset=0.0),
    bird_dog(TIME),
    bird_dog(TIME, near_arm=1.0, far_leg=1.0),
]


@pytest.mark.parametrize("figure", FROM_SIDE, ids=["plank", "bridge", "all fours", "reaching"])
@pytest.mark.parametrize("head_right", [True, False])
def test_from_the_side(figure, head_right: bool) -> None:
    assert estimate_view(figure.shown(Scene(head_right=head_right, noise_px=1.0))) == "side"


@pytest.mark.parametrize("roll", [-20.0, 0.0, 20.0])
def test_from_high_in_front(roll: float) -> None:
    assert (
        estimate_view(bird_dog_front(TIME, roll_deg=roll).shown(Scene(unit_px=110, near="left")))
        == "front-high"
    )


def test_a_few_frames_do_not_decide() -> None:
    front = bird_dog_front(TIME).shown(Scene(unit_px=110, near="left"))
    xy = front.xy.copy()
    xy[:20] = np.random.default_rng(0).uniform(0, 400, xy[:20].shape)
    xy[20:30] = np.nan
    assert estimate_view(Track.build(front.time, xy, size=front.size, model=MODEL)) == "front-high"


def test_nobody_counts_as_from_the_side() -> None:
    assert estimate_view(Track.empty((640, 480), MODEL)) == "side"
    assert estimate_view(Track.unseen(TIME, (640, 480), MODEL)) == "side"
