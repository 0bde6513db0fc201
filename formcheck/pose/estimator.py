"""The protocol every pose backend speaks."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from formcheck.media.frame import Frame
from formcheck.pose.track import ModelInfo, Track


@runtime_checkable
class PoseEstimator(Protocol):
    """Finds one person in a stream of frames and follows them.

    An estimator has memory (it tracks), so one instance serves one stream and frames come in order of
    media time. A frame in which nobody is found gives an unseen row, never an exception.
    """

    @property
    def model(self) -> ModelInfo:
        """Which network this is."""
        ...

    def estimate(self, frame: Frame) -> Track:
        """The pose in `frame`, as a track of exactly one row."""
        ...

    def close(self) -> None:
        """Free what the backend holds; calling it twice is allowed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
