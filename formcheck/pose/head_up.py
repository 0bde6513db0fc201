"""Keeps the region's upper end at the head of the person.

BlazePose was taught with the body's upward direction up: the picture it sees is turned so that the line from
the hips to the shoulders points upward (Bazarevsky et al. 2020, arXiv:2006.10204). For somebody who gets down
on all fours before the camera its own estimate of that direction stays where it was, though the head is now
the lower end; it keeps either. Head down, its hips do not follow the pelvis: median r -0.02 with the
true roll on twelve rendered people, 0.67 head up (tools/train_trunk/REPORT.md).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmark_network import Landmarks
from formcheck.pose.landmarks import Landmark
from formcheck.pose.region import CROP, Region
from formcheck.pose.trunk_network import head_is_lower

AFTER_S = 0.3
"""Media time for which the head has to be the lower end: longer than a slip of the network, shorter than a
rest between two repetitions."""

HANDS_BELOW_FEET = 0.15 * CROP
"""Pixels of the crop. On all fours before the camera the hands are below by 60 to 110; somebody upright who
reaches for the floor has them beside the feet."""

MOST_ASIDE = math.radians(15.0)
"""How far from straight down the head's end of somebody on all fours before the camera is looked for: as it
lies when they face 5 degrees past a camera that looks down by 20. With 30 some rendered people were lost."""

HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
WRISTS = [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]
ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]


class HeadUp:
    """Turns the region when its lower end has been the head for a while. Frames come in order."""

    def __init__(self) -> None:
        self._since = math.nan

    def next_region(self, landmarks: Landmarks, time_s: float) -> tuple[Region, bool]:
        """Where to look in the next frame, and whether that is the other way up.

        `time_s` is this frame's media time.
        """
        region = landmarks.next_region
        if not head_down(landmarks.crop_xy):
            self._since = math.nan
            return (steadied(region) if on_hands(landmarks.crop_xy) else region), False
        if not time_s >= self._since:  # the first frame (NaN), or time went back
            self._since = time_s
        if time_s - self._since < AFTER_S:
            return region, False
        self._since = math.nan
        return region._replace(rotation=region.rotation + math.pi), True


def on_hands(crop_xy: NDArray[np.float64]) -> bool:
    """Whether somebody who is head up in the crop has a hand beyond the head, and the hands beyond the feet.

    Where the head is the lower end in the picture, that is all fours before the camera, also with limbs
    raised; who lies on the back with the head towards the camera has the hands beside them.
    `crop_xy` (33, 2), pixels of the crop.
    """
    hips, feet = (crop_xy[pair, 1].mean() for pair in (HIPS, ANKLES))
    hands, nose = crop_xy[WRISTS, 1], crop_xy[Landmark.NOSE, 1]
    return bool(hands.min() < nose < hips and hands.mean() < feet)


def steadied(region: Region) -> Region:
    """A region whose head's end is the lower one, turned by `MOST_ASIDE` from straight down at most.

    The network hardly corrects a region's rotation there: with limbs raised it wanders by two degrees a
    frame, until it follows nobody any more.
    """
    aside = math.remainder(region.rotation - math.pi, 2 * math.pi)
    if abs(aside) <= MOST_ASIDE or not head_is_lower(region):
        return region
    return region._replace(rotation=math.pi + math.copysign(MOST_ASIDE, aside))


def head_down(crop_xy: NDArray[np.float64]) -> bool:
    """Whether somebody stands on their head in the crop: the nose below the hips, the hands below the feet.

    The shoulders do not tell: from a low camera they stay above the hips. `crop_xy` (33, 2), pixels of the
    crop.
    """
    hips, hands, feet = (crop_xy[pair, 1].mean() for pair in (HIPS, WRISTS, ANKLES))
    return bool(crop_xy[Landmark.NOSE, 1] > hips and hands - feet > HANDS_BELOW_FEET)
