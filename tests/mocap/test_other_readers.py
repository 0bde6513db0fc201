"""What we write, as programs of others read it, and the rules of BIDS as its own schema has them.

OpenSim and the whole BIDS validator are too large for the suite; docs/formats.md says what they found.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import c3d
import numpy as np
import poseaudit
import pytest
import trc
from bids_validator import BIDSValidator
from bidsschematools.schema import load_schema

from formcheck.mocap.export import export
from formcheck.mocap.export_files import ExportOptions
from formcheck.mocap.placed import placed
from formcheck.pipeline.score import rescore
from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.store.recording import RecordingWriter, read_recording
from tests.support.foreign_files import RECORDINGS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a plank in which points and a whole person were lost now and then."""
    made = tmp_path_factory.mktemp("holed")
    track, context = read_recording(RECORDINGS / "plank_sag.parquet")
    xy, sight = track.xy.copy(), track.visibility.copy()
    xy[5, L.LEFT_EYE_OUTER] = np.nan
    xy[7], sight[7] = np.nan, np.nan
    holed = Track.build(track.time, xy, visibility=sight, size=track.size, model=track.model)
    with RecordingWriter(made / "plank.parquet", track.size, track.model, context) as writer:
        writer.append(holed)
    rescore(made / "plank.parquet", made / "results", None, "en")
    return made / "results"


@pytest.mark.parametrize("stature", [None, 1.7])
def test_trc_data_reader_finds_every_marker(folder: Path, tmp_path: Path, stature: float | None) -> None:
    track, _ = read_recording(folder / "recording.parquet")
    path = export(folder, ExportOptions("trc", tmp_path, stature)).path
    read = trc.TRCData()
    read.load(str(path))
    assert read["NumFrames"] == len(read["Time"]) == len(track)
    assert read["Units"] == ("m" if stature else "px")
    wanted = placed(track, stature)
    assert read["Markers"] == wanted.names
    np.testing.assert_allclose(read["Time"], track.time, atol=1e-6)
    for place, name in enumerate(wanted.names):
        np.testing.assert_allclose(np.array(read[name], float), wanted.xyz[:, place], atol=1e-5)


def test_poseaudit_reads_the_angles_in_degrees(folder: Path, tmp_path: Path) -> None:
    path = export(folder, ExportOptions("mot", tmp_path)).path
    joints = poseaudit.load_mot(path)
    assert joints.in_degrees
    assert joints.unit("knee_angle_r") == "deg"
    track, _ = read_recording(folder / "recording.parquet")
    np.testing.assert_allclose(joints.time, np.delete(track.time, 7), atol=1e-6)
    assert 0 < np.nanmedian(joints.columns["knee_angle_l"]) < 15, "straight knees"
    assert 80 < np.nanmedian(joints.columns["elbow_flex_l"]) < 120, "on the forearms"
    own = poseaudit.load_mot(tmp_path / f"{path.stem}_signals.mot")
    assert np.isnan(own.columns["head_angle_deg"]).any(), "with gaps"


def test_c3d_reads_the_points_and_what_is_missing(folder: Path, tmp_path: Path) -> None:
    track, _ = read_recording(folder / "recording.parquet")
    path = export(folder, ExportOptions("c3d", tmp_path, 1.7)).path
    wanted = placed(track, 1.7)
    with path.open("rb") as file:
        with pytest.warns(UserWarning, match="No analog"):
            reader = c3d.Reader(file)
        points = np.array([frame for _, frame, _ in reader.read_frames()])
    assert [label.strip() for label in reader.point_labels] == wanted.names
    assert reader.header.frame_rate == pytest.approx(15)
    missing = np.isnan(wanted.xyz).any(axis=2)
    assert missing.sum() == 1 + len(L)
    np.testing.assert_array_equal(points[..., 3] == -1, missing)
    np.testing.assert_allclose(points[~missing][:, :3], wanted.xyz[~missing], atol=1e-5)


def test_the_data_set_follows_the_schema_of_bids(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "data"
    export(folder, ExportOptions("bids", root, 1.7))
    export(folder, ExportOptions("bids", root, subject="anna2", run=3))
    names = [f"/{path.relative_to(root).as_posix()}" for path in root.rglob("*") if path.is_file()]
    assert len(names) == 3 + 2 * 6
    assert [name for name in names if not BIDSValidator().is_bids(name)] == []
    schema = load_schema()
    rules = schema.rules.tabular_data.motion.motionChannels
    columns = {schema.objects.columns[key].name: need for key, need in rules.columns.items()}
    first = [schema.objects.columns[key].name for key in rules.initial_columns]
    kinds, parts = schema.objects.columns.type__channels.enum, schema.objects.columns.component.enum
    for path in root.glob("sub-*/motion/*_channels.tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file, delimiter="\t")
        assert head[: len(first)] == first
        assert {name for name, need in columns.items() if need == "required"} <= set(head) <= set(columns)
        about = json.loads(Path(str(path).replace("_channels.tsv", "_motion.json")).read_text("utf-8"))
        for group in schema.rules.sidecars.motion.values():
            for field, need in group.fields.items():
                level = need if isinstance(need, str) else need["level"]
                assert level != "required" or field in about, field
        assert about["MotionChannelCount"] == len(rows)
        assert {row[head.index("type")] for row in rows} <= set(kinds)
        assert {row[head.index("component")] for row in rows} <= {*parts, "n/a"}
        # A unit that is none of SI has to be explained in the sidecar.
        assert {row[head.index("units")] for row in rows} - {"s", "m", "deg"} == set(about.get("Units", {}))
