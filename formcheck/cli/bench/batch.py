"""Times many videos: `formcheck batch`, beside MediaPipe loops side by side and `score` one after another."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console

from formcheck.cli.bench.clips import SIZE, write_loop
from formcheck.cli.bench.processes import JUDGED, Taken, peer_loop, run_process, taken_by
from formcheck.cli.bench.tables import figures_table, print_machine
from formcheck.cli.demo_command import read_samples
from formcheck.errors import ExitStatus

FPS = 30.0
TARGET_PEER, TARGET_SCORE = 1.5, 1.3
"""Wanted: so many times as fast as MediaPipe loops side by side, and as the same videos one after another."""
BATCH, PEER, SCORE = "formcheck batch", "MediaPipe loops side by side, masks", "formcheck score, one by one"


def run_batch_bench(
    video: Path | None, videos: int, frames: int, rounds: int, jobs: int | None
) -> ExitStatus:
    """Time the three ways in turns, whole processes, and print ratios within each round.

    Args:
        video: video to repeat; None for the first sample.
        videos: how many are scored.
        frames: length of each, at 30 frames/s.
        rounds: how often; medians count.
        jobs: processes side by side, ours and theirs; as many as `batch` takes if None.

    Returns:
        exit status: `OK`, also when a target is missed.
    """
    from formcheck.batches.processes import usual_jobs

    at_once = min(jobs or usual_jobs(), videos)
    console = Console(highlight=False)
    print_machine(console, "formcheck bench --batch")
    taken: dict[str, list[Taken]] = {BATCH: [], PEER: [], SCORE: []}
    with tempfile.TemporaryDirectory(prefix="formcheck-bench-") as name:
        folder = Path(name)
        clips = _write_clips(video or read_samples()[0].path, folder / "videos", videos, frames)
        for number in range(rounds):
            for way, run in _ways(clips, folder / str(number), at_once).items():
                console.print(f"  round {number + 1} of {rounds}: {way} ...", end="\r")
                taken[way].append(taken_by(run))
    _print_times(console, taken, videos, frames, at_once)
    return ExitStatus.OK


def _write_clips(source: Path, folder: Path, videos: int, frames: int) -> list[Path]:
    """Videos that all differ: `batch` knows files of one content as one."""
    folder.mkdir()
    clips = [folder / f"{number:03}.mp4" for number in range(videos)]
    for number, clip in enumerate(clips):
        write_loop(source, clip, frames, FPS, skip=number)
    return clips


def _ways(clips: list[Path], out: Path, at_once: int) -> dict[str, Callable[[], object]]:
    ours = [sys.executable, "-m", "formcheck"]
    batch = [
        *ours,
        "batch",
        str(clips[0].parent),
        "-e",
        "plank",
        "--out",
        f"{out}-batch",
        "--jobs",
        str(at_once),
    ]
    score = [*ours, "score", *map(str, clips), "-e", "plank", "--out", f"{out}-score", "--quiet"]
    loops = [peer_loop(clips[start::at_once]) for start in range(at_once)]

    def side_by_side() -> None:
        with ThreadPoolExecutor(at_once) as threads:
            list(threads.map(run_process, loops))

    return {
        BATCH: lambda: run_process(batch, allowed=JUDGED),
        PEER: side_by_side,
        SCORE: lambda: run_process(score, allowed=JUDGED),
    }


def _print_times(
    console: Console, taken: dict[str, list[Taken]], videos: int, frames: int, at_once: int
) -> None:
    title = (
        f"{videos} videos of {frames} frames {SIZE[0]}x{SIZE[1]}, model full, whole processes, "
        f"{at_once} at once, median of {len(taken[BATCH])}"
    )
    table = figures_table(title, "frames/s", "seconds", "processor ms a frame")
    for way, runs in taken.items():
        median = statistics.median(run.wall_s for run in runs)
        work_ms = 1000 * statistics.median(run.cpu_s for run in runs) / (videos * frames)
        table.add_row(way, f"{videos * frames / median:.1f}", f"{median:.1f}", f"{work_ms:.2f}")
    console.print(table)
    for way, target in ((PEER, TARGET_PEER), (SCORE, TARGET_SCORE)):
        pairs = list(zip(taken[BATCH], taken[way], strict=True))
        ratios = [theirs.wall_s / ours.wall_s for ours, theirs in pairs]
        work = [theirs.cpu_s / ours.cpu_s for ours, theirs in pairs if ours.cpu_s]
        said = f"; by processor time {statistics.median(work):.2f}" if work else ""
        console.print(
            f"batch against {way}, round by round: {statistics.median(ratios):.2f} times as fast "
            f"(min {min(ratios):.2f}, max {max(ratios):.2f}); target {target}{said}"
        )
