"""`fc.batch` and `fc.read_results`: each file once, whatever was there before; tables say what was found."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

import formcheck as fc
from formcheck.batches.job import Job, do_job
from formcheck.batches.rows import EventRow, VideoRow
from formcheck.errors import FullDiskError
from formcheck.pipeline.score import ScoredFile, ScoreOptions, score_video
from formcheck.runtime.disk_errors import full_disk_error
from formcheck.scoring.plan import Plan
from tests.support.cli_program import FILES, fake, names


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(folder: Path, executor: Executor, **options: object) -> list[fc.BatchResult]:
    results: Iterable[fc.BatchResult] = fc.batch(
        folder,
        "plank",
        executor=executor,
        out=folder.with_name("out"),
        lang="nl",
        **options,  # type: ignore[arg-type]
    )
    return list(results)


def test_each_video_has_the_results_that_score_gives(
    videos: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(videos, threads)
    assert sorted(result.row.file for result in done) == ["a.mp4", "b.mp4", "deeper/a.mp4"]
    monkeypatch.setattr("formcheck.pipeline.score.create_estimator", fake("sag"))
    for result in done:
        assert result.folder is not None
        assert names(result.folder) == FILES
        alone = videos.with_name("alone") / str(result.row.folder)
        score_video(result.path, alone, ScoreOptions(Plan(exercise="plank")))
        for name in FILES:
            assert (alone / name).read_bytes() == (result.folder / name).read_bytes(), name
        assert result.result.word == result.row.word != "good"
        assert result.row.faults == "sag"


def test_the_tables_have_a_row_for_each(videos: Path, threads: Executor) -> None:
    (videos / "broken.mp4").write_bytes(b"no video")
    done = run(videos, threads)
    out = videos.with_name("out")
    rows = pq.read_table(out / "summary.parquet")
    assert rows.column_names == [field.name for field in fields(VideoRow)]
    assert rows["file"].to_pylist() == ["a.mp4", "b.mp4", "broken.mp4", "deeper/a.mp4"]
    assert rows["verdict"].to_pylist() == ["fault", "fault", None, "fault"]
    assert [row["file"] for row in table(out / "summary.csv")] == rows["file"].to_pylist()
    events = pq.read_table(out / "events.parquet")
    assert events.column_names == [field.name for field in fields(EventRow)]
    assert events.num_rows == sum(len(result.result.events) for result in done if result.folder)
    assert "sag" in events["faults"].to_pylist()
    (failed,) = table(out / "failures.csv")
    assert (failed["file"], failed["how"], failed["tries"]) == ("broken.mp4", "failed", "2")
    assert isinstance(next(one.error for one in done if one.error), fc.InputError)
    assert (out / "index.html").stat().st_size


class Counted(Executor):
    """Counts what another one is given."""

    def __init__(self, inner: Executor) -> None:
        self.inner, self.jobs = inner, list[Job]()

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[object]:  # type: ignore[override]
        assert fn is do_job
        assert isinstance(args[0], Job)
        self.jobs.append(args[0])
        return self.inner.submit(do_job, args[0])


def test_what_would_come_out_the_same_is_not_done_again(videos: Path, threads: Executor) -> None:
    out = videos.with_name("out")
    run(videos, threads)
    kept = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    counted = Counted(threads)
    again = run(videos, counted)
    assert not counted.jobs
    assert not any(result.fresh for result in again)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == kept

    (videos / "b.mp4").touch()
    run(videos, counted)
    assert [job.path.name for job in counted.jobs] == ["b.mp4"], "the time differs: its bytes are looked at"
    assert (out / "results/b/result.json").stat().st_mtime_ns < (videos / "b.mp4").stat().st_mtime_ns
    run(videos, counted)
    assert len(counted.jobs) == 1, "and written down as the same"

    (out / "results/a/result.json").unlink()
    (videos / "deeper/a.mp4").write_bytes((videos / "a.mp4").read_bytes())
    run(videos, counted)
    assert {job.folder for job in counted.jobs[1:]} == {"results/a", "results/deeper/a"}
    run(videos, counted, strictness=2.0)
    assert len(counted.jobs) == 6, "other options: all of them"


def test_one_that_stops_goes_on(videos: Path, threads: Executor) -> None:
    first = fc.batch(videos, "plank", out=videos.with_name("out"), lang="nl", executor=threads, jobs=1)
    done = next(first)
    first.close()  # type: ignore[attr-defined]
    assert [row["file"] for row in table(videos.with_name("out") / "summary.csv")] == [done.row.file]
    counted = Counted(threads)
    assert [result.fresh for result in run(videos, counted)] == [False, True, True]


def test_a_line_that_was_cut_off_is_passed_over(videos: Path, threads: Executor) -> None:
    run(videos, threads)
    ledger = videos.with_name("out") / "batch.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-200])
    assert sorted(result.fresh for result in run(videos, threads)) == [False, False, True]
    assert ledger.read_bytes().startswith(whole[:-200] + b"\n")


def test_recordings_are_scored_again(videos: Path, threads: Executor) -> None:
    before = run(videos, threads)
    recordings = str(videos.with_name("out") / "results" / "**" / "recording.parquet")
    again = list(fc.batch(recordings, out=videos.with_name("again"), executor=threads))
    assert [one.row.kind for one in again] == ["recording"] * 3
    assert {one.row.folder for one in again} == {"results/a", "results/b", "results/deeper/a"}
    events = {one.row.folder: one.result.events for one in before}
    assert {one.row.folder: one.result.events for one in again} == events


def test_poses_of_other_programs_are_scored(videos: Path, threads: Executor) -> None:
    xy = np.tile(np.linspace(100, 200, 34).reshape(17, 2), (30, 1, 1))
    np.save(videos / "poses.npy", xy)
    (one,) = fc.batch(
        videos / "poses.npy", out=videos.with_name("out"), executor=threads, fps=15, size=(640, 360)
    )
    assert (one.row.kind, one.row.status, one.row.backend) == ("poses", "done", "points"), one.error
    assert one.row.frames == 30


def test_results_are_read_back(videos: Path, threads: Executor) -> None:
    done = run(videos, threads)
    read = fc.read_results(videos.with_name("out"))
    assert {row.folder: row for row in read.rows} == {one.row.folder: one.row for one in done}
    assert len(read.events) == sum(len(one.events) for one in done)
    assert read.to_pandas()["faults"].tolist() == ["sag"] * 3
    for ledger in videos.parent.rglob("batch.jsonl"):
        ledger.unlink()
    alone = fc.read_results(videos.with_name("out"))  # as if `score` had made the folders
    assert [row.content_sha256 for row in alone.rows] == [None] * 3
    assert [(row.folder, row.reps, row.hold_s) for row in alone.rows] == [
        (row.folder, row.reps, row.hold_s) for row in read.rows
    ]
    with pytest.raises(fc.InputError, match="no result"):
        fc.read_results(videos)


def test_a_file_that_grows_while_it_is_read_is_said_so(
    videos: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    score = score_video

    def growing(video: Path, *args: Any, **kwargs: Any) -> ScoredFile:
        if video.parent.name == "deeper":
            with video.open("ab") as file:
                file.write(b"more")
        return score(video, *args, **kwargs)

    monkeypatch.setattr("formcheck.batches.job.score_video", growing)
    rows = {one.row.file: one for one in run(videos, threads)}
    error = rows["deeper/a.mp4"].error
    assert isinstance(error, fc.InputError)
    assert "changed while it was read" in error.message
    assert names(videos.with_name("out") / "results") == {"a", "b"}, "nothing half-read is kept"


def test_a_full_disk_stops_it_and_what_is_done_stays(
    videos: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(video: Path, out: Path, *args: Any, **kwargs: Any) -> ScoredFile:
        if video.name == "b.mp4":
            raise full_disk_error(out)
        return score_video(video, out, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr("formcheck.batches.job.score_video", full)
        with pytest.raises(FullDiskError, match="no space left"):
            list(fc.batch(videos, "plank", out=videos.with_name("out"), lang="nl", executor=threads, jobs=1))
    assert [row["file"] for row in table(videos.with_name("out") / "summary.csv")] == ["a.mp4"]
    assert [result.fresh for result in run(videos, threads)] == [False, True, True]


def test_two_at_once_in_one_folder(videos: Path, threads: Executor) -> None:
    first = fc.batch(videos, "plank", out=videos.with_name("out"), executor=threads, jobs=1)
    next(first)
    with pytest.raises(fc.FormcheckError, match="Another formcheck batch"):
        run(videos, threads)
    first.close()  # type: ignore[attr-defined]


def test_an_executor_that_ends_in_the_middle(videos: Path, threads: Executor) -> None:
    with ThreadPoolExecutor(1) as ended:
        pass
    with pytest.raises(fc.FormcheckError, match="has ended"):
        run(videos, ended)
    assert all(result.fresh for result in run(videos, threads))
