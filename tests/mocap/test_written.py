"""MOT, C3D and Motion-BIDS: what is in the files, and that docs/formats.md describes it."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import ezc3d
import numpy as np
import pytest

from formcheck.errors import FormcheckError, FullDiskError, InputError, UsageError
from formcheck.mocap.angles import ANGLES, IN_DEGREES, SIDES, joint_angles, joint_columns
from formcheck.mocap.bids_events import EVENT_COLUMNS
from formcheck.mocap.c3d_out import MOST_FRAMES, evenly, write_c3d
from formcheck.mocap.export import export
from formcheck.mocap.export_files import ExportOptions
from formcheck.mocap.placed import placed
from formcheck.mocap.point_names import written_name
from formcheck.mocap.recorded import open_recorded
from formcheck.pipeline.score import rescore
from formcheck.pose.landmarks import Landmark
from tests.support.foreign_files import RECORDINGS, recorded


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a bridge, as `formcheck score` leaves them."""
    made = tmp_path_factory.mktemp("results") / "bridge_reps-formcheck"
    rescore(RECORDINGS / "bridge_reps.parquet", made, None, "en")
    return made


def mot(path: Path) -> tuple[list[str], dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]]:
    """(header, columns) of a .mot file."""
    lines = path.read_text("utf-8").splitlines()
    end = lines.index("endheader")
    rows = np.array([line.split("\t") for line in lines[end + 2 :]], float)
    return lines[:end], dict(zip(lines[end + 1].split("\t"), rows.T, strict=True))


def test_mot_holds_the_joints_with_opensims_signs(folder: Path, tmp_path: Path) -> None:
    done = export(folder, ExportOptions("mot", tmp_path))
    header, columns = mot(done.path)
    track = recorded("bridge_reps")
    assert header[:5] == ["bridge_reps", "version=1", f"nRows={len(track)}", "nColumns=11", "inDegrees=yes"]
    assert list(columns) == ["time", *(f"{angle.name}_{side}" for angle in ANGLES for side in SIDES)]
    np.testing.assert_allclose(columns["time"], track.time, atol=1e-6)
    assert not np.isnan(list(columns.values())).any(), "OpenSim's graphical program stops at a gap"
    _, own = mot(tmp_path / "bridge_reps_signals.mot")
    near = "l" if json.loads((folder / "result.json").read_text("utf-8"))["near_side"] == "left" else "r"
    there = ~np.isnan(own["knee_angle_deg"])
    # Ours count from 180, less is flexed; OpenSim's from 0, more is flexed.
    apart = np.abs(180 - own["knee_angle_deg"] - columns[f"knee_angle_{near}"])[there]
    assert np.median(apart) < 0.5, "but for the smoothing"
    top = columns[f"hip_flexion_{near}"]
    assert top.max() > 20 > 0 > top.min(), "flexed on the floor, stretched at the top"
    assert set(own) <= {"time", *IN_DEGREES}


def test_mirrored_the_angles_change_sides_and_no_sign(tmp_path: Path) -> None:
    whole = open_recorded(RECORDINGS / "bridge_reps.parquet")
    xy = whole.track.xy.copy()
    xy[..., 0] = whole.track.size[0] - xy[..., 0]
    swapped = [
        Landmark[name.replace("LEFT", "#").replace("RIGHT", "LEFT").replace("#", "RIGHT")]
        for name in Landmark.__members__
    ]
    turned = replace(
        whole, track=replace(whole.track, xy=xy[:, swapped], visibility=whole.track.visibility[:, swapped])
    )
    before, after = joint_columns(whole), joint_columns(turned)
    for name, values in before.items():
        other = f"{name[:-1]}{'l' if name.endswith('r') else 'r'}"
        np.testing.assert_allclose(after[other], values, atol=1e-3)


def test_frames_without_a_person_are_left_out(tmp_path: Path) -> None:
    whole = open_recorded(RECORDINGS / "plank_sag.parquet")
    xy = whole.track.xy.copy()
    xy[10:20] = np.nan
    table = joint_angles(replace(whole, track=replace(whole.track, xy=xy)))
    assert len(table.time) == len(whole.track) - 10
    assert not table.gaps


@pytest.mark.parametrize("name", ["sideplank_left", "birddog_reps_highfront"])
def test_no_angle_is_told_from_the_front(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="from the front"):
        export(RECORDINGS / f"{name}.parquet", ExportOptions("mot", tmp_path))


