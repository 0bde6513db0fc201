"""Several files at once, and files with names that nobody would choose."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from formcheck.cli.score_command import output_folders
from tests.support.cli_films import film
from tests.support.cli_program import FILES, Call, names, refused, result_of


def test_one_of_several_fails(call: Call, video: Path) -> None:
    good = [shutil.copy(video, video.with_name(name)) for name in ("a.mp4", "b.mp4")]
    bad = [video.with_name("none.mp4"), video.with_name("empty.mp4")]
    bad[1].touch()
    done = call("score", good[0], bad[0], bad[1], good[1], "-e", "plank", "-o", video.with_name("o"))
    assert done.status == 1
    lines = done.err.splitlines()
    assert [line.startswith("formcheck: ") for line in lines] == [True, True]
    assert "none.mp4" in lines[0]
    assert "empty.mp4" in lines[1]
    assert names(video.with_name("o")) == {"a", "b"}
    assert all(names(video.with_name("o") / name) == FILES for name in ("a", "b"))


def test_results_of_another_video_are_not_replaced(call: Call, video: Path) -> None:
    other, out = shutil.copy(video, video.with_name("other.mp4")), video.with_name("o")
    assert call("score", video, "-e", "plank", "-o", out).status == 0
    kept = {path.name: path.read_bytes() for path in out.iterdir()}
    refused(call("score", other, "-e", "plank", "-o", out), "another video (film.mp4)", "--out")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == kept
    assert call("score", video, "-e", "PLANK", "-o", out, "--lang", "EN").status == 0, "its own are"


def test_all_fail(call: Call, video: Path) -> None:
    done = call("score", video.with_name("a.mp4"), video.parent, "-e", "plank")
    assert (done.status, done.out) == (2, "")
    assert len(done.err.splitlines()) == 2
    assert names(video.parent) == {"film.mp4"}


def test_all_are_read_but_nothing_is_measured(call: Call, video: Path) -> None:
    other = shutil.copy(video, video.with_name("other.mp4"))
    done = call("score", video, other, "-e", "plank", scene="nobody")
    assert (done.status, done.err) == (3, "")
    assert names(video.parent) == {"film.mp4", "other.mp4", "film-formcheck", "other-formcheck"}


def test_an_error_inside_one_leaves_the_others_alone(call: Call, video: Path) -> None:
    other = shutil.copy(video, video.with_name("other.mp4"))
    with pytest.MonkeyPatch.context() as patch:
        from formcheck.report import page as report

        render = report.render_report

        def fragile(data: object, words: object) -> str:
            if data.result.source.name == "film.mp4":  # type: ignore[attr-defined]
                raise KeyError("slip")
            return render(data, words)  # type: ignore[arg-type]

        patch.setattr(report, "render_report", fragile)
        done = call("score", video, other, "-e", "plank")
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert "film.mp4" in done.err
    assert "--debug" in done.err
    assert names(video.parent) == {"film.mp4", "other.mp4", "other-formcheck"}


def test_one_json_document_a_video_and_nothing_else(call: Call, video: Path) -> None:
    other = shutil.copy(video, video.with_name("other.mp4"))
    done = call("score", video, other, "-e", "plank", "--json")
    assert (done.status, done.err) == (0, "")
    documents = [json.loads(line) for line in done.out.splitlines()]
    assert documents == [result_of(video.with_name(f"{name}-formcheck")) for name in ("film", "other")]
    only = call("score", video, "-e", "plank", "--json", "--quiet", scene="nobody")
    assert only.status == 3
    assert json.loads(only.out)["word"] == "not_measured"


def test_quiet_is_silent(call: Call, video: Path) -> None:
    assert call("score", video, "-e", "plank", "--quiet").silent
    assert call("score", video, "-e", "plank", "-q", "--annotate", "--csv", scene="nobody").silent
    refused(call("score", "none.mp4", "-e", "plank", "-q"), "none.mp4")


def test_the_same_stem_or_the_same_name(call: Call, video: Path) -> None:
    for folder in ("one", "two"):
        video.with_name(folder).mkdir()
        shutil.copy(video, video.with_name(folder) / "clip.mp4")
    shutil.copy(video, video.with_name("one") / "clip.mov")
    clips = [video.parent / name for name in ("one/clip.mp4", "one/clip.mov", "two/clip.mp4", "one/clip.mp4")]
    done = call("score", *clips, "-e", "plank", "-o", video.with_name("o"))
    assert (done.status, done.err) == (0, "")
    assert names(video.with_name("o")) == {"clip.mp4", "clip.mov", "clip.mp4-2", "clip.mp4-3"}
    assert call("score", *clips, "-e", "plank").status == 0
    assert names(video.with_name("two")) == {"clip.mp4", "clip-formcheck"}
    expected = {"clip.mp4-formcheck", "clip.mov-formcheck", "clip.mp4-formcheck-2"}
    assert names(video.with_name("one")) == {"clip.mp4", "clip.mov"} | expected


@pytest.mark.parametrize(
    "inputs",
    [
        ["a.mp4", "A.mp4", "a.MP4"],
        ["x/a", "y/a", "z/a-2"],
        ["x/a.mp4", "y/a.mov", "y/a.mp4", "a-formcheck"],
        ["a/recording.parquet", "b/a/recording.parquet", "recording.parquet"],
        ["..", ".", "/", ""],
    ],
)
@pytest.mark.parametrize("out", [None, Path("out")])
@pytest.mark.parametrize("suffix", ["formcheck", "rescored"])
def test_no_two_share_a_folder(inputs: list[str], out: Path | None, suffix: str) -> None:
    pairs = output_folders(tuple(map(Path, inputs)), out, suffix)
    assert [path for path, _ in pairs] == [Path(name) for name in inputs]
    folders = [str(folder.absolute()).casefold() for _, folder in pairs]
    assert len(set(folders)) == len(folders)
    if out is not None:
        assert all(folder.parent == out for _, folder in pairs)


HOSTILE = [
    "with space.mp4",
    "quote'and\"quote.mp4",
    "[bold]red.mp4",
    "[link=x]y[.mp4",
    "%s{0}{x}.mp4",
    "-e.mp4",
    "--help",
    "ünïcödé 体操 🧘.mp4",
    "e\u0301.mp4",
    "right\u202eto left.mp4",
    "new\nline.mp4",
    "tab\tbell\x07esc\x1b[31mred.mp4",
    "<script>alert(1)</script>".replace("/", "\u2215") + ".mp4",
    "&amp;.mp4",
    "no ending",
    ".hidden",
    "...",
    "file:concat.mp4",
    "http:example.mp4",
    "trailing.",
    "x" * 200 + ".mp4",
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not take such names")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(call: Call, video: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(video.parent)
    film(video, 3).rename(name)
    done = call("score", "-e", "plank", "--annotate", "--", name)
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert len(lines) == 2, "one line about it, one where the report is"
    assert "\x1b" not in done.out
    folder = Path(f"{Path(name).stem}-formcheck")
    assert names(folder) == FILES | {"annotated.mp4"}
    told = result_of(folder)["source"]["name"]
    assert lines[0].startswith(told)
    if name.isprintable():
        assert told == name
    assert "<script>" not in (folder / "report.html").read_text(encoding="utf-8")
    assert call("rescore", "-o", "again", "--", folder / "recording.parquet").status == 0
    assert (Path("again") / "result.json").read_bytes() == (folder / "result.json").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes are a thing of Linux")
def test_a_name_that_is_no_text(call: Call, video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(video.parent)
    name = os.fsdecode(b"caf\xe9.mp4")
    video.rename(name)
    done = call("score", name, "-e", "plank", "--json")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out)["source"]["name"] == "caf?.mp4"
    refused(call("score", os.fsdecode(b"\xff.mp4"), "-e", "plank"), "no file")


def test_a_name_that_leaves_no_room_for_the_folders(
    call: Call, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(video.parent)
    name = "x" * 250 + ".mp4"
    video.rename(name)
    refused(call("score", name, "-e", "plank"), "too long", "--out")
    assert call("score", name, "-e", "plank", "-o", "o").status == 0
    refused(call("score", "y" * 300, "-e", "plank"), "cannot be read")


def test_relative_paths_and_links(call: Call, video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = video.parent / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "link.mp4").symlink_to("../../film.mp4")
    video.with_name("real").mkdir()
    (deep / "out").symlink_to(video.with_name("real"))
    monkeypatch.chdir(deep)
    assert call("score", "../../film.mp4", "-e", "plank").status == 0
    assert names(video.parent / "film-formcheck") == FILES
    assert call("score", "link.mp4", "-e", "plank", "-o", "out").status == 0
    assert names(video.with_name("real")) == FILES
    assert result_of(Path("out"))["source"]["name"] == "link.mp4"
    (deep / "nowhere.mp4").symlink_to("gone.mp4")
    refused(call("score", "nowhere.mp4", "-e", "plank"), "nowhere.mp4", "no file")
    assert call("score", "./link.mp4", "-e", "plank", "-o", "../b/./deeper/still").status == 0
    assert names(deep / "deeper" / "still") == FILES


def test_results_replace_older_ones_whole(call: Call, video: Path) -> None:
    out = video.with_name("o")
    (out / "sub").mkdir(parents=True)
    (out / "notes.txt").write_text("mine")
    assert call("score", video, "-e", "plank", "-o", out, "--annotate", "--csv").status == 0
    assert names(out) == FILES | {"annotated.mp4", "frames.csv", "sub", "notes.txt"}
    assert call("score", film(video, 4), "-e", "plank", "-o", out).status == 0
    assert names(out) == FILES | {"sub", "notes.txt"}, "what belongs to another scoring has to go"
    assert (out / "notes.txt").read_text() == "mine"
