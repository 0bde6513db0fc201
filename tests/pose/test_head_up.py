"""The region's upper end is the head: rendered and filmed people, and what must not turn it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.pose.head_up import (
    AFTER_S,
    HANDS_BELOW_FEET,
    MOST_ASIDE,
    HeadUp,
    head_down,
    on_hands,
    steadied,
)
from formcheck.pose.landmark_network import Landmarks
from formcheck.pose.landmarks import Landmark
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.region import CROP, Region
from tests.support.clip_frames import first_frames

FPS, DOWN_S, UNTIL_S = 15, 3.5, 6.5


def crop(nose: float = 170, hips: float = 125, hands: float = 215, feet: float = 110) -> NDArray[np.float64]:
    """Heights of the points in the crop, pixels from above."""
    xy = np.full((33, 2), 128.0)
    xy[Landmark.NOSE, 1] = nose
    for part, y in (("HIP", hips), ("WRIST", hands), ("ANKLE", feet)):
        xy[[Landmark[f"LEFT_{part}"], Landmark[f"RIGHT_{part}"]], 1] = y
    return xy


def found(crop_xy: NDArray[np.float64], rotation: float = 0.1) -> Landmarks:
    region, empty = Region(300.0, 200.0, 250.0, rotation), np.empty((0,))
    return Landmarks(crop_xy, empty, empty, empty, 1.0, region, region, np.empty((0, 0, 3), np.uint8), {})


@pytest.mark.parametrize(
    ("posture", "points"),
    [
        ("standing", {"nose": 30, "hips": 128, "hands": 135, "feet": 235}),
        ("kneeling upright", {"nose": 52, "hips": 128, "hands": 135, "feet": 144}),
        ("hands at the feet, bent over", {"nose": 170, "hips": 90, "hands": 215, "feet": 225}),
        (
            "hands before the feet",
            {"nose": 170, "hips": 90, "hands": 230, "feet": 231 - HANDS_BELOW_FEET},
        ),
        ("on all fours, head up in the crop", {"nose": 80, "hips": 130, "hands": 40, "feet": 145}),
    ],
    ids=str,
)
def test_others_stay_as_they_are(posture: str, points: dict[str, float]) -> None:
    assert not head_down(crop(**points)), posture


def test_it_turns_once_after_a_while_and_not_for_a_slip() -> None:
    head_up, frames = HeadUp(), np.arange(60) / FPS
    slip = 4
    turned = []
    for number, time_s in enumerate(frames):
        down = number != slip
        region, anew = head_up.next_region(found(crop() if down else crop(nose=60)), float(time_s))
        turned.append(math.cos(region.rotation) < 0)
        assert anew == turned[-1]
    first = turned.index(True)
    assert frames[first] == pytest.approx(frames[slip + 1] + AFTER_S, abs=1.01 / FPS)
    assert head_up.next_region(found(crop()), 0.0)[0].rotation == 0.1, "time that goes back begins anew"


ALL_FOURS: dict[str, float] = {"nose": 80, "hips": 130, "hands": 40, "feet": 145}


def test_who_has_a_hand_beyond_the_head() -> None:
    assert on_hands(crop(**ALL_FOURS))
    raised = crop(**ALL_FOURS)
    raised[[Landmark.LEFT_WRIST, Landmark.RIGHT_ANKLE], 1] = 85, 110
    assert on_hands(raised), "an arm and a leg raised"
    assert not on_hands(crop(nose=40, hips=130, hands=125, feet=220)), "on the back, hands beside the hips"
    assert not on_hands(crop()), "head down"


@pytest.mark.parametrize("turned", [0, 360, -360])
@pytest.mark.parametrize(
    ("rotation", "steady"),
    [
        (180, 180),
        (190, 190),
        (222, 195),
        (141, 165),
        (-141, -165),
        (73, 73),
        (110, 110),
        (-100, -100),
        (0, 0),
    ],
)
def test_the_heads_end_is_kept_near_straight_down(rotation: float, steady: float, turned: float) -> None:
    region = steadied(Region(300.0, 200.0, 250.0, math.radians(rotation + turned)))
    assert math.remainder(region.rotation - math.radians(steady), 2 * math.pi) == pytest.approx(0, abs=1e-9)
    assert region[:3] == (300.0, 200.0, 250.0)


def test_a_region_that_wanders_is_held_only_on_all_fours_and_its_person_stays_followed() -> None:
    wandered = math.pi + 0.8
    region, anew = HeadUp().next_region(found(crop(**ALL_FOURS), wandered), 0.0)
    assert (region.rotation, anew) == (pytest.approx(math.pi + MOST_ASIDE), False)
    lying = crop(nose=40, hips=130, hands=125, feet=220)
    assert HeadUp().next_region(found(lying, wandered), 0.0)[0].rotation == wandered


def test_a_rendered_bird_dog_before_the_camera(synthetic: Path) -> None:
    """Down on all fours at 3 s; the network then keeps the turned region, whichever limbs go up."""
    head_end_up, regions = [], []
    with OnnxPoseEstimator("full", outline_hz=0) as estimator:
        for frame in first_frames(synthetic / "birddog_reps_highfront.mp4", round(UNTIL_S * FPS)):
            estimator.estimate(frame)
            region = estimator._region
            if region is not None and frame.time_s > DOWN_S:
                regions.append(region)
                head_end_up.append(math.cos(region.rotation) < 0)
    assert len(regions) > 0.9 * (UNTIL_S - DOWN_S) * FPS
    assert np.mean(head_end_up) > 0.95
    assert all(region.side < 4 * CROP for region in regions)
