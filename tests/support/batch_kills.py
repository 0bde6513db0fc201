"""Kills a real `formcheck batch` and its processes at moments drawn by lot, and goes on until all is done.

`python -m tests.support.batch_kills 100` is the long run; `tests/cli/test_batch.py` has one kill.
The network sees a made-up person, and each film takes a moment; all else is the program as it is.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formcheck.batches.ledger import NAME
from formcheck.runtime.subprocesses import python
from tests.support.cli_films import film
from tests.support.cli_program import environment, fake, start

LOG = "begun.log"


def staged_worker(pause_s: float, ill: str = "", scene: str = "plank", folder: str = ".") -> None:
    """In place of `formcheck.batches.worker`.

    Args:
        pause_s: how long each frame takes.
        ill: a film whose name begins so takes its process along.
        scene: what is seen.
        folder: where it is written down which films were begun.
    """
    from formcheck.batches import worker

    job: Any = importlib.import_module("formcheck.batches.job")
    job.create_estimator = fake(scene, pause_s)
    score = job.score_video

    def logged(video: Path, *args: object, **kwargs: object) -> object:
        with Path(folder, LOG).open("a", encoding="utf-8") as log:
            log.write(f"{video.name}\n")
        if ill and video.name.startswith(ill):
            _fall_ill(video.name)
        return score(video, *args, **kwargs)

    job.score_video = logged
    worker.main()


def _fall_ill(name: str) -> None:
    if "hangs" in name:
        time.sleep(3600)
    os.kill(os.getpid(), signal.SIGSEGV)


def staged_batch(pause_s: float, ill: str = "") -> None:
    """The program with such processes."""
    from formcheck.batches import processes
    from formcheck.cli.main import main

    code = f"from tests.support.batch_kills import staged_worker; staged_worker({pause_s}, {ill!r})"
    processes.worker_command = lambda: python("-c", code)
    main()


def program(*arguments: str | Path, cwd: Path, pause_s: float = 0.0, ill: str = "") -> subprocess.Popen[str]:
    """`formcheck batch` with such processes."""
    code = f"from tests.support.batch_kills import staged_batch; staged_batch({pause_s}, {ill!r})"
    given = ["batch", *map(str, arguments)]
    return start([sys.executable, "-c", code, *given], cwd, env=environment())


def children(pid: int) -> list[int]:
    """The processes that this one has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1]) == pid:
                    found.append(int(entry.name))
    return found


@dataclass
class KilledBatch:
    """A batch that is killed again and again.

    Attributes:
        folder: of everything.
        films: number of films.
        counts: of what happened.
    """

    folder: Path
    films: int
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.videos = self.folder / "videos"
        self.videos.mkdir()
        for number in range(self.films):
            film(self.videos / f"{number:03d}.mp4", seconds=2 + 0.2 * number % 2)

    def begun(self) -> int:
        """How often a film was begun."""
        log = self.folder / LOG
        return log.read_bytes().count(b"\n") if log.exists() else 0

    def round(self, lot: random.Random, pause_s: float) -> int | None:
        """Start it, kill processes, and then itself, unless it comes to its end before; gives its status."""
        arguments = (self.videos, "--out", "out", "-e", "plank", "-j", "2")
        child = program(*arguments, cwd=self.folder, pause_s=pause_s)
        seen = first = self.begun()
        last = first + lot.randint(1, 8)
        while child.poll() is None and seen < last:
            time.sleep(0.01)
            if (now := self.begun()) == seen:
                continue
            seen = now
            time.sleep(lot.choice((0.0, 0.05, 0.2, 0.5)))
            workers = children(child.pid)
            if workers and lot.random() < 0.2:
                self.counts["processes killed"] += 1
                with suppress(ProcessLookupError):
                    os.kill(lot.choice(workers), signal.SIGKILL)
        if child.poll() is None:
            workers = children(child.pid)
            how = lot.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGINT))
            child.send_signal(how)
            self.counts[f"ended by {how.name}"] += 1
            child.communicate(timeout=60)
            gone = time.monotonic() + 20
            while any(_lives(pid) for pid in workers):
                assert time.monotonic() < gone, "a process outlives its parent"
                time.sleep(0.05)
        else:
            child.communicate()
            self.counts["came to an end"] += 1
        return child.returncode

    def check(self) -> None:
        """Each film has one result, whole, and was not scored when its result stood."""
        out = self.folder / "out"
        rows = (out / "summary.csv").read_text("utf-8").splitlines()[1:]
        names = [row.split(",")[0] for row in rows]
        assert names == sorted(path.name for path in self.videos.iterdir()), "lost, or twice"
        assert all(",done," in row for row in rows)
        assert not [*out.rglob(".formcheck-*")], "a temporary file"
        results = sorted(path.parent.name for path in out.glob("results/*/result.json"))
        assert results == [name.removesuffix(".mp4") for name in names]
        lines = [json.loads(line)["path"] for line in (out / NAME).read_bytes().splitlines() if line]
        begun = Counter((self.folder / LOG).read_text("utf-8").split())
        self.counts["films"] = len(names)
        self.counts["begun"] = begun.total()
        self.counts["written down"] = len(lines)
        self.counts["written down twice"] = len(lines) - len(set(lines))


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_until_done(folder: Path, films: int, seed: int, pause_s: float, rounds: int = 200) -> Counter[str]:
    """Kill it until it has come to its end; gives counts of what happened."""
    lot = random.Random(seed)
    batch = KilledBatch(folder, films)
    for _ in range(rounds):
        if batch.round(lot, pause_s) == 0:
            break
    batch.check()
    return batch.counts


def main(films: int) -> None:
    """The long run."""
    with tempfile.TemporaryDirectory() as folder:
        print(dict(kill_until_done(Path(folder), films, seed=1, pause_s=0.03)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
