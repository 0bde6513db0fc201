"""The second half of an estimate, for which the next frame does not wait: smoothing, the outline, the row."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from formcheck.pose.landmark_network import LandmarkNetwork, Landmarks
from formcheck.pose.one_euro import OneEuroFilter
from formcheck.pose.outline import Outline, Silhouette, measure_outline, unread
from formcheck.pose.track import ModelInfo, Track
from formcheck.pose.trunk_network import TrunkReading
from formcheck.pose.ventral import HIPS, SHOULDERS, VentralSide

Count = Callable[[], float]
"""Counts the persons in a frame; takes a detector run or more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first half leaves to the second.

    Attributes:
        time_s: media time of the frame.
        size: (width, height) of the frame in pixels.
        landmarks: what the network said; None when nobody was found.
        light: how bright the picture is when nobody was found, 0..1; else NaN.
        fresh: somebody was lost, or the region turned, since the last frame: smoothing begins anew.
        outline: whether the outline is to be read.
        count: how many persons there are, when they are to be counted anew; None: as many as before.
    """

    time_s: float
    size: tuple[int, int]
    landmarks: Landmarks | None
    light: float
    fresh: bool
    outline: bool
    count: Count | None


class RowMaker:
    """Makes rows of what was seen. It has memory: frames come in order, one at a time, in any thread.

    Args:
        network: makes the masks.
        model: which network the rows are of.
    """

    def __init__(self, network: LandmarkNetwork, model: ModelInfo) -> None:
        self._network, self._model = network, model
        self._smooth_xy = OneEuroFilter(0.05, 80.0, 1.0)
        self._smooth_world = OneEuroFilter(0.1, 40.0, 1.0)
        self._ventral = VentralSide()
        self._people = math.nan

    def row(self, seen: Seen) -> Track:
        """The frame as a track of one row."""
        if seen.count is not None:
            self._people = seen.count()
        if seen.fresh:
            self._smooth_xy.reset()
            self._smooth_world.reset()
        landmarks = seen.landmarks
        if landmarks is None:
            return Track.unseen(seen.time_s, seen.size, self._model, self._people, seen.light)
        outline = self._outline(seen, landmarks) if seen.outline else unread()
        trunk = self._network.trunk(landmarks) if seen.outline else TrunkReading.unread()
        return Track.build(
            [seen.time_s],
            self._smooth_xy(landmarks.xy, seen.time_s, landmarks.region.side)[None],
            visibility=landmarks.visibility[None],
            world=self._smooth_world(landmarks.world, seen.time_s)[None],
            dorsal=outline.dorsal[None],
            ventral=outline.ventral[None],
            contrast=[outline.contrast],
            edge_contact=[outline.edge_contact],
            people=[self._people],
            spine=trunk.spine[None],
            trunk_roll=[trunk.roll_deg],
            trunk_roll_error=[trunk.roll_error_deg],
            size=seen.size,
            model=self._model,
        )

    def _outline(self, seen: Seen, landmarks: Landmarks) -> Outline:
        """The outline in the coordinates of the crop; a turned crop keeps the hand of left and right."""
        side = self._ventral.update(landmarks.crop_xy, seen.time_s)
        hip, shoulder = landmarks.crop_xy[HIPS].mean(axis=0), landmarks.crop_xy[SHOULDERS].mean(axis=0)
        grey = np.asarray(cv2.cvtColor(landmarks.crop, cv2.COLOR_RGB2GRAY))
        to_frame = landmarks.region.to_frame()
        picture = Silhouette(self._network.mask(landmarks), grey, to_frame, seen.size)
        return measure_outline(picture, hip, shoulder, side)
