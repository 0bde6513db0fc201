"""Whatever a disk can call a video, it scores twice into the same folder; another video there is refused."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import formcheck as fc
from formcheck.cli.score_command import output_folders
from formcheck.errors import UsageError
from formcheck.pipeline.folders import fresh_folder
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.runtime.printable import exact_name, printable_text, true_name
from formcheck.scoring.source import Source
from tests.support.cli_program import Call, refused, result_of
from tests.support.several import SEVERAL

NAMES = [
    "plain.mp4",
    "what?.mp4",
    "new\nline.mp4",
    "bell\x07 esc\x1b[31m.mp4",
    "right\u202eto left.mp4",
    "trailing blank.mp4 ",
    " leading.mp4",
    "no-break\xa0blank.mp4",
    "e\u0301.mp4",
    "\xe9.mp4",
    "100%25.mp4",
    "zero\u200bwidth.mp4",
    "\U0010ffff\ue000.mp4",
    os.fsdecode(b"caf\xe9.mp4"),
    os.fsdecode(b"\xff\xfe"),
    "x" * 251 + ".mp4",
]


@pytest.mark.skipif(sys.platform != "linux", reason="other disks do not take all of these names")
@pytest.mark.parametrize("name", NAMES)
def test_twice_into_the_same_folder(
    call: Call, video: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(video.parent)
    shutil.copy(video, name)
    assert call("score", "-e", "plank", "-o", "o", "--", name).status == 0
    first = Path("o", "result.json").read_bytes()
    again = call("score", "-e", "plank", "-o", "o", "--", name)
    assert (again.status, again.err) == (0, "")
    assert Path("o", "result.json").read_bytes() == first
    source = result_of(Path("o"))["source"]
    assert ("exact_name" in source) == ("?" in source["name"])
    refused(call("score", "film.mp4", "-e", "plank", "-o", "o"), "results of another video", "--out")
    rescored = call("rescore", "o/recording.parquet", "-o", "again")
    assert (rescored.status, rescored.err) == (0, "")
    assert Path("again", "result.json").read_bytes() == first
    assert call("score", "-e", "plank", "-o", "again", "--", name).status == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other disks do not take all of these names")
def test_two_names_that_are_shown_alike_are_two(
    call: Call, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(video.parent)
    alike = ["a\n.mp4", "a?.mp4", "a\x07.mp4", os.fsdecode(b"a\xe9.mp4")]
    for name in alike:
        shutil.copy(video, name)
    for number, name in enumerate(alike):
        out = f"o{number}"
        assert call("score", "-e", "plank", "-o", out, "--", name).status == 0
        assert result_of(Path(out))["source"]["name"] == "a?.mp4"
        for other in alike:
            if other != name:
                refused(call("score", "-e", "plank", "-o", out, "--", other), "another video (a?.mp4)")


@pytest.mark.skipif(sys.platform != "linux", reason="other disks do not take such names")
def test_results_of_before_exact_names_are_recognised(
    call: Call, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(video.parent)
    shutil.copy(video, "a\n.mp4")
    assert call("score", "-e", "plank", "-o", "o", "--", "a\n.mp4").status == 0
    result = result_of(Path("o"))
    del result["source"]["exact_name"]
    Path("o", "result.json").write_text(json.dumps(result), encoding="utf-8")
    assert call("score", "-e", "plank", "-o", "o", "--", "a\n.mp4").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a second name for a file needs a right there")
def test_one_file_under_two_names_is_one(call: Call, video: Path) -> None:
    """A disk that takes large and small letters, or composed and other accents, for the same shows it so."""
    other, out = video.with_name("FILM.MP4"), video.with_name("o")
    os.link(video, other)
    assert call("score", video, "-e", "plank", "-o", out).status == 0
    assert call("score", other, "-e", "plank", "-o", out).status == 0
    assert result_of(out)["source"]["name"] == "FILM.MP4"


@settings(max_examples=200)
@given(st.text(st.characters(exclude_characters="/\0")))
def test_a_name_comes_back_from_what_is_kept(name: str) -> None:
    shown, exact = printable_text(name), exact_name(name)
    assert true_name(shown, exact) == name
    assert shown.isprintable()
    kept = Source(name=shown, exact_name=exact, frames=0, fps_mean=0, duration_s=0, width=1, height=1)
    assert Source.model_validate(json.loads(kept.model_dump_json())) == kept
    assert Source.model_validate(kept.model_dump()).true_name == name


@pytest.mark.parametrize("exact", [5, [], "%ff", "%", "a/../../b", {"x": 1}, None])
@pytest.mark.parametrize("shown", [5, None, "a\nb", "../x", "\ud800"])
def test_an_edited_name_is_no_traceback(tmp_path: Path, exact: object, shown: object) -> None:
    (tmp_path / "result.json").write_text(json.dumps({"source": {"name": shown, "exact_name": exact}}))
    (tmp_path / "v.mp4").touch()
    with contextlib.suppress(UsageError), fresh_folder(tmp_path, "v.mp4", tmp_path / "v.mp4"):
        pass


def test_several_exercises_keep_the_name_in_every_part(tmp_path: Path) -> None:
    for name in ("tab\tin it", "\ud800", "plain"):
        scored = fc.score(SEVERAL, name=name)
        out = scored.save(tmp_path / str(len(name)))
        scored.save(out)
        for folder in (out, out / "01-plank"):
            source = Source.model_validate(result_of(folder)["source"])
            assert source.true_name == name
        with pytest.raises(UsageError, match="another video"):
            fc.score(SEVERAL, name="tab?in it").save(out)


def test_a_video_is_not_replaced_by_its_own_results(tmp_path: Path) -> None:
    video = tmp_path / "annotated.mp4"
    video.write_bytes(b"a film")
    kept = KeptPoses.of_track(SEVERAL, video.name)
    poses = KeptPoses(kept.chunks, kept.model, kept.source(), video)
    with pytest.raises(UsageError, match="would be overwritten"):
        fc.Scored(poses, fc.Plan(exercise="plank"), True).save(tmp_path)
    assert video.read_bytes() == b"a film"


def test_the_name_of_another_programs_model_is_fit_for_a_line(tmp_path: Path) -> None:
    track = fc.Track.from_blazepose33(SEVERAL.xy, SEVERAL.time, SEVERAL.size, name="a\nb\ud800")
    assert fc.score(track, exercise="plank").save(tmp_path / "out").exists()
    assert result_of(tmp_path / "out")["pose"]["model"] == "a?b?"


def test_folders_of_two_accents_that_a_disk_may_take_for_one() -> None:
    names = [unicodedata.normalize(form, "caf\xe9.mp4") for form in ("NFC", "NFD")]
    pairs = output_folders(
        tuple(Path(f, n) for f, n in zip("ab", names, strict=True)), Path("o"), "formcheck"
    )
    folders = {unicodedata.normalize("NFC", str(folder)) for _, folder in pairs}
    assert len(folders) == 2
