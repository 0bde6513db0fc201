"""The estimator that needs no network."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.media.frame import Frame
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.pose.track import ModelInfo, Track

MODEL = ModelInfo("fake", "drawn", "f" * 64)


def frame(time_s: float, size: tuple[int, int] = (64, 48)) -> Frame:
    return Frame(np.zeros((size[1], size[0], 3), np.uint8), time_s)


def recorded() -> Track:
    rng = np.random.default_rng(3)
    return Track.build(
        np.arange(5) * 0.1,
        rng.uniform(0, 40, (5, 33, 2)),
        visibility=rng.uniform(0, 1, (5, 33)),
        dorsal=rng.uniform(0, 1, (5, 26)),
        people=np.ones(5),
        size=(64, 48),
        model=MODEL,
    )


def test_it_speaks_the_protocol_and_plays_a_track_row_by_row() -> None:
    track = recorded()
    with FakePoseEstimator(track) as estimator:
        assert isinstance(estimator, PoseEstimator)
        assert estimator.model == MODEL
        played = Track.concatenate(estimator.estimate(frame(time_s)) for time_s in track.time)
    for name in ("time", "xy", "visibility", "dorsal", "ventral", "contrast", "people"):
        np.testing.assert_array_equal(getattr(played, name), getattr(track, name))


def test_the_nearest_row_within_the_tolerance_scaled_to_the_frame() -> None:
    track = recorded()
    estimator = FakePoseEstimator(track, tolerance_s=0.04)
    near = estimator.estimate(frame(0.23, (128, 96)))
    np.testing.assert_allclose(near.xy[0], track.xy[2] * 2, rtol=1e-6)
    assert near.size == (128, 96)
    assert not estimator.estimate(frame(0.46)).detected[0]
    assert not FakePoseEstimator(track[:0]).estimate(frame(0.0)).detected[0]


def test_a_function_of_time() -> None:
    with FakePoseEstimator(lambda t: np.full((33, 2), t) if t < 1 else None) as estimator:
        assert (estimator.estimate(frame(0.5)).xy == 0.5).all()
        assert not estimator.estimate(frame(1.5)).detected[0]
        assert estimator.model.backend == "fake"


def test_a_negative_tolerance_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        FakePoseEstimator(recorded(), tolerance_s=-1)
