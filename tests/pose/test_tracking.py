"""Finding, following, losing and finding people again, with the real networks on spliced footage."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.media.frame import Frame
from formcheck.pose.detector import Detection, PersonDetector, anchor_centres, merge_overlapping
from formcheck.pose.landmarks import Landmark
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.region import Region
from formcheck.pose.search import Every, SearchTimer, choose, count_people, free_strips
from tests.support.clip_frames import estimate, first_frames

Image = NDArray[np.uint8]


@pytest.fixture
def person(clips: Path) -> Image:
    """A filmed person who lies in the bridge."""
    return first_frames(clips / "bridging.mp4", 1)[0].image


@pytest.fixture
def other(synthetic: Path) -> Image:
    """A drawn person in the plank."""
    return first_frames(synthetic / "plank_good.mp4", 1)[0].image


@pytest.fixture(scope="module")
def lite() -> OnnxPoseEstimator:
    """Networks that are loaded once: `renewed` forgets the stream before, as the first test shows."""
    return OnnxPoseEstimator("lite")


@pytest.fixture(scope="module")
def blind() -> OnnxPoseEstimator:
    """Reads no outline."""
    return OnnxPoseEstimator("lite", outline_hz=0)


@pytest.fixture(scope="module")
def full() -> OnnxPoseEstimator:
    """Reads no outline, by the middle network."""
    return OnnxPoseEstimator("full", outline_hz=0)


@pytest.fixture
def detector_runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one each time the detector runs."""
    runs: list[int] = []
    detect = PersonDetector.detect

    def counted(self: PersonDetector, image: Image) -> list[Detection]:
        runs.append(1)
        return detect(self, image)

    monkeypatch.setattr(PersonDetector, "detect", counted)
    return runs


def play(*parts: tuple[Image, float], fps: float = 15.0) -> list[Frame]:
    """Still pictures one after the other, each for so many seconds."""
    images = [image for image, seconds in parts for _ in range(round(seconds * fps))]
    return [Frame(image, i / fps) for i, image in enumerate(images)]


def test_one_for_another_stream_remembers_nothing(root: Path) -> None:
    """The same networks, the same rows as a new estimator's, wherever the stream before broke off."""
    before = first_frames(root / "sample_videos" / "plank_good.mp4", 9)
    stream = first_frames(root / "sample_videos" / "bridge_good.mp4", 12)
    with OnnxPoseEstimator("lite") as estimator:
        alone = estimate(estimator, stream)
    with OnnxPoseEstimator("lite") as first:
        estimate(first, before)
        after = estimate(first.renewed(), stream)
    for name in ("time", "xy", "world", "dorsal", "ventral", "people"):
        assert getattr(alone, name).tobytes() == getattr(after, name).tobytes(), name


@pytest.mark.parametrize("fps", [8.0, 15.0, 30.0])
def test_found_again_within_half_a_second(person: Image, fps: float, blind: OnnxPoseEstimator) -> None:
    black = np.zeros_like(person)
    with blind.renewed() as estimator:
        track = estimate(estimator, play((person, 0.5), (black, 1.5), (person, 1.0), fps=fps))
    assert track.detected[track.time < 0.5 - 1e-9].all()
    gone = (track.time > 0.5 - 1e-9) & (track.time < 2 - 1e-9)
    assert not track.detected[gone].any()
    assert (track.people[gone] == 0).all()
    back = track.time[(track.time > 2 - 1e-9) & track.detected]
    assert back[0] - 2.0 <= 0.5
    assert track.detected[track.time >= back[0]].all()


def test_found_in_another_place_after_a_cut(person: Image, full: OnnxPoseEstimator) -> None:
    small = np.ascontiguousarray(person[::2, ::2])
    left, right = np.full((2, 300, 800, 3), 90, np.uint8)
    left[20:260, 20:340] = right[20:260, 460:780] = small
    with full.renewed() as estimator:
        track = estimate(estimator, play((left, 0.4), (right, 0.8)))
    assert track.detected[:6].all()
    assert track.detected[-4:].all()
    moved = track.xy[-1] - track.xy[5]
    assert np.median(moved, axis=0) == pytest.approx([440, 0], abs=8)


def test_after_a_loss_smoothing_begins_anew(person: Image, blind: OnnxPoseEstimator) -> None:
    """Who is found again stands where the network sees them, not between there and where they were."""
    small = np.ascontiguousarray(person[::2, ::2])
    left, right, nobody = np.full((3, 300, 800, 3), 90, np.uint8)
    left[20:260, 20:340] = right[20:260, 460:780] = small
    with blind.renewed() as estimator:
        track = estimate(estimator, play((left, 0.4), (nobody, 0.6), (right, 0.8)))
    found = int(np.flatnonzero(track.detected & (track.time > 1 - 1e-9))[0])
    with blind.renewed() as other:
        alone = other.estimate(Frame(right, 0.0))
    assert not track.detected[8:14].any()
    np.testing.assert_array_equal(track.xy[found], alone.xy[0])
    np.testing.assert_array_equal(track.world[found], alone.world[0])


