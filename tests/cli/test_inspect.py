"""`formcheck inspect`: what it prints, as lines and as JSON, and what bad input gets."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.cli_program import Call, fake, names, refused
from tests.support.foreign_files import RECORDINGS, open_pose, recorded


@pytest.fixture
def look(call: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call`, with a made-up person before the camera of `inspect` too."""
    monkeypatch.setattr("formcheck.cli.inspect_command.create_estimator", fake("plank"))
    return call


def test_lines_say_what_was_looked_at_and_found(look: Call, video: Path) -> None:
    run = look("inspect", video)
    assert (run.status, run.err) == (0, "")
    assert "6.0 s, 90 pictures, 15 a second, 320 x 180" in run.out
    assert "looked at 60 of 90 pictures: all through" in run.out
    assert "plank" in run.out
    assert "somebody in 100 % of them" in run.out
    assert names(video.parent) == {"film.mp4"}, "nothing is written"


def test_json_is_one_line_a_file(look: Call, video: Path) -> None:
    other = shutil.copy(video, video.with_name("other.mp4"))
    run = look("inspect", video, other, "--json")
    assert (run.status, run.err) == (0, "")
    found = [json.loads(line) for line in run.out.splitlines()]
    assert [one["file"] for one in found] == [str(video), str(other)]
    assert all(one["schema"] == 1 and one["exercises"][0]["exercise"] == "plank" for one in found)


def test_one_that_cannot_be_read_does_not_cost_the_others(look: Call, video: Path) -> None:
    picture = video.with_name("one.jpg")
    picture.write_bytes(b"\xff\xd8\xff" + bytes(20))
    empty = video.with_name("empty")
    empty.mkdir()
    run = look("inspect", picture, empty, video, video.with_name("none.mp4"))
    assert run.status == 1
    assert [line.startswith("formcheck: ") for line in run.err.splitlines()] == [True, True, True]
    assert run.out.splitlines()[-1] == "4 files: 1 plank, 3 not readable"


def test_a_folder_is_a_table_of_what_batch_would_score(look: Call, video: Path) -> None:
    deeper = video.parent / "deeper"
    deeper.mkdir()
    shutil.copy(video, deeper / "b.mp4")
    (video.parent / "broken.mp4").write_bytes(b"no video")
    (video.parent / "recording.txt").write_text("notes")
    shutil.copy(RECORDINGS / "plank_sag.parquet", deeper / "old.parquet")
    run = look("inspect", video.parent)
    assert run.status == 1
    head, *lines, counts = run.out.splitlines()
    assert head.split() == ["file", "s", "fps", "size", "seen", "view", "shows"]
    assert [line.split()[:5] for line in lines] == [
        ["deeper/b.mp4", "6.0", "15", "320x180", "100"],
        ["film.mp4", "6.0", "15", "320x180", "100"],
    ]
    assert all("plank" in line for line in lines)
    assert counts == "3 files: 2 plank, 1 not readable"
    assert "1 recording lies beside the videos" in run.err
    assert "broken.mp4" in run.err
    assert len(look("inspect", video.parent, "--json").out.splitlines()) == 2


def test_poses_of_other_programs(look: Call, tmp_path: Path) -> None:
    folder = tmp_path / "poses"
    open_pose(folder, recorded("plank_sag")[:120])
    run = look("inspect", folder, "--fps", 15, "--size", "640x360")
    assert (run.status, run.err) == (0, "")
    assert "120 frames of poses (OpenPose JSON, OpenPose BODY_25), 15 a second, 640 x 360" in run.out
    assert "never: eye_inner, eye_outer, mouth, pinky, index, thumb" in run.out
    assert "no outline of the body" in run.out
    assert "plank" in run.out
    refused(look("inspect", folder), "does not tell how large")


def test_bad_input_is_told_in_a_line(look: Call, tmp_path: Path) -> None:
    empty, notes = tmp_path / "empty", tmp_path / "notes.parquet"
    empty.mkdir()
    notes.write_text("no table")
    refused(look("inspect", empty), "is empty")
    refused(look("inspect", notes), "notes.parquet")
    refused(look("inspect", tmp_path / "none.mp4"), "There is no file")
    refused(look("inspect", "https://example.org/a.mp4"), "address")
