"""Which files a folder, a pattern and a list stand for, and where their results go."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from formcheck.batches.find import find_by_pattern, find_in_folder
from formcheck.batches.job import RescoreOptions
from formcheck.batches.labels import Label, read_label
from formcheck.batches.layout import result_folders
from formcheck.batches.listed import read_list
from formcheck.batches.plan import BatchOptions, find_wanted
from formcheck.errors import FormcheckError, InputError, UsageError
from formcheck.pipeline.score import ScoreOptions
from formcheck.scoring.plan import Plan

OPTIONS = BatchOptions(ScoreOptions(Plan(exercise="auto")), {})


def make(folder: Path, *files: str) -> Path:
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return folder


def found(folder: Path, out: str = "out") -> list[str]:
    return [one.path.relative_to(folder).as_posix() for one in find_in_folder(folder, folder / out).files]


def test_videos_of_any_ending_and_depth_and_no_results(tmp_path: Path) -> None:
    folder = make(
        tmp_path, "b.MP4", "a/c.mov", "плaнк 板.webm", "notes.txt", ".hidden.mp4",
        "out/results/b/annotated.mp4", "a/c-formcheck/result.json", "a/c-formcheck/annotated.mp4",
        "a/c-formcheck/recording.parquet",
    )  # fmt: skip
    assert found(folder) == ["a/c.mov", "b.MP4", "плaнк 板.webm"]
    assert find_in_folder(folder, folder / "out").recordings_left == 1


def test_recordings_where_there_are_no_videos(tmp_path: Path) -> None:
    make(
        tmp_path, "a/recording.parquet", "a/frames.parquet", "a/result.json", "b.parquet", "summary.parquet",
        "events.parquet",
    )  # fmt: skip
    assert found(tmp_path) == ["a/recording.parquet", "b.parquet"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_in_circles_and_to_the_same_folder(tmp_path: Path) -> None:
    make(tmp_path, "z/a.mp4", "z/deep/b.mp4")
    (tmp_path / "a-link").symlink_to(tmp_path / "z")
    (tmp_path / "z" / "up").symlink_to(tmp_path)
    (tmp_path / "z" / "self").symlink_to(tmp_path / "z" / "self")
    (tmp_path / "c.mp4").symlink_to(tmp_path / "z" / "a.mp4")
    assert found(tmp_path) == ["c.mp4", "z/a.mp4", "z/deep/b.mp4"], "folders come before links to them"


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.mp4", "shut/b.mp4")
    scandir = os.scandir

    def guarded(path: Path) -> object:  # root may read everything, whatever its mode says
        if path.name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("formcheck.batches.find.os.scandir", guarded)
    assert [path.name for path in find_in_folder(tmp_path, tmp_path / "out").unread] == ["shut"]
    with pytest.raises(InputError, match="may not be read"):
        find_in_folder(tmp_path / "shut", tmp_path / "out")


def test_what_stands_for_nothing(tmp_path: Path) -> None:
    make(tmp_path, "some/notes.txt")
    (tmp_path / "empty").mkdir()
    for name, why in (
        ("empty", "is empty"),
        ("some", "no video among the 1 files"),
        ("none", "no file or folder"),
        ("some/*.mp4", "no file is named"),
        ("list.csv", "no list"),
    ):
        with pytest.raises(InputError, match=f"(?i){why}") as error:
            find_wanted([tmp_path / name], tmp_path / "out", OPTIONS)
        assert error.value.remedy
    assert not (tmp_path / "out").exists()


def test_patterns(tmp_path: Path) -> None:
    make(tmp_path, "v/a.mp4", "v/b/c.mp4", "v/[1].mp4", "out/results/a/annotated.mp4")
    pattern = str(tmp_path / "**" / "*.mp4")
    files = find_by_pattern(pattern, tmp_path / "out").files
    assert [one.path.name for one in files] == ["[1].mp4", "a.mp4", "c.mp4"]
    wanted = find_wanted([tmp_path / "v" / "[1].mp4"], tmp_path / "out", OPTIONS)
    assert [given.file for given, *_ in wanted.files] == ["[1].mp4"], "a file that is called like a pattern"


def test_no_two_files_share_a_folder_and_each_keeps_its_own(tmp_path: Path) -> None:
    root = tmp_path / "v"
    names = ("a.mp4", "A.mp4", "a.mov", "b/a.mp4", "b.mp4", "x/recording.parquet", "c:d?.mp4", "e. .mp4")
    files = [root / name for name in names]
    folders = result_folders(files, root, {})
    assert folders == [
        "results/a", "results/A.mp4", "results/a.mov", "results/b/a", "results/b.mp4", "results/x",
        "results/c_d_", "results/e",
    ]  # fmt: skip
    before = dict(zip(map(str, files), folders, strict=True))
    more = [root / "a.avi", *reversed(files)]
    assert result_folders(more, root, before) == ["results/a.avi", *reversed(folders)]
    assert result_folders([tmp_path / "elsewhere.mp4"], root, {}) == ["results/elsewhere"]


def test_folders_on_two_drives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "c/a.mp4", "d/b.mp4")

    def apart(_paths: object) -> str:
        raise ValueError("Paths don't have the same drive")

    monkeypatch.setattr("formcheck.batches.plan.os.path.commonpath", apart)
    wanted = find_wanted([tmp_path / "c", tmp_path / "d"], tmp_path / "out", OPTIONS)
    assert [job.folder for job in wanted.jobs(tmp_path / "out", {})] == ["results/a", "results/b"]


def listed(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_list_says_what_it_knows_of_each(tmp_path: Path) -> None:
    lines = ("File;Exercise;SIDE;view;patient;label", "a.mp4;plank;left;;Jansen, J.;sag+knees_bent", "")
    text = "\r\n".join([*lines, "r.parquet;;;;;good", ""])
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        wanted = find_wanted([listed(tmp_path, text, encoding)], tmp_path / "out", OPTIONS)
        (video, path, options, _), (recording, _, again, _) = wanted.files
        assert (video.file, video.patient, video.label) == ("a.mp4", "Jansen, J.", "sag+knees_bent")
        assert path == tmp_path / "a.mp4"
        assert isinstance(options, ScoreOptions)
        assert (options.plan.exercise, options.plan.side, options.auto_view) == ("plank", "left", True)
        assert (recording.kind, recording.label) == ("recording", "good")
        assert isinstance(again, RescoreOptions)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("file\n", "names no file"),
        ("exercise\nplank\n", "'file' is missing"),
        ("file,colour\na.mp4,red\n", "row 1: there is no column 'colour'"),
        ("file,file\na.mp4,b.mp4\n", "there twice"),
        ("file,exercise\na.mp4,plank\nb.mp4,plonk\n", "row 3: there is no exercise 'plonk'"),
        ("file,side\na.mp4,up\n", "row 2: there is no side 'up'"),
        ("file,view\na.mp4,above\n", "row 2: there is no view 'above'"),
        ("file,label\na.mp4,sag+bad\n", "row 2: there is no label 'bad'"),
        (
            "file,label\na.mp4,x\nb.mp4,good\nc.mp4,y\n",
            "row 2: there is no label 'x'; row 4: there is no label 'y'",
        ),
        ("file,label\n,good\n", "row 2 names no file"),
        ("file,label\na, b.mp4,good\n", "row 2 has more fields than names"),
        ("file,exercise,view\na.mp4,plank,front-high\n", "row 2: "),
        ("file\na.mp4\nb.mp4\nc/../a.mp4\n", "row 4 names a file of "),
        ("file,side\nr.parquet,left\n", "row 2: a recording holds its side"),
    ],
)
def test_a_list_with_a_mistake_is_refused_with_its_row(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(FormcheckError) as error:
        find_wanted([listed(tmp_path, text)], tmp_path / "out", OPTIONS)
    assert why in str(error.value)
    assert error.value.remedy
    assert "\n" not in str(error.value)


def test_a_list_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"file\n\xff\xfe\xfa\x80")
    with pytest.raises(InputError, match="no text"):
        read_list(path)


def test_labels() -> None:
    assert read_label(" Good ") == Label("good", frozenset())
    assert read_label("fault") == Label("fault", None)
    assert read_label("Knees bent+sag") == Label("fault", frozenset({"knees_bent", "sag"}))
    with pytest.raises(ValueError, match="sagging"):
        read_label("sag+sagging")


def test_an_option_that_makes_no_sense(tmp_path: Path) -> None:
    make(tmp_path, "a.mp4")
    with pytest.raises(UsageError):
        find_wanted([tmp_path], tmp_path / "out", BatchOptions(ScoreOptions(Plan(exercise="plonk")), {}))
    with pytest.raises(UsageError, match="nothing to score"):
        find_wanted([], tmp_path / "out", OPTIONS)
