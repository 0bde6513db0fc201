"""`formcheck export`, and `formcheck score` of poses that another program found."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import formcheck as fc
from formcheck.pose.landmarks import COCO17
from tests.support.cli_program import FILES, Call, names, refused, result_of
from tests.support.foreign_files import RECORDINGS, open_pose, recorded, sports2d


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    """A folder of results, as far as an export reads it."""
    folder = tmp_path / "scored"
    folder.mkdir()
    shutil.copy(RECORDINGS / "plank_sag.parquet", folder / "recording.parquet")
    return folder


def test_a_folder_of_results_goes_out_and_comes_in_again(call: Call, scored: Path) -> None:
    done = call("export", scored, "--to", "trc")
    assert (done.status, done.err) == (0, "")
    assert "plank_sag.trc: 33 markers, 390 frames, in pixels" in done.out.replace("\n", "")
    path = scored / "plank_sag.trc"
    refused(call("export", scored, "--to", "trc"), "already", "--force")
    assert call("export", scored, "--to", "TRC", "--force", "--quiet").silent
    refused(call("score", path, "-e", "plank"), "--size")
    refused(call("score", path, "-e", "plank", "--size", "854"), "--size")
    refused(call("score", path, "-e", "plank", "--size", "854x480", "--annotate"), "--annotate")
    done = call("score", path, "-e", "plank", "--size", "854x480", "--lang", "en")
    assert (done.status, done.err) == (0, "")
    folder = scored / "plank_sag-formcheck"
    assert names(folder) == FILES
    result = result_of(folder)
    assert result["pose"] == {"backend": "points", "model": "TRC in pixels", "sha256": ""}
    assert [event["faults"][0]["kind"] for event in result["events"]] == ["sag"]


def test_several_are_exported_and_each_failure_is_named(call: Call, scored: Path) -> None:
    out = scored / "out"
    done = call("export", RECORDINGS / "bridge_reps.parquet", scored.parent, scored, "--to", "trc", "-o", out)
    assert done.status == 1
    assert names(out) == {"bridge_reps.trc", "plank_sag.trc"}
    assert "recording.parquet" in done.error
    both = (RECORDINGS / "bridge_reps.parquet", scored)
    refused(call("export", *both, "--to", "trc", "-o", out / "one.trc"), "one file for several")


def test_wrong_use_is_one_line(call: Call, scored: Path, video: Path) -> None:
    refused(call("export", scored, "--to", "bvh"), "--to")
    refused(call("export", scored, "--to", "trc", "--stature", "176"), "1.76")
    refused(call("export", video, "--to", "trc"), "film.mp4")
    front = RECORDINGS / "birddog_reps_highfront.parquet"
    refused(call("export", front, "--to", "trc", "--stature", "1.7", "-o", scored), "from the front")
    refused(call("score", video, "-e", "plank", "--fps", "30"), "--fps")


def test_poses_without_an_outline_say_so(call: Call, tmp_path: Path) -> None:
    track = recorded("bridge_reps")
    path = tmp_path / "bridge.trc"
    path.write_text(sports2d(track), "utf-8")
    done = call("score", path, "-e", "bridge", "--size", f"{track.size[0]}x{track.size[1]}")
    assert done.status == 0, done
    result = result_of(tmp_path / "bridge-formcheck")
    assert result["unmeasured"] == {"hyperextension": "no_outline"}
    assert result["source"]["name"] == "bridge.trc"


def test_a_folder_of_open_pose_is_scored_from_the_command_line_and_from_python(
    call: Call, tmp_path: Path
) -> None:
    track = recorded("plank_sag")
    open_pose(tmp_path / "plank", track)
    done = call("score", tmp_path / "plank", "-e", "plank", "--fps", "15", "--size", "854x480", "--json")
    assert (done.status, done.err) == (0, "")
    result = result_of(tmp_path / "plank-formcheck")
    assert result["source"]["fps_mean"] == 15
    np.savez(tmp_path / "plank.npz", keypoints=track.xy[:, list(COCO17)], time=track.time, size=track.size)
    scored = fc.score(tmp_path / "plank.npz", "plank")
    assert scored.result.source.name == "plank.npz"
    assert [event.kind for event in scored.result.events] == [event["kind"] for event in result["events"]]
