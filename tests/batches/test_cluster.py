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
from formcheck.scoring.plan import Plan
from tests.support.batch_kills import LOG, children
from tests.support.cli_films import film
from tests.support.cli_program import FILES, fake, patience

pytestmark = [pytest.mark.waits, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]
NAMES = ("a", "b", "c")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Videos, and beside them what `score` makes of each."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "videos").mkdir()
    for number, name in enumerate(NAMES):
        video = film(folder / "videos" / f"{name}.mp4", seconds=6 + number / 5)
        options = ScoreOptions(Plan(exercise="plank"))
        score_video(video, folder / "alone" / name, options, estimator=fake("sag")())
    return folder


@pytest.fixture(scope="module")
def cluster(alone: Path) -> Iterator[Any]:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    from tests.support.batch_cluster import own_cluster

    with own_cluster(alone) as made:
        yield made


def run(alone: Path, out: str, cluster: Any) -> Iterator[fc.BatchResult]:
    address = cluster.scheduler_address
    return fc.batch(alone / "videos", "plank", out=alone / out, cluster=address, lang="nl")


def test_a_killed_worker_costs_its_video_which_is_done_again(cluster: Any, alone: Path) -> None:
    from tests.support.batch_cluster import in_work

    done = run(alone, "out", cluster)
    files = [next(done).row.file]
    # A worker that is killed before it says that it has begun leaves no trace in the log.
    begun = alone / LOG
    patience(lambda: len(begun.read_text().split()) == len(NAMES) and bool(in_work(alone / "out")))
    (working, *_) = in_work(alone / "out")
    (worker,) = [nanny.pid for nanny in cluster.workers.values() if working in children(nanny.pid)]
    os.kill(worker, signal.SIGKILL)
    files += [result.row.file for result in done]
    assert sorted(files) == [f"{name}.mp4" for name in NAMES]
    assert len((alone / LOG).read_text().split()) == len(NAMES) + 1, "one of them was begun twice"
    for name in NAMES:
        for file in FILES:
            one, other = alone / "alone" / name / file, alone / "out" / "results" / name / file
            assert one.read_bytes() == other.read_bytes(), (name, file)
    assert not list((alone / "out").rglob(".formcheck-*"))


def test_files_are_sent_where_no_folder_is_shared(
    cluster: Any, alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_cluster, "_all_see", lambda *_: False)
    video, out, address = alone / "videos/b.mp4", alone / "sent", cluster.scheduler_address
    (result,) = fc.batch(video, "plank", out=out, cluster=address, lang="nl")
    assert result.folder is not None
    for file in FILES:
        assert (result.folder / file).read_bytes() == (alone / "alone" / "b" / file).read_bytes(), file
    (again,) = fc.batch(video, "plank", out=out, lang="nl")
    assert not again.fresh


def test_another_version_and_no_cluster(cluster: Any, alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(of_cluster, "__version__", "9.9.9")
        with pytest.raises(InstallationError, match=r"another formcheck.* 9\.9\.9"):
            next(run(alone, "none", cluster))
    monkeypatch.setattr(of_cluster, "ANSWER_S", 0.5)
    with pytest.raises(UnavailableError, match="No Dask scheduler answers"):
        next(fc.batch(alone / "videos", out=alone / "none", cluster="tcp://127.0.0.1:9"))
    assert not (alone / "none" / "summary.csv").exists()
