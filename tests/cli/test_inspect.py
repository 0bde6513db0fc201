"""`formcheck inspect`: what it prints, as lines and as JSON, and what bad input gets."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.cli_program import Call, fake, names, refused


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
    run = look("inspect", picture, video, video.with_name("none.mp4"))
    assert run.status == 1
    assert [line.startswith("formcheck: ") for line in run.err.splitlines()] == [True, True]
    assert run.out.splitlines()[-1] == "3 files: 1 plank, 2 not readable"


def test_bad_input_is_told_in_a_line(look: Call, tmp_path: Path) -> None:
    empty, notes = tmp_path / "empty", tmp_path / "notes.parquet"
    empty.mkdir()
    notes.write_text("no table")
    refused(look("inspect", empty), "empty folder")
    refused(look("inspect", notes), "notes.parquet")
    refused(look("inspect", tmp_path / "none.mp4"), "There is no file")
    refused(look("inspect", "https://example.org/a.mp4"), "address")
