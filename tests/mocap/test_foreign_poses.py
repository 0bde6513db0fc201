"""Files of OpenPose, MediaPipe, DeepLabCut and NumPy give the poses that they were made of."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import h5py
import numpy as np
import pytest

import formcheck as fc
from formcheck.errors import FormcheckError, InputError, MissingPackageError, UsageError
from formcheck.mocap.formats import holds_poses
from formcheck.mocap.point_lists import point_list
from formcheck.pose.landmarks import COCO17
from formcheck.pose.landmarks import Landmark as L
from tests.support.foreign_files import (
    MPII,
    as_points,
    assert_same_events,
    deep_lab_cut,
    events_of,
    media_pipe,
    open_pose,
    recorded,
)

PLANK = recorded("plank_sag")
SIZE = PLANK.size
FEW = PLANK[:12]


def assert_same_points(
    found: fc.Track, wanted: fc.Track, points: tuple[L, ...], within_px: float = 0.01
) -> None:
    np.testing.assert_allclose(found.xy[:, list(points)], wanted.xy[:, list(points)], atol=within_px)
    np.testing.assert_allclose(found.time, wanted.time, atol=1e-3)
    assert found.size == wanted.size
    others = [landmark for landmark in L if landmark not in points]
    assert np.isnan(found.xy[:, others]).all()
    assert not found.model.reads_outline


@pytest.mark.parametrize("number", [17, 18, 25, 26, 133])
def test_sets_of_points_name_each_landmark_once(number: int) -> None:
    points = point_list(number)
    assert points is not None
    assert len(set(points.points)) == len(points.points) == len(points.places)
    if number == 17:
        assert points.points == COCO17


def test_open_pose(tmp_path: Path) -> None:
    folder = tmp_path / "json"
    open_pose(folder, PLANK)
    assert holds_poses(folder)
    track = fc.read_poses(folder, fps=15, size=SIZE)
    points = point_list(25)
    assert points is not None
    assert_same_points(track, PLANK, points.points)
    assert track.model.name == "OpenPose JSON, OpenPose BODY_25"
    assert_same_events(events_of(track, "plank"), events_of(as_points("plank_sag", points.points), "plank"))
    with pytest.raises(UsageError, match="--size"):
        fc.read_poses(folder, fps=15)
    with pytest.raises(UsageError, match="--fps"):
        fc.read_poses(folder, size=SIZE)


def test_open_pose_frames_may_be_missing_and_empty(tmp_path: Path) -> None:
    folder = tmp_path / "json"
    open_pose(folder, FEW)
    (folder / "plank_000000000004_keypoints.json").unlink()
    nobody = json.dumps({"version": 1.3, "people": []})
    (folder / "plank_000000000007_keypoints.json").write_text(nobody, "utf-8")
    track = fc.read_poses(folder, fps=10, size=SIZE)
    np.testing.assert_allclose(track.time, [0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1])
    assert np.flatnonzero(~track.detected).tolist() == [6]
    assert track.people.tolist() == [1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1]


@pytest.mark.parametrize(("size", "people"), [(0.2, 1.0), (0.8, 2.0)])
def test_open_pose_follows_the_largest_person_and_counts_the_others(
    tmp_path: Path, size: float, people: float
) -> None:
    folder = tmp_path / "json"
    open_pose(folder, FEW, bystander=size)
    track = fc.read_poses(folder, fps=15, size=SIZE)
    np.testing.assert_allclose(track.xy[:, L.LEFT_HIP], FEW.xy[:, L.LEFT_HIP], atol=0.01)
    assert set(track.people.tolist()) == {people}


@pytest.mark.parametrize("layout", ["named", "numbered", "from one", "long"])
def test_media_pipe(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "plank.csv"
    path.write_text(media_pipe(PLANK[:60], layout), "utf-8")
    track = fc.read_poses(path, size=SIZE, fps=15 if layout == "long" else None)
    assert_same_points(track, PLANK[:60], tuple(L))
    np.testing.assert_allclose(track.visibility, PLANK.visibility[:60], atol=1e-3)
    with pytest.raises(UsageError, match="--size"):
        fc.read_poses(path, fps=15)


def test_media_pipe_with_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    text = media_pipe(FEW, "named").replace(",", ";").replace(".", ",")
    path = tmp_path / "plank.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert_same_points(fc.read_poses(path, size=SIZE), FEW, tuple(L))


def test_words_in_other_columns_do_not_matter(tmp_path: Path) -> None:
    head, *rows = media_pipe(FEW, "named").splitlines()
    path = tmp_path / "plank.csv"
    path.write_text("\n".join([f"activity,{head},class", *(f"plank,{row},good" for row in rows)]), "utf-8")
    assert_same_points(fc.read_poses(path, size=SIZE), FEW, tuple(L))


@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize("people", [(), ("patient",)])
def test_deep_lab_cut(tmp_path: Path, fixed: bool, people: tuple[str, ...]) -> None:
    path = tmp_path / "plankDLC.h5"
    deep_lab_cut(path, PLANK, fixed=fixed, people=people)
    track = fc.read_poses(path, fps=15, size=SIZE)
    points = tuple(landmark for part, landmark in MPII.items() if part[-1] in "12")
    assert_same_points(track, PLANK, points)
    if not fixed:
        assert_same_events(events_of(track, "plank"), events_of(as_points("plank_sag", points), "plank"))


def test_deep_lab_cut_as_csv(tmp_path: Path) -> None:
    parts = [part for part in MPII if part[-1] in "12"]
    values = np.concatenate(
        [FEW.xy[:, [MPII[part] for part in parts]], np.ones((len(FEW), len(parts), 1))], axis=2
    )
    head = [
        ["scorer", *["DLC"] * 3 * len(parts)],
        ["bodyparts", *(part for part in parts for _ in range(3))],
        ["coords", *["x", "y", "likelihood"] * len(parts)],
    ]
    rows = [[str(row), *map(str, one)] for row, one in enumerate(values.reshape(len(FEW), -1).tolist())]
    path = tmp_path / "plankDLC.csv"
    path.write_text("\n".join(",".join(row) for row in [*head, *rows]) + "\n", "utf-8")
    assert_same_points(fc.read_poses(path, fps=15, size=SIZE), FEW, tuple(MPII[part] for part in parts))


def test_a_pickle_in_a_file_is_not_run(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "touched",)  # type: ignore[return-value]

    path = tmp_path / "evil.h5"
    deep_lab_cut(path, FEW)
    with h5py.File(path, "a") as file:
        file["df_with_missing"].attrs["non_index_axes"] = np.bytes_(pickle.dumps([(1, [Evil()])], protocol=0))
    with pytest.raises(InputError, match="no file of DeepLabCut"):
        fc.read_poses(path, fps=15, size=SIZE)
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize("confidence", [False, True])
@pytest.mark.parametrize("whole", [False, True])
def test_arrays(tmp_path: Path, confidence: bool, whole: bool) -> None:
    xy, sight = PLANK.xy[:, list(COCO17)], PLANK.visibility[:, list(COCO17)]
    if whole:
        path = tmp_path / "plank.npz"
        held = {"keypoints": xy[:, None], "fps": np.array(15), "size": np.array(SIZE)}
        np.savez(path, **held, **({"scores": sight} if confidence else {}))  # type: ignore[arg-type]
        track = fc.read_poses(path)
    else:
        path = tmp_path / "plank.npy"
        np.save(path, np.concatenate([xy, sight[..., None]], axis=2) if confidence else xy)
        track = fc.read_poses(path, fps=15, size=SIZE)
    assert_same_points(track, PLANK, COCO17)
    assert np.isnan(track.visibility).all() != confidence
    wanted = fc.Track.from_coco17(xy, PLANK.time, SIZE, sight if confidence else None)
    assert_same_events(events_of(track, "plank"), events_of(wanted, "plank"))


def test_places_that_no_picture_has_are_missing(tmp_path: Path) -> None:
    xy = FEW.xy[:, list(COCO17)].astype(float)
    xy[2, 5], xy[3, 5] = 1e300, -np.inf
    np.save(tmp_path / "a.npy", xy)
    track = fc.read_poses(tmp_path / "a.npy", fps=15, size=SIZE)
    assert np.flatnonzero(np.isnan(track.xy[:, L.LEFT_SHOULDER]).all(axis=1)).tolist() == [2, 3]


def _json_broken(folder: Path) -> Path:
    open_pose(folder / "json", FEW)
    path = folder / "json" / "plank_000000000003_keypoints.json"
    path.write_text(path.read_text("utf-8")[:300], "utf-8")
    return folder / "json"


def _json_twice(folder: Path) -> Path:
    open_pose(folder / "json", FEW)
    (folder / "json" / "bridge_000000000003_keypoints.json").write_text('{"people": []}', "utf-8")
    return folder / "json"


def _json_nobody(folder: Path) -> Path:
    (folder / "json").mkdir()
    (folder / "json" / "a_000000000003_keypoints.json").write_text('{"people": []}', "utf-8")
    return folder / "json"


def _json_odd(folder: Path) -> Path:
    (folder / "json").mkdir()
    text = '{"people": [{"pose_keypoints_2d": [1, 2, 3, 4, 5, 6]}]}'
    (folder / "json" / "a_000000000003_keypoints.json").write_text(text, "utf-8")
    return folder / "json"


def _csv(text: str) -> object:
    def made(folder: Path) -> Path:
        path = folder / "a.csv"
        path.write_text(text, "utf-8")
        return path

    return made


def _h5_text(folder: Path) -> Path:
    path = folder / "a.h5"
    path.write_text("no HDF5", "utf-8")
    return path


def _h5_cut(folder: Path) -> Path:
    path = folder / "a.h5"
    deep_lab_cut(path, FEW)
    path.write_bytes(path.read_bytes()[:-2000])
    return path


def _h5_two(folder: Path) -> Path:
    deep_lab_cut(folder / "a.h5", FEW, people=("left", "right"))
    return folder / "a.h5"


def _h5_other(folder: Path) -> Path:
    with h5py.File(folder / "a.h5", "w") as file:
        file["tracks"] = np.zeros((3, 4))
    return folder / "a.h5"


def _array(values: object) -> object:
    def made(folder: Path) -> Path:
        np.save(folder / "a.npy", np.asarray(values), allow_pickle=True)
        return folder / "a.npy"

    return made


def _npz(**values: object) -> object:
    def made(folder: Path) -> Path:
        np.savez(folder / "a.npz", **values)  # type: ignore[arg-type]
        return folder / "a.npz"

    return made


CSV = media_pipe(FEW, "named")
POINTS = np.zeros((4, 17, 2)) + 5
BROKEN = {
    "a JSON cut off": (_json_broken, "000000000003"),
    "a frame twice": (_json_twice, "both frame 3"),
    "nobody": (_json_nobody, "nobody"),
    "an unknown model": (_json_odd, "none of 17"),
    "an empty CSV": (_csv(""), "no rows"),
    "a head alone": (_csv(CSV.splitlines()[0]), "no rows"),
    "a CSV cut off": (_csv(CSV[:-100]), "line 13"),
    "a word": (_csv(CSV.replace("\n66.667,0", "\n66.667,left", 1)), "line 3"),
    "another table": (_csv("time_s,detected,verdict\n0,true,good\n"), "no shoulder"),
    "a long table without frames": (_csv("landmark,x,y\nNOSE,0.1,0.2\n"), "frame"),
    "half a head of DeepLabCut": (_csv("scorer,a,a\nbodyparts,b,b\n0,1,2\n"), "coords"),
    "text": (_h5_text, "no file of DeepLabCut"),
    "an HDF5 cut off": (_h5_cut, "no file of DeepLabCut"),
    "two individuals": (_h5_two, "2 individuals"),
    "another HDF5": (_h5_other, "no file of DeepLabCut"),
    "objects": (_array(np.array([{"a": 1}], object)), "no array"),
    "one frame's points": (_array(np.zeros((17, 2))), "shape"),
    "seven points": (_array(np.zeros((4, 7, 2))), "7 points"),
    "two people": (_array(np.zeros((4, 2, 17, 2))), "2 people"),
    "no frames": (_array(np.zeros((0, 17, 2))), "no frames"),
    "no points": (_npz(fps=15), "no array of points"),
    "a wrong rate": (_npz(xy=POINTS, fps=0), "frame rate"),
    "a wrong size": (_npz(xy=POINTS, size=[5, 5, 3]), "width, height"),
    "scores of others": (_npz(xy=POINTS, scores=np.ones((3, 17))), "shape"),
    "times of others": (_npz(xy=POINTS, time=np.arange(3.0)), "shape"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_in_one_line(tmp_path: Path, what: str) -> None:
    make, word = BROKEN[what]
    path = make(tmp_path)  # type: ignore[operator]
    with pytest.raises(FormcheckError) as refused:
        fc.read_poses(path, fps=15, size=(854, 480))
    assert word.casefold() in str(refused.value).casefold()
    assert refused.value.remedy
    assert str(refused.value).isprintable()


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.h5"
    deep_lab_cut(path, FEW)
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    with pytest.raises(MissingPackageError, match=r"formcheck\[formats\]"):
        fc.read_poses(path, fps=15, size=SIZE)


def test_a_folder_of_pictures_or_results_holds_no_poses(tmp_path: Path) -> None:
    pose2sim = tmp_path / "cam01_json"
    open_pose(pose2sim, FEW)
    for path in pose2sim.iterdir():
        path.rename(path.with_name(path.name.replace("_keypoints", "")))
    assert len(fc.read_poses(pose2sim, fps=15, size=SIZE)) == len(FEW)
    (pose2sim / "plank_000000000001.png").touch()
    assert not holds_poses(pose2sim), "labels of pictures"
    for name in ("0001.png", "result.json", "frames.parquet"):
        (tmp_path / name).touch()
    assert not holds_poses(tmp_path)
    assert not holds_poses(tmp_path / "none")
    assert holds_poses(tmp_path / "plank.NPY")


def test_what_is_called_a_table_and_is_none_holds_no_poses(tmp_path: Path) -> None:
    video, table = tmp_path / "video.csv", tmp_path / "table.csv"
    video.write_bytes(b"\x00\x00\x00\x20ftypisom")
    table.write_text(CSV, "utf-16")
    assert not holds_poses(video)
    assert holds_poses(table)
    assert_same_points(fc.read_poses(table, size=SIZE), FEW, tuple(L))
