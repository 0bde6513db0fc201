"""The default pose backend: BlazePose on ONNX Runtime with our own tracking."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from formcheck.errors import UsageError
from formcheck.media.frame import Frame
from formcheck.pose.detector import Detection, PersonDetector
from formcheck.pose.landmark_network import LandmarkNetwork, Landmarks
from formcheck.pose.light import brightness
from formcheck.pose.models import check_name, checksum
from formcheck.pose.one_euro import OneEuroFilter
from formcheck.pose.outline import Outline, Silhouette, measure_outline, unread
from formcheck.pose.region import Region
from formcheck.pose.search import Every, SearchTimer, beside, choose, count_people
from formcheck.pose.track import ModelInfo, Track
from formcheck.pose.ventral import HIPS, SHOULDERS, VentralSide

MIN_PRESENCE = 0.5  # the landmark network's score below which the person counts as lost
COUNT_EVERY_S = 1.0


class OnnxPoseEstimator:
    """Follows one person: detector, then the landmark network on a region that moves along.

    Everything goes by the frames' media time: smoothing (as mediapipe's VIDEO mode), how often the outline is
    read, how often people are counted and how soon a lost person is searched for.

    Args:
        model: "lite", "full" or "heavy".
        threads: threads for one inference, at least 1; more than the machine has are not used.
        outline_hz: how often to read the outline, in frames per second of media time; 0 for never.
        folder: where the networks are; None for the shipped ones.

    Raises:
        UsageError: an argument is out of range.
        ModelError: a network is missing, damaged or swapped.
    """

    def __init__(
        self, model: str = "full", threads: int = 2, outline_hz: float = 10.0, folder: Path | None = None
    ) -> None:
        if not outline_hz >= 0:
            raise UsageError(f"The outline cannot be read {outline_hz} times a second", "Give 0 or more.")
        check_name(model)
        self._model = ModelInfo("onnx", model, checksum(f"pose_landmarks_{model}.weights", folder))
        self._detector = PersonDetector(threads, folder)
        self._network = LandmarkNetwork(model, threads, folder)
        self._outline_due = Every(1 / outline_hz) if outline_hz else None
        self._count_due = Every(COUNT_EVERY_S)
        self._search = SearchTimer()
        self._smooth_xy = OneEuroFilter(0.05, 80.0, 1.0)
        self._smooth_world = OneEuroFilter(0.1, 40.0, 1.0)
        self._ventral = VentralSide()
        self._region: Region | None = None  # where to look in the next frame; None while nobody is followed
        self._last_region: Region | None = None  # where somebody was last seen
        self._people = float("nan")

    @property
    def model(self) -> ModelInfo:
        """Which network this is; the hash is that of the landmark weights."""
        return self._model

    def estimate(self, frame: Frame) -> Track:
        """The pose in `frame`, as a track of exactly one row."""
        outline_due = self._outline_due is not None and self._outline_due.due(frame.time_s)
        if self._count_due.due(frame.time_s) and self._region is not None:
            self._people = self._count(frame, self._detector.detect(frame.image), self._region)
        landmarks = self._follow(frame, mask=outline_due)
        if landmarks is None:
            landmarks = self._start(frame, mask=outline_due)
        if landmarks is None:
            light = brightness(frame.image)
            return Track.unseen(frame.time_s, frame.size, self._model, self._people, light)
        return self._row(frame, landmarks)

    def close(self) -> None:
        """Forget the person; the networks go with the object."""
        self._lose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _follow(self, frame: Frame, *, mask: bool) -> Landmarks | None:
        """Landmarks in the region where the person should be; None, and nobody is followed, if not there."""
        if self._region is None:
            return None
        landmarks = self._network.find(frame.image, self._region, mask=mask)
        if not landmarks.score >= MIN_PRESENCE or not landmarks.next_region.plausible:
            self._lose()
            return None
        return landmarks

    def _start(self, frame: Frame, *, mask: bool) -> Landmarks | None:
        """Look for somebody in the whole frame, if it is time to.

        If the detector finds nobody, the place where somebody was last seen is tried: the detector misses
        people who lie, or who are partly out of the frame, more often than the landmark network does.
        """
        if not self._search.due(frame.time_s):
            return None
        people = self._detector.detect(frame.image)
        chosen = choose(people, frame.size)
        self._people = float(count_people(people, None))
        self._region = chosen.region if chosen else self._last_region
        landmarks = self._follow(frame, mask=mask)
        if landmarks is not None:
            self._people = self._count(frame, people, landmarks.region)
            self._search.found()
        return landmarks

    def _count(self, frame: Frame, people: list[Detection], followed: Region) -> float:
        """How many persons there are, beside the one who is followed too."""
        for strip in beside(followed, frame.size):
            for other in self._detector.detect(frame.image[:, strip]):
                region = other.region._replace(x=other.region.x + strip.start)
                people = [*people, Detection(region, other.score)]
        return float(count_people(people, followed))

    def _lose(self) -> None:
        self._region = None
        self._smooth_xy.reset()
        self._smooth_world.reset()

    def _row(self, frame: Frame, landmarks: Landmarks) -> Track:
        """One row from what the network said; the next frame is searched where the person is going."""
        self._region = self._last_region = landmarks.next_region
        outline = self._outline(frame, landmarks)
        return Track.build(
            [frame.time_s],
            self._smooth_xy(landmarks.xy, frame.time_s, landmarks.region.side)[None],
            visibility=landmarks.visibility[None],
            world=self._smooth_world(landmarks.world, frame.time_s)[None],
            dorsal=outline.dorsal[None],
            ventral=outline.ventral[None],
            contrast=[outline.contrast],
            rim=[outline.rim],
            people=[self._people],
            size=frame.size,
            model=self._model,
        )

    def _outline(self, frame: Frame, landmarks: Landmarks) -> Outline:
        """The outline in the coordinates of the crop; a turned crop keeps the hand of left and right."""
        if landmarks.mask is None:
            return unread()
        side = self._ventral.update(landmarks.crop_xy, frame.time_s)
        hip, shoulder = landmarks.crop_xy[HIPS].mean(axis=0), landmarks.crop_xy[SHOULDERS].mean(axis=0)
        grey = np.asarray(cv2.cvtColor(landmarks.crop, cv2.COLOR_RGB2GRAY))
        picture = Silhouette(landmarks.mask, grey, landmarks.region.to_frame(), frame.size)
        return measure_outline(picture, hip, shoulder, side)
