"""Poses of other programs in a batch: found where nothing better is, one folder of OpenPose as one file."""

from __future__ import annotations

import json
import os
from concurrent.futures import Executor
from pathlib import Path

import pytest

import formcheck as fc
from formcheck.batches.find import find_in_folder
from formcheck.batches.job import PosesOptions, do_job
from formcheck.batches.plan import BatchOptions, find_wanted
from formcheck.batches.processes import Patience
from formcheck.batches.sent import do_parcel, pack, unpack
from formcheck.batches.stamps import content_digest, stamp_of
from formcheck.errors import InputError
from formcheck.pipeline.score import ScoreOptions
from formcheck.pipeline.score_poses import score_poses
from formcheck.scoring.plan import Plan
from tests.support.foreign_files import open_pose, recorded, sports2d

SIZE = (640, 360)
OPTIONS = BatchOptions(ScoreOptions(Plan(exercise="plank"), lang="nl"), {}, fps=15.0, size=SIZE)


@pytest.fixture
def poses(tmp_path: Path) -> Path:
    """A folder of OpenPose, a file of Sports2D, and files that only have such endings."""
    folder = tmp_path / "poses"
    folder.mkdir()
    track = recorded("plank_sag")[:60]
    open_pose(folder / "a.b_json", track)
    (folder / "c.trc").write_text(sports2d(track), "utf-8")
    (folder / "list.csv").write_text("file,label\na.b_json,sag\nc.trc,good\n", "utf-8")
    (folder / "labels").mkdir()
    (folder / "labels" / "1.json").write_text('{"boxes": []}', "utf-8")
    return folder


def found(*inputs: Path | str) -> list[tuple[str, str]]:
    wanted = find_wanted(inputs, Path("out"), OPTIONS)
    assert all(isinstance(options, PosesOptions) for _, _, options, _ in wanted.files)
    folders = [job.folder for job in wanted.jobs(Path("out"), {})]
    return [(given.file, folder) for (given, *_), folder in zip(wanted.files, folders, strict=True)]


def test_a_folder_a_pattern_and_a_list_find_them(poses: Path) -> None:
    both = [("a.b_json", "results/a.b_json"), ("c.trc", "results/c")]
    assert found(poses) == found(poses / "list.csv") == both
    for pattern in ("*_json", "*_json/*.json", "*_json/**"):
        assert found(str(poses / pattern)) == both[:1], pattern
    assert found(poses / "a.b_json") == both[:1], "the folder of one recording"


def test_where_there_are_videos_or_recordings_they_are_left_and_counted(poses: Path) -> None:
    (poses / "a.b_json" / "film.mp4").write_bytes(b"x")
    found_here = find_in_folder(poses, poses / "out")
    assert [one.path.name for one in found_here.files] == ["film.mp4"], "beside its frames"
    assert found_here.poses_left == 2
    (poses / "a.b_json" / "film.mp4").rename(poses / "film.parquet")
    wanted = find_wanted([poses], poses / "out", OPTIONS)
    assert [given.kind for given, *_ in wanted.files] == ["recording"]
    assert wanted.notes == [
        "2 files of poses lie beside the recordings and are left out; a pattern such as '**/*.trc' takes them"
    ]


def run(folder: Path, executor: Executor) -> list[fc.BatchResult]:
    kept = fc.batch(folder, "plank", executor=executor, out=folder.with_name("out"), fps=15.0, size=SIZE)
    return sorted(kept, key=lambda one: one.path)


def test_they_are_scored_as_score_does_and_known_again(poses: Path, threads: Executor) -> None:
    done = run(poses, threads)
    assert [one.row.kind for one in done] == ["poses", "poses"]
    alone = poses.with_name("alone")
    score_poses(
        poses / "a.b_json", alone, ScoreOptions(Plan(exercise="plank"), lang="en"), fps=15.0, size=SIZE
    )
    assert done[0].folder is not None
    for file in ("result.json", "recording.parquet", "frames.parquet", "report.html"):
        assert (alone / file).read_bytes() == (done[0].folder / file).read_bytes(), file
    assert not any(one.fresh for one in run(poses, threads))
    frame = sorted((poses / "a.b_json").iterdir())[5]
    frame.write_text(json.dumps({"people": []}), "utf-8")
    assert [one.fresh for one in run(poses, threads)] == [True, False]


def test_whatever_changes_in_a_folder_changes_its_stamp(poses: Path) -> None:
    folder = poses / "a.b_json"
    stamp, content = stamp_of(folder), content_digest(folder)
    first, second, *_ = sorted(folder.iterdir())
    status = first.stat()
    os.utime(first, ns=(status.st_atime_ns, status.st_mtime_ns - 10**9))  # an older one in its place
    assert stamp_of(folder) != stamp
    assert content_digest(folder) == content
    names = first.read_bytes(), second.read_bytes()
    first.write_bytes(names[1])
    second.write_bytes(names[0])
    assert content_digest(folder) != content, "two frames changed places"
    with pytest.raises(InputError, match="without files of OpenPose"):
        stamp_of(poses)


def test_a_folder_that_grows_while_it_is_read_is_told(
    poses: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = poses / "a.b_json"

    def growing(*arguments: object, **options: object) -> object:
        (folder / f"plank_{len(list(folder.iterdir())):012d}_keypoints.json").write_text('{"people": []}')
        return score_poses(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("formcheck.batches.job.score_poses", growing)
    (one,) = run(folder, threads)
    assert one.row.status == "failed"
    assert "has changed while it was read" in str(one.row.error)
    assert not list(poses.rglob("result.json"))


def test_a_folder_is_sent(poses: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    (here, _) = run(poses, threads)
    (job, _) = find_wanted([poses], poses / "out", OPTIONS).jobs(poses / "sent", {})
    monkeypatch.setattr("formcheck.batches.sent.do_job_aside", lambda job, _: do_job(job))
    done = unpack(job, do_parcel(pack(job), Patience()))
    assert (done.stamp, done.content_sha256) == (stamp_of(job.path), content_digest(job.path))
    assert here.folder is not None
    sent = (job.out / "frames.parquet").read_bytes()
    assert sent == (here.folder / "frames.parquet").read_bytes()
