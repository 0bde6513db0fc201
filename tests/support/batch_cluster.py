"""A Dask cluster of this machine whose workers see a made-up person, and are killed at moments drawn by lot.

`python -m tests.support.batch_cluster 20` is the long run; one kill is in `tests/batches/test_cluster.py`.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from distributed import Client, LocalCluster, Worker, WorkerPlugin

import formcheck as fc
from formcheck.batches import processes
from formcheck.pipeline.score import ScoreOptions, score_video
from formcheck.runtime.subprocesses import python
from formcheck.scoring.plan import Plan
from tests.support.batch_kills import LOG
from tests.support.cli_films import film
from tests.support.cli_program import FILES, fake


class Staged(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """Each film takes a moment, so that a worker can be killed in the middle of one."""

    name = "formcheck-staged"

    def __init__(self, scene: str, pause_s: float, folder: str) -> None:
        self.scene, self.pause_s, self.folder = scene, pause_s, folder

    def setup(self, worker: Worker) -> None:
        """In the worker, when it starts, also one that Dask starts later."""
        call = f"staged_worker({self.pause_s}, scene={self.scene!r}, folder={self.folder!r})"
        command = python("-c", f"from tests.support.batch_kills import staged_worker; {call}")
        processes.worker_command = lambda: command


def own_cluster(folder: Path, pause_s: float = 0.03) -> LocalCluster:
    """Two such workers."""
    made = LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    )
    with Client(made, set_as_default=False) as client:
        client.register_plugin(Staged("sag", pause_s, str(folder)))
    return made


def in_work(out: Path) -> list[int]:
    """The processes that have begun a file, by the names of their temporary ones."""
    return [int(path.name.split("-")[2]) for path in out.glob("results/*/.formcheck-*-frames.parquet")]


def kill_at_random(folder: Path, films: int, seed: int) -> Counter[str]:
    """Score films while workers are killed; each has its result, with the bytes of `score`."""
    counts, lot = Counter[str](), random.Random(seed)
    videos = folder / "videos"
    videos.mkdir()
    for number in range(films):
        film(videos / f"{number:03d}.mp4", seconds=6 + number / 10)
    with own_cluster(folder) as cluster:
        address = cluster.scheduler_address
        done = fc.batch(videos, "plank", out=folder / "out", cluster=address, lang="nl")
        for _ in done:
            counts["done"] += 1
            time.sleep(lot.uniform(0, 1))
            if lot.random() < 0.5:
                nannies = [nanny.pid for nanny in cluster.workers.values() if nanny.pid]
                with suppress(ProcessLookupError):
                    os.kill(lot.choice(nannies), signal.SIGKILL)
                    counts["workers killed"] += 1
    for video in videos.iterdir():
        alone = folder / "alone" / video.stem
        score_video(video, alone, ScoreOptions(Plan(exercise="plank")), estimator=fake("sag")())
        for file in FILES:
            same = (alone / file).read_bytes() == (folder / "out/results" / video.stem / file).read_bytes()
            counts["files with the same bytes" if same else "OTHER BYTES"] += 1
    counts["begun"] = len((folder / LOG).read_text("utf-8").split())
    counts["rows"] = len(fc.read_results(folder / "out"))
    return counts


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(dict(kill_at_random(Path(place), int(sys.argv[1]), seed=1)))
