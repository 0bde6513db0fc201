"""TRC files: ours come back as they went, and those of other programs are judged as the same poses."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest

import formcheck as fc
from formcheck.errors import FormcheckError, InputError, UsageError
from formcheck.mocap.export import export
from formcheck.mocap.export_files import ExportOptions
from formcheck.mocap.stature import SEGMENTS, metres_per_pixel
from formcheck.pose.landmarks import Landmark as L
from tests.support.foreign_files import (
    HALPE26,
    RECORDINGS,
    as_points,
    assert_same_events,
    events_of,
    pose2sim,
    recorded,
    sports2d,
)

HALPE = tuple(HALPE26.values())


@pytest.mark.parametrize(
    ("name", "exercise"),
    [("plank_sag", "plank"), ("bridge_reps", "bridge"), ("sideplank_left", "side-plank")],
)
@pytest.mark.parametrize("stature", [None, 1.7])
def test_what_was_exported_is_judged_as_before(
    tmp_path: Path, name: str, exercise: str, stature: float | None
) -> None:
    done = export(RECORDINGS / f"{name}.parquet", ExportOptions("trc", tmp_path, stature))
    assert done.path == tmp_path / f"{name}.trc"
    before = as_points(name)
    track = fc.read_poses(done.path, size=None if stature else before.size)
    assert_same_events(events_of(track, exercise), events_of(before, exercise))
    if stature is None:
        np.testing.assert_allclose(track.xy, before.xy, atol=1e-4)
        np.testing.assert_allclose(track.time, before.time, atol=1e-6)


def test_a_stature_gives_metres_with_y_upwards(tmp_path: Path) -> None:
    path = export(RECORDINGS / "plank_sag.parquet", ExportOptions("trc", tmp_path / "m.trc", 1.7)).path
    lines = path.read_text("utf-8").splitlines()
    assert lines[2].split("\t")[4] == "m"
    names = [name for name in lines[3].split("\t") if name]
    assert names[2:] == [landmark.name.lower() for landmark in L]
    rows = np.array([line.split("\t") for line in lines[6:]], float)
    xyz = rows[:, 2:].reshape(len(rows), 33, 3)
    track, scale = recorded("plank_sag"), metres_per_pixel(recorded("plank_sag"), 1.7)
    np.testing.assert_allclose(xyz[..., 0], track.xy[..., 0] * scale, atol=1e-5)
    np.testing.assert_allclose(xyz[..., 1], (track.size[1] - track.xy[..., 1]) * scale, atol=1e-5)
    assert not xyz[..., 2].any()
    trunk = np.linalg.norm(xyz[:, L.LEFT_SHOULDER] - xyz[:, L.LEFT_HIP], axis=1)
    assert np.median(trunk) == pytest.approx(SEGMENTS["trunk"] * 1.7, rel=0.15)


def test_the_scale_is_nearly_that_of_the_rendered_scene() -> None:
    for path in sorted(RECORDINGS.glob("*.json.gz")):
        scene = json.loads(gzip.decompress(path.read_bytes()))
        if not scene["view"].startswith("side"):
            continue
        camera = scene["camera"]
        away_m = math.dist(camera["position"], camera["target"])
        true = 2 * away_m * math.tan(math.radians(camera["vfov_deg"] / 2)) / scene["size"][1]
        scale = metres_per_pixel(recorded(scene["name"]), scene["stature_m"])
        assert 0.97 < scale / true < 1.07, scene["name"]


def test_sports2d_pixels_are_known_in_spite_of_their_header(tmp_path: Path) -> None:
    track = recorded("plank_sag")
    path = tmp_path / "plank_Sports2D_px_person00.trc"
    path.write_text(sports2d(track), "utf-8")
    found = fc.read_poses(path, size=track.size)
    np.testing.assert_allclose(found.xy[:, list(HALPE)], track.xy[:, list(HALPE)], atol=1e-3)
    assert np.isnan(found.xy[:, L.LEFT_EAR]).all(), "it has no ears"
    assert_same_events(events_of(found, "plank"), events_of(as_points("plank_sag", HALPE), "plank"))
    assert not found.model.reads_outline


def test_an_empty_cell_is_a_missing_point(tmp_path: Path) -> None:
    track = recorded("plank_sag")[:20]
    xy = track.xy.copy()
    xy[3, L.RIGHT_KNEE] = np.nan
    path = tmp_path / "px.trc"
    path.write_text(sports2d(fc.Track.build(track.time, xy, size=track.size, model=track.model)), "utf-8")
    found = fc.read_poses(path, size=track.size)
    assert np.isnan(found.xy[3, L.RIGHT_KNEE]).all()
    assert np.isfinite(found.xy[3, L.RIGHT_ANKLE]).all()
    xy[3, L.RIGHT_KNEE] = 0  # as OpenPose and some programs after it write it
    path.write_text(sports2d(fc.Track.build(track.time, xy, size=track.size, model=track.model)), "utf-8")
    assert np.isnan(fc.read_poses(path, size=track.size).xy[3, L.RIGHT_KNEE]).all()


@pytest.mark.parametrize(("turn_deg", "within_s"), [(0, 0.1), (40, 0.1), (90, 0.1), (200, 0.4)])
def test_three_dimensions_are_seen_from_beside(tmp_path: Path, turn_deg: float, within_s: float) -> None:
    """From the other side the other hip is looked at, which sinks a moment later."""
    path = tmp_path / "plank.trc"
    path.write_text(pose2sim(recorded("plank_sag"), turn_deg), "utf-8")
    wanted = events_of(as_points("plank_sag", HALPE), "plank")
    assert_same_events(events_of(fc.read_poses(path), "plank"), wanted, within_s)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


GOOD = sports2d(recorded("plank_sag")[:20])
BROKEN = {
    "empty": ("", "no TRC"),
    "another file": ("<html></html>\n" * 9, "no TRC"),
    "header only": ("".join(_lines(GOOD)[:3]), "no TRC"),
    "no rows": ("".join(_lines(GOOD)[:5]), "holds 0"),
    "rows lost": ("".join(_lines(GOOD)[:12]), "holds 7"),
    "cut in a row": (GOOD[: GOOD.rindex("\t") - 40], "cells"),
    "a word": (GOOD.replace("\n3\t", "\n3\tlate", 1), "line 9"),
    "unit": (GOOD.replace("\tm\t", "\tinch\t", 1), "inch"),
    "no number of frames": (GOOD.replace("\t20\t18\t", "\tmany\t18\t", 1), "header"),
    "fewer names": (GOOD.replace("RKnee", "", 1), "18 markers"),
    "strange names": (GOOD.replace("Hip", "Hüfte"), "no hip"),
    "time goes back": (GOOD.replace("\n3\t0.2", "\n3\t0.0", 1), "time"),
    "zeros": ("\x00" * 4000, "no TRC"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_in_one_line(tmp_path: Path, what: str) -> None:
    text, word = BROKEN[what]
    path = tmp_path / "broken.trc"
    path.write_text(text, "utf-8")
    with pytest.raises(FormcheckError) as refused:
        fc.read_poses(path, size=(854, 480))
    assert word.casefold() in str(refused.value).casefold()
    assert refused.value.remedy
    assert "\n" not in str(refused.value)
    assert "broken.trc" in str(refused.value)


def test_what_the_file_does_not_tell_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "px.trc"
    path.write_text(GOOD, "utf-8")
    with pytest.raises(UsageError, match="--size"):
        fc.read_poses(path)
    timeless = tmp_path / "timeless.trc"
    head, rows = _lines(GOOD)[:5], [line.split("\t") for line in _lines(GOOD)[5:]]
    head[2] = head[2].replace("15.0", "0")
    timeless.write_text("".join([*head, *("\t".join([row[0], "", *row[2:]]) for row in rows)]), "utf-8")
    with pytest.raises(UsageError, match="--fps"):
        fc.read_poses(timeless, size=(854, 480))
    assert fc.read_poses(timeless, size=(854, 480), fps=30).time[1] == pytest.approx(1 / 30)
    with pytest.raises(UsageError, match="--fps"):
        fc.read_poses(path, size=(854, 480), fps=-1)
    with pytest.raises(InputError, match="no file"):
        fc.read_poses(tmp_path / "none.trc")
    with pytest.raises(InputError, match="known"):
        fc.read_poses(tmp_path / "none.xyz")
