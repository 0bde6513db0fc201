"""A pose estimator without a network, for tests and for trying things out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from formcheck.media.frame import Frame
from formcheck.pose.track import ModelInfo, Track
from formcheck.runtime.closing import Closing

FAKE = ModelInfo("fake", "fake")


class FakePoseEstimator(Closing):
    """Plays poses that are known beforehand instead of looking at the frames.

    Args:
        poses: either a track, of which each frame gets the row nearest in time, or a function of the media
            time in seconds that gives (33, 2) landmarks in pixels, or None for "nobody there".
        tolerance_s: how far the nearest row of a track may be in time before the frame counts as empty.

    Raises:
        ValueError: a tolerance below 0.
    """

    def __init__(self, poses: Track | Callable[[float], ArrayLike | None], tolerance_s: float = 0.1) -> None:
        if not tolerance_s >= 0:
            raise ValueError("the tolerance must not be negative")
        self._poses = poses
        self._tolerance_s = tolerance_s

    @property
    def model(self) -> ModelInfo:
        """The model of the track that is played, or ("fake", "fake")."""
        return self._poses.model if isinstance(self._poses, Track) else FAKE

    def estimate(self, frame: Frame) -> Track:
        """The pose for the frame's time and size, as a track of exactly one row."""
        if isinstance(self._poses, Track):
            return self._nearest(self._poses, frame)
        xy = self._poses(frame.time_s)
        if xy is None:
            return Track.unseen(frame.time_s, frame.size, FAKE)
        return Track.build([frame.time_s], np.asarray(xy)[None], size=frame.size, model=FAKE)

    def _nearest(self, track: Track, frame: Frame) -> Track:
        if not len(track):
            return Track.unseen(frame.time_s, frame.size, track.model)
        row = int(np.abs(track.time - frame.time_s).argmin())
        if abs(track.time[row] - frame.time_s) > self._tolerance_s:
            return Track.unseen(frame.time_s, frame.size, track.model)
        one = track[row : row + 1]
        scale = np.array(frame.size) / track.size
        return Track.build(
            [frame.time_s],
            one.xy * scale,
            visibility=one.visibility,
            world=one.world,
            dorsal=one.dorsal,
            ventral=one.ventral,
            contrast=one.contrast,
            edge_contact=one.edge_contact,
            people=one.people,
            light=one.light,
            spine=one.spine * scale,
            trunk_roll=one.trunk_roll,
            trunk_roll_error=one.trunk_roll_error,
            size=frame.size,
            model=track.model,
        )

    def close(self) -> None:
        """Nothing to free."""
