"""The protocol every pose backend speaks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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


@runtime_checkable
class TwoStepEstimator(PoseEstimator, Protocol):
    """An estimator that knows where to look in the next frame before it is done with this one."""

    def begin(self, frame: Frame) -> Callable[[], Track]:
        """The first half of `estimate`, for frames in order; what it gives does the second half.

        The second halves are called in the order of their frames, one at a time, in any thread.
        """
        ...


@runtime_checkable
class RenewableEstimator(PoseEstimator, Protocol):
    """An estimator whose networks serve one stream after the other."""

    def renewed(self) -> Self:
        """One that remembers nothing, for another stream, when this one's is over."""
        ...


LATE_FRAMES = 4
"""Second halves that may wait; each holds a few megabytes."""


def estimate_all(pose: PoseEstimator, frames: Iterable[Frame]) -> Iterator[Track]:
    """The rows of `frames`, in order, the same as one by one; second halves are done in a thread beside.

    A row may come a few frames late. Memory stays flat.
    """
    if not isinstance(pose, TwoStepEstimator):
        yield from map(pose.estimate, frames)
        return
    waiting: deque[Future[Track]] = deque()
    with ThreadPoolExecutor(1, "formcheck-outline") as beside:
        for frame in frames:
            waiting.append(beside.submit(pose.begin(frame)))
            while len(waiting) > LATE_FRAMES or (waiting and waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
