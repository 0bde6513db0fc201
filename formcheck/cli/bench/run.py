"""Times scoring beside the plain MediaPipe loop, in pairs of runs, and prints the tables."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from formcheck.cli.bench.clips import SIZE, write_loop
from formcheck.cli.bench.processes import ProcessTime, peer_loop, run_process, score_process
from formcheck.cli.bench.scoring_core import CoreTimes, time_core
from formcheck.cli.bench.tables import figures_table, print_machine
from formcheck.cli.demo_command import read_samples
from formcheck.errors import ExitStatus
from formcheck.scoring.plan import Plan
from formcheck.store.recording import read_recording

FPS = 30.0
TARGET_RATIO, TARGET_BULK, TARGET_MEDIAN_US, TARGET_P99_US, TARGET_MB = 1.6, 500_000, 100, 300, 450


def run_bench(video: Path | None, frames: int, rounds: int, memory_minutes: float) -> ExitStatus:
    """Time scoring and print the figures.

    Args:
        video: video to time; None for the first sample.
        frames: frames to score.
        rounds: number of pairs of runs.
        memory_minutes: length of a video whose peak memory is measured too; 0 for none.

    Returns:
        exit status: `OK`, also when a target is missed.
    """
    console = Console(highlight=False)
    print_machine(console, "formcheck bench")
    samples = read_samples()
    source = video or samples[0].path
    with tempfile.TemporaryDirectory(prefix="formcheck-bench-") as folder:
        clip = Path(folder) / "clip.mp4"
        write_loop(source, clip, frames, FPS)
        ours, theirs = _pairs(clip, Path(folder), rounds, console)
        _print_pairs(console, frames, ours, theirs)
        _print_core(console, Path(folder), rounds)
        if memory_minutes:
            _print_memory(console, source, Path(folder), memory_minutes)
    return ExitStatus.OK


def _pairs(
    clip: Path, folder: Path, rounds: int, console: Console
) -> tuple[list[ProcessTime], list[ProcessTime]]:
    ours, theirs = [], []
    for number in range(rounds):
        console.print(f"  pair {number + 1} of {rounds} ...", end="\r")
        ours.append(score_process(clip, folder / f"scored{number}"))
        theirs.append(run_process(peer_loop([clip])))
    return ours, theirs


def _print_pairs(console: Console, frames: int, ours: list[ProcessTime], theirs: list[ProcessTime]) -> None:
    title = f"{frames} frames {SIZE[0]}x{SIZE[1]}, model full, whole processes, median of {len(ours)}"
    table = figures_table(title, "frames/s", "seconds", "peak MB")
    for name, runs in (
        ("formcheck score, outline, tables, report", ours),
        ("cv2 + MediaPipe VIDEO, masks", theirs),
    ):
        wall = statistics.median(r.wall_s for r in runs)
        table.add_row(name, f"{frames / wall:.1f}", f"{wall:.2f}", f"{max(r.peak_mb for r in runs):.0f}")
    ratios = [t.wall_s / o.wall_s for o, t in zip(ours, theirs, strict=True)]
    loops = [t.work_s / o.wall_s for o, t in zip(ours, theirs, strict=True) if t.work_s]
    console.print(table)
    console.print(
        f"ratio, pair by pair: median {statistics.median(ratios):.2f} "
        f"(min {min(ratios):.2f}, max {max(ratios):.2f}); target {TARGET_RATIO}"
    )
    if loops:
        console.print(
            "our whole process against their loop alone, without their imports: "
            f"{statistics.median(loops):.2f}"
        )


def _print_core(console: Console, folder: Path, rounds: int) -> None:
    table = Table(title="scoring core on recordings, 1 thread")
    for column in ("exercise", "frames/s in bulk", "one by one: median us", "p99 us"):
        table.add_column(column, justify="left" if column == "exercise" else "right")
    for plan, recording in _recordings(folder):
        times: CoreTimes = time_core(plan, read_recording(recording)[0], rounds)
        table.add_row(
            f"{plan.exercise} ({plan.view})",
            f"{times.bulk_per_s:,.0f}",
            f"{times.single_median_us:.0f}",
            f"{times.single_p99_us:.0f}",
        )
    table.add_row("target", f"{TARGET_BULK:,}", str(TARGET_MEDIAN_US), str(TARGET_P99_US))
    console.print(table)


def _recordings(folder: Path) -> list[tuple[Plan, Path]]:
    """One recording for each exercise, made from the samples at 30 frames/s."""
    found: dict[str, tuple[Plan, Path]] = {}
    for sample in read_samples():
        if sample.exercise in found:
            continue
        clip, out = folder / f"{sample.exercise}.mp4", folder / f"{sample.exercise}-core"
        with_frames = round(sample.duration_s * FPS)
        _write_at_fps(sample.path, clip, with_frames)
        run_process(
            [
                sys.executable,
                "-m",
                "formcheck",
                "score",
                str(clip),
                "-e",
                sample.exercise,
                "--out",
                str(out),
                "-q",
            ],
            allowed=(0, 3),
        )
        found[sample.exercise] = (Plan(exercise=sample.exercise), out / "recording.parquet")
    return list(found.values())


def _write_at_fps(source: Path, out: Path, frames: int) -> None:
    """Write the video at `FPS`; its frames are repeated as needed."""
    from formcheck.media.video import VideoFile
    from formcheck.media.writer import VideoWriter

    with VideoFile(source) as video, VideoWriter(out, (video.info.width, video.info.height), FPS) as writer:
        number = 0
        for frame in video.frames():
            while number < frames and number / FPS <= frame.time_s + 1e-6:
                writer.write(frame.image, number / FPS)
                number += 1


def _print_memory(console: Console, source: Path, folder: Path, minutes: float) -> None:
    clip = folder / "long.mp4"
    write_loop(source, clip, round(minutes * 60 * FPS), FPS)
    run = score_process(clip, folder / "long")
    console.print(
        f"peak memory over {minutes:g} min: {run.peak_mb:.0f} MB (target under {TARGET_MB}), "
        f"{run.wall_s:.0f} s"
    )
