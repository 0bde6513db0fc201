"""The second half of an estimate runs beside the next frame, and nothing about the rows shows it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from formcheck.media.frame import Frame
from formcheck.pose.estimator import LATE_FRAMES, PoseEstimator, TwoStepEstimator, estimate_all
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.track import ModelInfo, Track
from tests.support.clip_frames import estimate, first_frames

MODEL = ModelInfo("fake", "scripted")
WAIT_S = 20.0
COLUMNS = ("time", "xy", "visibility", "world", "dorsal", "ventral", "contrast", "people")


def black(count: int, after_s: float = 0.0) -> list[Frame]:
    return [Frame(np.zeros((48, 64, 3), np.uint8), after_s + i / 10) for i in range(count)]


def test_the_rows_are_those_of_one_frame_at_a_time(root: Path) -> None:
    """Somebody is found, followed, counted anew, lost, and found again."""
    seen = first_frames(root / "sample_videos" / "bridge_good.mp4", 24)
    end_s = seen[-1].time_s
    gone = [Frame(np.full_like(seen[0].image, 90), end_s + (i + 1) / 10) for i in range(6)]
    again = [Frame(frame.image, frame.time_s + end_s + 1.0) for frame in seen[:12]]
    stream = [*seen, *gone, *again]
    with OnnxPoseEstimator("lite") as estimator:
        assert isinstance(estimator, TwoStepEstimator)
        one_by_one = estimate(estimator, stream)
    with OnnxPoseEstimator("lite") as estimator:
        together = Track.concatenate(estimate_all(estimator, stream))
    assert one_by_one.detected[[0, -1]].all()
    assert not one_by_one.detected[len(seen) + 3]
    assert np.isfinite(one_by_one.dorsal).any()
    for name in COLUMNS:
        assert getattr(one_by_one, name).tobytes() == getattr(together, name).tobytes(), name


class Scripted(FakePoseEstimator):
    """Finds nobody; its second halves do what they are told."""

    def __init__(self, second: Callable[[int], None]) -> None:
        super().__init__(Track.empty((64, 48), MODEL))
        self._second = second
        self._change = threading.Condition()
        self.begun: list[int] = []
        self.done: list[int] = []

    def begin(self, frame: Frame) -> Callable[[], Track]:
        with self._change:
            number = len(self.begun)
            self.begun.append(number)
            self._change.notify_all()

        def second() -> Track:
            self._second(number)
            self.done.append(number)
            return Track.unseen(frame.time_s, frame.size, MODEL)

        return second

    def wait_for(self, frames: int) -> int:
        """Until so many frames have been begun; how many they are by then."""
        with self._change:
            assert self._change.wait_for(lambda: len(self.begun) >= frames, WAIT_S), "no later frame is begun"
            return len(self.begun)


def test_the_next_frames_do_not_wait_for_the_second_half_but_only_a_few_go_ahead() -> None:
    """Each second half goes on when as many frames have been begun as may be: fewer, and it would hang."""
    frames = black(40)
    ahead: list[int] = []

    def second(number: int) -> None:
        ahead.append(pose.wait_for(min(number + 1 + LATE_FRAMES, len(frames))) - number)

    pose = Scripted(second)
    track = Track.concatenate(estimate_all(pose, frames))
    assert track.time.tolist() == [frame.time_s for frame in frames]
    assert pose.done == list(range(len(frames))), "in order, one at a time"
    assert max(ahead) == 1 + LATE_FRAMES, "memory stays flat"


def test_an_error_in_the_second_half_arrives() -> None:
    def fail(number: int) -> None:
        if number == 3:
            raise ValueError("broken network")

    with pytest.raises(ValueError, match="broken network"):
        list(estimate_all(Scripted(fail), black(20)))


def test_leaving_early_ends_the_thread() -> None:
    before = threading.active_count()
    rows = estimate_all(Scripted(lambda _: None), black(20))
    next(rows)
    rows.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_an_estimator_of_one_step_serves_as_well() -> None:
    frames = black(4)
    pose: PoseEstimator = FakePoseEstimator(Track.unseen([0.0, 0.1, 0.2, 0.3], (64, 48), MODEL))
    assert not isinstance(pose, TwoStepEstimator)
    assert [row.time[0] for row in estimate_all(pose, frames)] == [frame.time_s for frame in frames]
