"""A real Dask cluster on this machine: the bytes are those of `score`, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import formcheck as fc
from formcheck.batches import cluster as of_cluster
from formcheck.errors import InstallationError, UnavailableError
from formcheck.pipeline.score import ScoreOptions, score_video
from formcheck.pose.factory import create_estimator
from formcheck.scoring.plan import Plan
from tests.support.batch_kills import children
from tests.support.cli_films import first_seconds
from tests.support.cli_program import FILES

pytestmark = [pytest.mark.waits, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]
CLIPS = ("bridge_good", "side_plank_good", "bridge_hollow_low")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Videos, and beside them what `score` makes of each."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "videos").mkdir()
    with create_estimator("onnx", "lite") as pose:
        for name in CLIPS:
            video = first_seconds(
                root / "sample_videos" / f"{name}.mp4", folder / "videos" / f"{name}.mp4", 5
            )
            options = ScoreOptions(Plan(exercise="auto"), model="lite")
            score_video(video, folder / "alone" / name, options, estimator=pose.renewed())  # type: ignore[attr-defined]
    return folder


def same_as(alone: Path, out: Path) -> None:
    for name in CLIPS:
        for file in FILES:
            one, other = alone / "alone" / name / file, out / "results" / name / file
            assert one.read_bytes() == other.read_bytes(), (name, file)


def test_a_killed_worker_costs_its_video_which_is_done_again(cluster: Any, alone: Path) -> None:
    out = alone / "out"
    done = fc.batch(alone / "videos", out=out, cluster=cluster.scheduler_address, model="lite", lang="nl")
    files = [next(done).row.file]
    busy = [worker.pid for worker in cluster.workers.values() if children(worker.pid)]
    aside = [child for pid in busy for child in children(pid)]
    os.kill(next(pid for pid in _dask_workers(cluster)), signal.SIGKILL)
    files += [result.row.file for result in done]
    assert sorted(files) == sorted(f"{name}.mp4" for name in CLIPS)
    same_as(alone, out)
    assert not list(out.rglob(".formcheck-*"))
    assert not any(Path(f"/proc/{pid}").exists() for pid in aside)


def _dask_workers(cluster: Any) -> list[int]:
    return [nanny.pid for nanny in cluster.workers.values()]


def test_files_are_sent_where_no_folder_is_shared(
    cluster: Any, alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_cluster, "_all_see", lambda *_: False)
    out = alone / "sent"
    done = fc.batch(alone / "videos", out=out, cluster=cluster.scheduler_address, model="lite", lang="nl")
    assert [result.row.status for result in done] == ["done"] * len(CLIPS)
    same_as(alone, out)
    assert not any(result.fresh for result in fc.batch(alone / "videos", out=out, model="lite", lang="nl"))


def test_another_version_and_no_cluster(cluster: Any, alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_cluster, "__version__", "9.9.9")
    with pytest.raises(InstallationError, match=r"another formcheck.* 9\.9\.9"):
        next(fc.batch(alone / "videos", out=alone / "none", cluster=cluster.scheduler_address))
    monkeypatch.setattr(of_cluster, "ANSWER_S", 0.5)
    with pytest.raises(UnavailableError, match="No Dask scheduler answers"):
        next(fc.batch(alone / "videos", out=alone / "none", cluster="tcp://127.0.0.1:9"))
    assert not (alone / "none" / "summary.csv").exists()
