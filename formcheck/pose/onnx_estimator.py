"""The default pose backend: BlazePose on ONNX Runtime with our own tracking."""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import copy
from functools import partial
from pathlib import Path
from typing import Self

from formcheck.errors import UsageError
from formcheck.media.frame import Frame
from formcheck.pose.detector import Detection, PersonDetector
from formcheck.pose.head_up import HeadUp
from formcheck.pose.landmark_network import LandmarkNetwork, Landmarks
from formcheck.pose.light import brightness
from formcheck.pose.models import check_name, checksum
from formcheck.pose.region import Region
from formcheck.pose.rows import Count, RowMaker, Seen
from formcheck.pose.search import Every, SearchTimer, choose, count_people, free_strips
from formcheck.pose.track import ModelInfo, Track
from formcheck.runtime.closing import Closing

MIN_PRESENCE = 0.5  # the landmark network's score below which the person counts as lost
COUNT_EVERY_S = 1.0


class OnnxPoseEstimator(Closing):
    """Follows one person: detector, then the landmark network on a region that moves along.

    Everything goes by the frames' media time: smoothing (as mediapipe's VIDEO mode), how often the outline is
    read, how often people are counted and how soon a lost person is searched for.

    Args:
        model: "lite", "full" or "heavy".
        threads: threads that find the landmarks, at least 1; more than the machine has are not used.
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
        self._detector = PersonDetector(folder)
        self._network = LandmarkNetwork(model, threads, folder)
        self._outline_hz = outline_hz
        self._forget()

    def _forget(self) -> None:
        """Begin as on the first frame of a stream."""
        self._rows = RowMaker(self._network, self._model)
        self._outline_due = Every(1 / self._outline_hz) if self._outline_hz else None
        self._count_due = Every(COUNT_EVERY_S)
        self._search = SearchTimer()
        self._head_up = HeadUp()
        self._region: Region | None = None  # where to look in the next frame; None while nobody is followed
        self._last_region: Region | None = None  # where somebody was last seen
        self._anew = False  # somebody was lost, or the region turned, since the last frame with somebody

    @property
    def model(self) -> ModelInfo:
        """Which network this is; the hash is that of the landmark weights."""
        return self._model

    def estimate(self, frame: Frame) -> Track:
        """The pose in `frame`, as a track of exactly one row."""
        return self.begin(frame)()

    def begin(self, frame: Frame) -> Callable[[], Track]:
        """Find the landmarks, which tell where to look in the next frame; the rest is left to the caller."""
        outline = self._outline_due is not None and self._outline_due.due(frame.time_s)
        count: Count | None = None
        if self._count_due.due(frame.time_s) and self._region is not None:
            count = partial(self._look_and_count, frame, self._region)
        landmarks = self._follow(frame, outline=outline)
        if landmarks is None and self._search.due(frame.time_s):
            landmarks, count = self._start(frame, outline=outline)
        light = brightness(frame.image) if landmarks is None else math.nan
        seen = Seen(frame.time_s, frame.size, landmarks, light, self._anew, outline, count)
        if landmarks is not None:
            self._region, self._anew = self._next_region(landmarks, frame.time_s)
            self._last_region = self._region
        return partial(self._rows.row, seen)

    def renewed(self) -> Self:
        """One for another stream, after this one's, on the same networks: loading them takes time."""
        other = copy(self)
        other._forget()
        return other

    def close(self) -> None:
        """Forget the person; the networks go with the object."""
        self._lose()

    def _next_region(self, landmarks: Landmarks, time_s: float) -> tuple[Region, bool]:
        """Where to look in the next frame, and whether that is the other way up.

        The head's end is kept up for the sake of the trunk head.
        """
        if not self._network.tells_trunk:
            return landmarks.next_region, False
        return self._head_up.next_region(landmarks, time_s)

    def _follow(self, frame: Frame, *, outline: bool) -> Landmarks | None:
        """Landmarks in the region where the person should be; None, and nobody is followed, if not there."""
        if self._region is None:
            return None
        landmarks = self._network.find(frame.image, self._region, mask=outline)
        if not landmarks.score >= MIN_PRESENCE or not landmarks.next_region.plausible:
            self._lose()
            return None
        return landmarks

    def _start(self, frame: Frame, *, outline: bool) -> tuple[Landmarks | None, Count]:
        """Look for somebody in the whole frame.

        If nobody is where the detector says, the place where somebody was last seen is tried: the detector
        misses people who lie, or who are partly out of the frame, more often than the landmark network does,
        and takes the crown of a head for a whole person.
        """
        people = self._detector.detect(frame.image)
        chosen = choose(people, frame.size)
        landmarks = None
        for region in (chosen.region if chosen else None, self._last_region):
            if landmarks is None:
                self._region = region
                landmarks = self._follow(frame, outline=outline)
        if landmarks is None:
            return None, lambda: float(count_people(people, None))
        self._search.found()
        return landmarks, partial(self._count, frame, people, landmarks.region)

    def _look_and_count(self, frame: Frame, followed: Region) -> float:
        return self._count(frame, self._detector.detect(frame.image), followed)

    def _count(self, frame: Frame, people: list[Detection], followed: Region) -> float:
        """How many persons there are, beside the one who is followed too."""
        for strip in free_strips(followed, frame.size):
            for other in self._detector.detect(frame.image[:, strip]):
                region = other.region._replace(x=other.region.x + strip.start)
                people = [*people, Detection(region, other.score)]
        return float(count_people(people, followed))

    def _lose(self) -> None:
        self._region = None
        self._anew = True
