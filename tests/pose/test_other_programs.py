"""Tracks of poses that other programs found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import UsageError
from formcheck.pose.landmarks import COCO17, LANDMARK_COUNT, Landmark
from formcheck.pose.track import WITHOUT_OUTLINE, ModelInfo, Track
from formcheck.store.recording import RecordingWriter, read_recording

SIZE = (640, 480)
TIME = np.arange(4) / 30
RANDOM = np.random.default_rng(3)
POINTS = RANDOM.uniform(50, 400, (4, 17, 2))
SIGHT = RANDOM.uniform(0.2, 1.0, (4, 17))


def test_coco_points_stand_in_their_places_and_the_rest_is_missing() -> None:
    track = Track.from_coco17(POINTS, TIME, SIZE, SIGHT, name="rtmpose-m")
    assert track.model == ModelInfo("coco17", "rtmpose-m")
    assert (len(track), track.size) == (4, SIZE)
    assert track.detected.all()
    np.testing.assert_array_equal(track.xy[:, list(COCO17)], POINTS.astype(np.float32))
    np.testing.assert_array_equal(track.visibility[:, list(COCO17)], SIGHT.astype(np.float32))
    others = [landmark for landmark in Landmark if landmark not in COCO17]
    assert Landmark.LEFT_FOOT_INDEX in others
    assert Landmark.RIGHT_HEEL in others
    assert np.isnan(track.xy[:, others]).all()
    assert (track.visibility[:, others] == 0).all(), "what the program does not have was not seen"
    for name in ("world", "dorsal", "ventral", "contrast", "edge_contact", "people", "light"):
        assert np.isnan(getattr(track, name)).all(), name
    assert not track.model.reads_outline


def test_coco_names_are_in_cocos_order() -> None:
    """As in person_keypoints of the annotations."""
    names = (
        "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow "
        "left_wrist right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle"
    )
    assert [landmark.name.lower() for landmark in COCO17] == names.split()


def test_all_33_points_are_taken_as_they_are() -> None:
    points = RANDOM.uniform(0, 400, (4, 33, 2))
    track = Track.from_blazepose33(points, TIME, SIZE, name="a table")
    np.testing.assert_array_equal(track.xy, points.astype(np.float32))
    assert np.isnan(track.visibility).all(), "it was not told"
    assert track.model == ModelInfo("blazepose33", "a table")
    assert {"blazepose33", "coco17", "points"} == set(WITHOUT_OUTLINE)


def test_a_missing_point_is_nan_or_has_visibility_0() -> None:
    points, sight = POINTS.copy(), SIGHT.copy()
    points[0, 0] = np.nan  # the nose
    points[1, 5, 1] = np.inf
    points[2, 15], sight[2, 15] = 0.0, 0.0  # as COCO writes a point that is not labelled
    track = Track.from_coco17(points, TIME, SIZE, sight)
    missing = np.isnan(track.xy[:, list(COCO17)]).all(axis=2)
    assert np.argwhere(missing).tolist() == [[0, 0], [1, 5], [2, 15]]
    assert (track.visibility[:, list(COCO17)][missing] == 0).all()
    assert track.detected.all(), "somebody is there, with or without a nose"


def test_a_frame_without_any_point_is_an_empty_frame() -> None:
    points = POINTS.copy()
    points[2] = np.nan
    track = Track.from_coco17(points, TIME, SIZE)
    assert track.detected.tolist() == [True, True, False, True]
    row, empty = track[2:3], Track.unseen(TIME[2], SIZE, track.model)
    np.testing.assert_array_equal(row.xy, empty.xy)
    np.testing.assert_array_equal(row.visibility, empty.visibility)


def test_no_frames_are_a_track_of_no_frames() -> None:
    assert len(Track.from_coco17(np.empty((0, 17, 2)), [], SIZE)) == 0


def test_lists_and_confidences_above_1_are_taken() -> None:
    track = Track.from_coco17(POINTS.tolist(), TIME.tolist(), SIZE, (SIGHT * 10).tolist())
    assert track.xy.shape == (4, LANDMARK_COUNT, 2)
    assert np.nanmax(track.visibility) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"xy": POINTS[:3]}, r"xy has the shape \(3, 17, 2\).*\(4, 17, 2\)"),
        ({"xy": np.zeros((4, 33, 2))}, r"shape \(4, 33, 2\)"),
        ({"xy": np.zeros((4, 17, 3))}, r"shape \(4, 17, 3\)"),
        ({"xy": [["left"] * 17] * 4}, "xy is no table of numbers"),
        ({"xy": POINTS / 640}, "shares of the frame, not pixels.*width"),
        ({"visibility": SIGHT[:, :5]}, r"visibility has the shape \(4, 5\)"),
        ({"visibility": -SIGHT}, "visibility is below 0"),
        ({"time": TIME[::-1]}, "does not increase: 0.1 s in row 0.*in order"),
        ({"time": [0, 0.1, 0.1, 0.2]}, "does not increase: 0.1 s in row 1"),
        ({"time": [0, np.nan, 1, 2]}, "not a number"),
        ({"time": TIME[:, None]}, r"shape \(4, 1\)"),
        ({"size": (0, 480)}, r"size \(0.0, 480.0\)"),
        ({"size": (640.5, 480)}, "size"),
        ({"size": (640, 480, 3)}, r"size has the shape \(3,\)"),
        ({"size": None}, "size"),
    ],
)
def test_wrong_tables_are_told_with_what_to_do(change: dict[str, object], told: str) -> None:
    given: dict[str, object] = {"xy": POINTS, "time": TIME, "size": SIZE, "visibility": SIGHT} | change
    with pytest.raises(UsageError, match=told) as caught:
        Track.from_coco17(**given)  # type: ignore[arg-type]
    assert caught.value.remedy


def test_it_is_recorded_and_read_back(tmp_path: Path) -> None:
    track = Track.from_coco17(POINTS, TIME, SIZE, SIGHT, name="rtmpose-m")
    path = tmp_path / "recording.parquet"
    with RecordingWriter(path, track.size, track.model, {"auto_view": True}) as writer:
        writer.append(track)
    read, context = read_recording(path)
    assert (read.model, read.size, context) == (track.model, SIZE, {"auto_view": True})
    for name in ("time", "xy", "visibility", "dorsal", "contrast", "people"):
        np.testing.assert_array_equal(getattr(read, name), getattr(track, name))


def test_the_old_name_of_edge_contact_warns() -> None:
    track = Track.from_coco17(POINTS, TIME, SIZE)
    with pytest.warns(DeprecationWarning, match="edge_contact"):
        assert track.rim is track.edge_contact
