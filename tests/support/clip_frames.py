"""Frames of the shared clips for the pose tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.media.frame import Frame
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track


def frames(path: Path, every_s: float = 0.0) -> Iterator[Frame]:
    """The frames of a clip, or only some, at least so far apart."""
    due = -np.inf
    with av.open(str(path)) as container:
        for picture in container.decode(video=0):
            time_s = float(picture.time or 0)
            if time_s >= due:
                due = time_s + every_s
                yield Frame(np.ascontiguousarray(picture.to_ndarray(format="rgb24")), time_s)


@cache
def first_frames(path: Path, count: int) -> tuple[Frame, ...]:
    """The first frames of a clip, decoded once."""
    return tuple(frame for _, frame in zip(range(count), frames(path), strict=False))


def estimate(estimator: PoseEstimator, stream: Iterator[Frame] | tuple[Frame, ...] | list[Frame]) -> Track:
    """The track of a stream."""
    return Track.concatenate(estimator.estimate(frame) for frame in stream)


def torso(track: Track) -> NDArray[np.float64]:
    """(T,) length of mid-hip -> mid-shoulder in pixels."""
    hip = track.xy[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    shoulder = track.xy[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1)
    across, down = (shoulder - hip).T
    return np.asarray(np.hypot(across, down), np.float64)