def test_no_angle_is_told_where_nothing_tells_the_near_side() -> None:
    whole = open_recorded(RECORDINGS / "plank_sag.parquet")
    blind = replace(
        whole, track=replace(whole.track, visibility=np.full_like(whole.track.visibility, np.nan))
    )
    assert joint_columns(blind).keys() == joint_columns(whole).keys(), "how a plank lies tells it"
    for several in (whole, blind):
        unknown = replace(several, plan=several.plan.model_copy(update={"exercise": "auto"}))
        assert bool(joint_columns(unknown)) == (several is whole)


def test_c3d_comes_back_as_it_went(tmp_path: Path) -> None:
    track = recorded("plank_sag")
    done = export(RECORDINGS / "plank_sag.parquet", ExportOptions("c3d", tmp_path, 1.7))
    assert done.path.name == "plank_sag.c3d"
    file = ezc3d.c3d(str(done.path))
    point = file["parameters"]["POINT"]
    assert point["LABELS"]["value"] == [written_name(landmark) for landmark in Landmark]
    assert (point["UNITS"]["value"], point["RATE"]["value"][0]) == (["m"], pytest.approx(15))
    assert point["Y_SCREEN"]["value"] == ["+Y"]
    wanted = placed(track, 1.7).xyz.transpose(2, 1, 0)
    np.testing.assert_allclose(file["data"]["points"][:3], wanted, atol=1e-6)


def test_c3d_at_even_times_fills_no_gap(tmp_path: Path) -> None:
    data = placed(recorded("plank_sag"), None)
    time = data.time.copy()
    time[50:] += 0.4  # six frames lost
    time[20] += 0.01  # one frame late
    even = evenly(replace(data, time=time))
    np.testing.assert_allclose(np.diff(even.time), 1 / 15, rtol=1e-6)
    assert np.isnan(even.xyz[50:55]).all()
    assert np.isfinite(even.xyz[:50]).all()
    np.testing.assert_array_equal(even.xyz[:20], data.xyz[:20])
    np.testing.assert_array_equal(even.xyz[57:], data.xyz[51:])
    gone = data.xyz.copy()
    gone[5, 3] = np.nan
    write_c3d(tmp_path / "a.c3d", replace(data, xyz=gone))
    back = ezc3d.c3d(str(tmp_path / "a.c3d"))
    residuals = back["data"]["meta_points"]["residuals"][0]
    assert residuals[3, 5] == -1
    assert (np.delete(residuals.ravel(), 3 * len(data.time) + 5) == 0).all()
    assert back["parameters"]["POINT"]["Y_SCREEN"]["value"] == ["-Y"]
    longer = replace(data, time=np.arange(MOST_FRAMES + 1.0), xyz=np.zeros((MOST_FRAMES + 1, 33, 3)))
    with pytest.raises(InputError, match="65535"):
        write_c3d(tmp_path / "b.c3d", longer)


