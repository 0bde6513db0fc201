"""Times recordings scored again: `formcheck batch` on a folder of them, beside the scoring core in bulk."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from formcheck.cli.bench.processes import JUDGED, Taken, run_process, score_process, taken_by
from formcheck.cli.bench.scoring_core import repeated, time_core
from formcheck.cli.bench.tables import figures_table, print_machine
from formcheck.cli.demo_command import read_samples
from formcheck.errors import ExitStatus
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.store.recording import RecordingContext, RecordingWriter, read_recording

EXERCISE = "plank"
FPS = 30.0
TARGET_SHARE, TARGET_AGAIN_S = 0.5, 2.0
"""Wanted: this share of the frames a second of the core, and seconds of a second run for 1,000 files."""
WORKERS = (1, 2)


def run_rescoring(recordings: int, frames: int, rounds: int, jobs: int | None) -> ExitStatus:
    """Time recordings in a batch, the same again with nothing to do, and on Dask where it is installed.

    Args:
        recordings: how many.
        frames: length of each, at 30 frames/s.
        rounds: of the scoring core; the best counts.
        jobs: processes side by side; as many as `batch` takes if None.

    Returns:
        exit status: `OK`, also when a target is missed.
    """
    from formcheck.batches.processes import usual_jobs

    at_once = jobs or usual_jobs()
    console = Console(highlight=False)
    print_machine(console, "formcheck bench --recordings")
    with tempfile.TemporaryDirectory(prefix="formcheck-bench-") as name:
        folder = Path(name)
        score_process(read_samples()[0].path, folder / "sample")
        track, context = read_recording(folder / "sample" / "recording.parquet")
        track = at_rate(repeated(track, frames))
        write_recordings(folder / "recordings", track, context, recordings)
        core = time_core(Plan(exercise=EXERCISE), track, rounds).bulk_per_s
        batch = ["batch", str(folder / "recordings"), "--jobs", str(at_once), "--out"]
        first, again = (_run([*batch, str(folder / "out")]) for _ in range(2))
        _print_runs(console, recordings * frames, core, first, again, at_once)
        _print_cluster(console, folder, recordings)
    return ExitStatus.OK


def at_rate(track: Track) -> Track:
    """The track with its frames evenly, `FPS` a second."""
    return replace(track, time=track.time[0] + (track.time - track.time[0]) * _faster(track))


def _faster(track: Track) -> float:
    return float((len(track) - 1) / FPS / (track.time[-1] - track.time[0]))


def write_recordings(folder: Path, track: Track, context: RecordingContext, count: int) -> list[Path]:
    """Recordings of one track that all differ: `batch` knows files of one content as one."""
    folder.mkdir()
    paths = [folder / f"{number:05}.parquet" for number in range(count)]
    for path in paths:
        source = {**context["source"], "name": f"{path.stem}.mp4"}
        with RecordingWriter(path, track.size, track.model, {**context, "source": source}) as writer:
            writer.append(track)
    return paths


def _run(arguments: Sequence[str]) -> Taken:
    command = [sys.executable, "-m", "formcheck", *arguments]
    return taken_by(lambda: run_process(command, allowed=JUDGED))


def _print_runs(console: Console, frames: int, core: float, first: Taken, again: Taken, at_once: int) -> None:
    table = figures_table(f"{frames:,} frames in recordings, {at_once} at once", "seconds", "processor s")
    table.add_row("formcheck batch", f"{first.wall_s:.1f}", f"{first.cpu_s:.1f}")
    table.add_row("the same again: nothing to do", f"{again.wall_s:.2f}", f"{again.cpu_s:.2f}")
    console.print(table)
    speed = frames / first.wall_s
    console.print(
        f"scoring core in bulk: {core:,.0f} frames/s in one thread; batch: {speed:,.0f}, "
        f"{speed / core:.2f} of that (target {TARGET_SHARE})"
    )
    if first.cpu_s:
        console.print(f"batch, a processor second: {frames / first.cpu_s:,.0f} frames")
    console.print(f"the second run: target {TARGET_AGAIN_S:.0f} s for 1,000 files")


def _print_cluster(console: Console, folder: Path, recordings: int) -> None:
    """The same recordings on Dask workers of this machine, and what of it cannot be shared."""
    try:
        from distributed import LocalCluster
    except ImportError:
        console.print("on a Dask cluster: not measured, the extra `cluster` is not installed")
        return
    table = figures_table("on a Dask cluster of this machine", "seconds", "of one worker")
    one = 0.0
    for workers in WORKERS:
        with LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster:
            out = str(folder / f"on{workers}")
            arguments = ["batch", str(folder / "recordings"), "--out", out]
            wall = _run([*arguments, "--cluster", cluster.scheduler_address]).wall_s
        one = one or wall
        table.add_row(f"{workers} worker{'s' * (workers > 1)}", f"{wall:.1f}", f"{one / wall:.2f}")
    console.print(table)