def test_where_the_detector_errs_the_last_place_is_tried(
    person: Image, full: OnnxPoseEstimator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the crown of a head, say, for a whole person; that must not hide who is still there."""
    corner = Detection(Region(20.0, 20.0, 30.0, 1.7), 0.9)
    with full.renewed() as estimator:
        before = estimate(estimator, play((person, 0.3)))
        estimator._lose()
        monkeypatch.setattr(estimator._detector, "detect", lambda _: [corner])
        after = estimator.estimate(Frame(person, 0.4))
    assert before.detected.all()
    np.testing.assert_allclose(after.xy[0], before.xy[-1], atol=12)


def test_somebody_who_moves_is_followed_without_the_detector(
    person: Image, detector_runs: list[int], full: OnnxPoseEstimator
) -> None:
    small = np.ascontiguousarray(person[::2, ::2])
    stream = []
    for i in range(60):
        room = np.full((280, 800, 3), 90, np.uint8)
        room[20:260, 10 + 7 * i : 330 + 7 * i] = small
        stream.append(Frame(room, i / 30))
    with full.renewed() as estimator:
        track = estimate(estimator, stream)
    assert track.detected.all()
    assert np.median(track.xy[-1] - track.xy[0], axis=0) == pytest.approx([7 * 59, 0], abs=10)
    assert len(detector_runs) <= 4, "once to find, once to count, each time beside the person too"


def test_an_empty_room_costs_few_detector_runs(
    person: Image, detector_runs: list[int], blind: OnnxPoseEstimator
) -> None:
    with blind.renewed() as estimator:
        track = estimate(estimator, play((np.full_like(person, 90), 3.0), fps=30))
    assert not track.detected.any()
    assert (track.people == 0).all()
    assert len(detector_runs) <= 20  # eager for 0.2 s, then four a second


def test_following_costs_one_detector_run_a_second(
    person: Image, detector_runs: list[int], blind: OnnxPoseEstimator
) -> None:
    with blind.renewed() as estimator:
        estimate(estimator, play((person, 3.0)))
    assert 3 <= len(detector_runs) <= 4


def test_with_two_people_the_one_who_was_there_first_is_kept(
    person: Image, other: Image, full: OnnxPoseEstimator
) -> None:
    width = min(person.shape[1], other.shape[1])
    above, below = other[60:420, :width], person[60:420, :width]
    alone = np.ascontiguousarray(np.vstack([np.zeros_like(above), below]))
    both = np.ascontiguousarray(np.vstack([above, below]))
    with full.renewed() as estimator:
        track = estimate(estimator, play((alone, 1.0), (both, 1.5)))
    assert track.detected.all()
    assert (track.xy[:, Landmark.LEFT_HIP, 1] > 360).all(), "hips stay in the lower half"
    assert track.people[5] == 1
    assert track.people[-1] == 2


def test_the_outline_is_due_ten_times_a_second(person: Image, lite: OnnxPoseEstimator) -> None:
    for fps, share in ((8.0, 1.0), (15.0, 2 / 3), (30.0, 1 / 3)):
        with lite.renewed() as estimator:
            track = estimate(estimator, play((person, 1.0), fps=fps))
        read = np.isfinite(track.dorsal).any(axis=1)
        assert read.mean() == pytest.approx(share, abs=0.1)
        assert (np.isfinite(track.contrast) == read).all()


def test_the_same_stream_gives_the_same_bytes(clips: Path) -> None:
    stream = first_frames(clips / "bridging.mp4", 15)
    tracks = []
    for _ in range(2):
        with OnnxPoseEstimator("lite") as estimator:
            tracks.append(estimate(estimator, stream))
    for name in ("xy", "visibility", "world", "dorsal", "ventral", "contrast", "people"):
        assert getattr(tracks[0], name).tobytes() == getattr(tracks[1], name).tobytes()


@pytest.mark.parametrize("size", [(1, 1), (10, 10), (3, 500), (500, 3)])
def test_tiny_and_odd_frames_are_empty_not_errors(size: tuple[int, int], lite: OnnxPoseEstimator) -> None:
    stream = [Frame(np.full((size[1], size[0], 3), 127, np.uint8), i / 10) for i in range(5)]
    with lite.renewed() as estimator:
        track = estimate(estimator, stream)
    assert not track.detected.any()
    assert track.size == size


def test_time_that_stands_still_or_goes_back_is_survived(person: Image, lite: OnnxPoseEstimator) -> None:
    with lite.renewed() as estimator:
        rows = [estimator.estimate(Frame(person, t)) for t in (5.0, 5.0, 5.1, 1.0, 1.1, 90.0)]
        assert all(row.detected[0] and np.isfinite(row.xy).all() for row in rows)
        estimator.close()
        estimator.close()


def test_people_are_counted_carefully() -> None:
    def someone(x: float, side: float = 100, score: float = 0.9) -> Detection:
        return Detection(Region(x, 50, side, 0), score)

    assert count_people([], None) == 0
    assert count_people([], Region(50, 50, 100, 0)) == 1, "the one who is followed counts in any case"
    assert count_people([someone(50)], None) == 1
    assert count_people([someone(50), someone(60)], None) == 1, "found twice"
    assert count_people([someone(50), someone(150)], None) == 2
    assert count_people([someone(50), someone(150, score=0.6)], None) == 1, "not sure"
    assert count_people([someone(50), someone(150, side=20)], None) == 1, "tiny"
    assert count_people([someone(50), someone(150), someone(155)], None) == 2


def test_strips_with_room_for_another_person() -> None:
    size = (1000, 300)
    assert free_strips(Region(250, 150, 500, 0), size) == [slice(450, 1000)]
    assert free_strips(Region(750, 150, 500, 0), size) == [slice(0, 550)]
    assert free_strips(Region(500, 150, 250, 0), size) == [slice(0, 400), slice(600, 1000)]
    assert free_strips(Region(500, 150, 800, 0), size) == [], "one person who fills the picture"


def test_two_people_side_by_side(person: Image, lite: OnnxPoseEstimator) -> None:
    """Equally big they are two; somebody small in the background is not counted."""
    small = cv2.resize(person, None, fx=0.35, fy=0.35)
    far = np.hstack([person, np.full_like(person, 127)])
    far[: small.shape[0], -small.shape[1] :] = small
    counted = []
    for picture in (person, np.hstack([person, person]), far):
        with lite.renewed() as estimator:
            track = estimate(estimator, [Frame(picture, i / 10) for i in range(12)])
        counted.append(track.people[-1])
    assert counted == [1, 2, 1]


def test_the_large_and_central_person_is_chosen() -> None:
    large, small = Detection(Region(320, 240, 300, 0), 0.8), Detection(Region(320, 240, 60, 0), 0.95)
    aside = Detection(Region(20, 20, 300, 0), 0.8)
    assert choose([small, large, aside], (640, 480)) is large
    assert choose([], (640, 480)) is None


def test_boxes_that_overlap_merge_by_their_scores() -> None:
    boxes = np.array([[0, 0, 1, 1], [0.1, 0, 1.1, 1], [3, 3, 4, 4]], np.float32)
    points = np.array([[[0, 0]], [[3, 0]], [[9, 9]]], np.float32)
    merged = merge_overlapping(boxes, points, np.array([0.5, 1.0, 0.7], np.float32))
    assert [score for score, _ in merged] == pytest.approx([1.0, 0.7])
    assert merged[0][1].tolist() == [[2.0, 0.0]]
    assert merged[1][1].tolist() == [[9.0, 9.0]]


def test_anchors() -> None:
    anchors = anchor_centres()
    assert anchors.shape == (2254, 2)
    assert anchors[:3].tolist() == pytest.approx(np.array([[4, 4], [4, 4], [12, 4]]) / 224)
    assert anchors[-1].tolist() == pytest.approx([208 / 224, 208 / 224])


@pytest.mark.parametrize("fps", [7.3, 15, 24, 29.97, 30, 50, 60, 120])
def test_every_keeps_its_rate_at_any_frame_rate(fps: float) -> None:
    every = Every(0.1)
    beats = sum(every.due(i / fps) for i in range(round(20 * fps)))
    assert beats == pytest.approx(min(200, 20 * fps), abs=2)


def test_every_after_gaps_and_jumps_back() -> None:
    every = Every(0.1)
    assert [every.due(t) for t in (0.0, 0.05, 0.1, 7.0, 7.01, 7.1)] == [True, False, True, True, False, True]
    assert every.due(1.0)
    assert not every.due(1.05)


def test_the_search_is_eager_first_then_patient() -> None:
    timer = SearchTimer()
    clock: Callable[[], int] = count().__next__
    due = [timer.due(clock() / 30) for _ in range(90)]
    assert all(due[:6])
    waits = np.diff(np.flatnonzero(due)) / 30
    assert waits.max() <= 0.3
    assert sum(due[30:]) <= 9
    timer.found()
    assert timer.due(3.0)
    assert timer.due(3.04), "a new loss is searched eagerly again"