def tsv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_bids_describes_each_of_its_columns(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "data"
    done = export(folder, ExportOptions("bids", root, 1.8, subject="p7"))
    stem = "sub-p7_task-bridge_tracksys-formcheck"
    place = root / "sub-p7" / "motion"
    assert done.path == place / f"{stem}_motion.tsv"
    channels, motion = tsv(place / f"{stem}_channels.tsv"), tsv(done.path)
    about = json.loads((place / f"{stem}_motion.json").read_text("utf-8"))
    assert channels[0][:5] == ["name", "component", "type", "tracked_point", "units"]
    names = [row[0] for row in channels[1:]]
    assert len(set(names)) == len(names) == about["MotionChannelCount"]
    assert {len(row) for row in motion} == {len(names)}
    track = recorded("bridge_reps")
    assert len(motion) == len(track)
    kinds = [row[2] for row in channels[1:]]
    assert {
        f"{kind}ChannelCount": kinds.count(kind) for kind in ("POS", "JNTANG", "LATENCY")
    }.items() <= about.items()
    assert about["TaskName"] == "bridge"
    assert about["SamplingFrequency"] == pytest.approx((len(track) - 1) / np.ptp(track.time), rel=1e-6)
    wanted = placed(track, 1.8).xyz[:, Landmark.LEFT_HIP, 1]
    found = [float(row[names.index("left_hip_y")]) for row in motion]
    np.testing.assert_allclose(found, wanted, atol=1e-5)
    levels = json.loads((place / f"{stem}_channels.json").read_text("utf-8"))["reference_frame"]["Levels"]
    assert {row[6] for row in channels[1:]} == {*levels, "n/a"}
    events = tsv(place / "sub-p7_task-bridge_events.tsv")
    result = json.loads((folder / "result.json").read_text("utf-8"))
    assert events[0] == list(EVENT_COLUMNS)
    assert [row[4] for row in events[1:]] == [event["verdict"] for event in result["events"]]


def test_a_data_set_grows_and_keeps_what_is_in_it(tmp_path: Path) -> None:
    root = tmp_path / "data"
    first = ExportOptions("bids", root)
    export(RECORDINGS / "plank_sag.parquet", first)
    description = root / "dataset_description.json"
    description.write_text(
        description.read_text("utf-8").replace('"Name"', '"Authors": ["A. Body"],\n  "Name"'), "utf-8"
    )
    participants = root / "participants.tsv"
    participants.write_text("participant_id\tage\nsub-01\t40\n", "utf-8")
    with pytest.raises(UsageError, match="--run"):
        export(RECORDINGS / "plank_sag.parquet", first)
    export(RECORDINGS / "plank_sag.parquet", replace(first, run=2))
    export(RECORDINGS / "plank_pike.parquet", replace(first, subject="02"))
    assert tsv(participants) == [["participant_id", "age"], ["sub-01", "40"], ["sub-02", "n/a"]]
    assert "A. Body" in description.read_text("utf-8")
    assert len(list(root.glob("sub-*/motion/*_motion.tsv"))) == 3


def test_a_full_disk_leaves_a_data_set_that_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    options = ExportOptions("bids", tmp_path / "data")
    with monkeypatch.context() as patch:
        patch.setattr("formcheck.mocap.bids_out._write_motion", full)
        with pytest.raises(FullDiskError):
            export(RECORDINGS / "plank_sag.parquet", options)
    assert not list(tmp_path.glob("data/*/*/*"))
    assert export(RECORDINGS / "plank_sag.parquet", options).path.is_file()
    for to, writer in (
        ("trc", "trc_out.write_trc"),
        ("mot", "mot_out.write_mot"),
        ("c3d", "c3d_out.write_c3d"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(f"formcheck.mocap.{writer}", full)
            with pytest.raises(FullDiskError):
                export(RECORDINGS / "plank_sag.parquet", ExportOptions(to, tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_what_is_no_data_set_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(InputError, match="no data set"):
        export(RECORDINGS / "plank_sag.parquet", ExportOptions("bids", tmp_path))
    with pytest.raises(UsageError, match="letters and digits"):
        export(RECORDINGS / "plank_sag.parquet", ExportOptions("bids", tmp_path / "a", subject="an-na"))
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("to", ["mot", "bids"])
def test_results_of_another_recording_are_refused(folder: Path, tmp_path: Path, to: str) -> None:
    odd = tmp_path / "odd"
    shutil.copytree(folder, odd)
    shutil.copy(RECORDINGS / "plank_sag.parquet", odd / "recording.parquet")
    (odd / "result.json").write_text("[]", "utf-8")
    with pytest.raises(FormcheckError) as refused:
        export(odd, ExportOptions(to, tmp_path / "out"))
    assert refused.value.remedy


def test_the_documentation_lists_every_name(pytestconfig: pytest.Config) -> None:
    text = (pytestconfig.rootpath / "docs" / "formats.md").read_text("utf-8")
    landmarks = ", ".join(f"`{written_name(landmark)}`" for landmark in Landmark)
    assert f"| {landmarks} | trc, c3d;" in text
    for angle in ANGLES:
        names = ", ".join(f"`{angle.name}_{side}`" for side in SIDES)
        assert f"| {names} | mot, bids | deg | {angle.positive} | 0: {angle.zero} |" in text
    assert f"| {', '.join(f'`{name}`' for name in IN_DEGREES)} | `NAME_signals.mot` | deg |" in text
    for column, about in EVENT_COLUMNS.items():
        assert f"| `{column}` | bids, events |" in text
        assert f"| {about} |" in text
