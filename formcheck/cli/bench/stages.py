"""Where the processor time of a scored frame goes: the stages of `score`, each in the thread that does it."""

from __future__ import annotations

import contextlib
import functools
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from formcheck.cli.bench.clips import SIZE, write_loop
from formcheck.cli.bench.tables import figures_table, print_machine
from formcheck.cli.demo_command import read_samples
from formcheck.errors import ExitStatus
from formcheck.media.canvas import Canvas
from formcheck.media.stream_reader import StreamReader
from formcheck.pipeline.result_files import ResultFiles
from formcheck.pipeline.score import ScoreOptions, score_video
from formcheck.pipeline.span_judge import SpanJudge
from formcheck.pose import rows
from formcheck.pose.detector import PersonDetector
from formcheck.pose.landmark_network import LandmarkNetwork
from formcheck.pose.region import Region
from formcheck.scoring.plan import Plan

FPS = 30.0
STAGES: tuple[tuple[str, object, str], ...] = (
    ("decode", StreamReader, "decode"),
    ("to upright RGB", Canvas, "upright"),
    ("detector", PersonDetector, "detect"),
    ("crop", Region, "crop"),
    ("landmarks", LandmarkNetwork, "find"),
    ("mask", LandmarkNetwork, "mask"),
    ("outline", rows, "measure_outline"),
    ("smoothing, rows", rows.RowMaker, "row"),
    ("judging", SpanJudge, "feed"),
    ("writing", ResultFiles, "write"),
    ("writing", ResultFiles, "finish"),
)
"""Name of the stage, and the function that does it. What one of them calls of another counts for that one."""


@dataclass(slots=True)
class StageClock:
    """Processor seconds by stage. A network that runs in one thread runs in that of its caller."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _open: threading.local = field(default_factory=threading.local)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its own time told."""

        @functools.wraps(function)
        def run(*given: object, **named: object) -> object:
            inner: list[float] = self._open.__dict__.setdefault("inner", [])
            inner.append(0.0)
            began = time.thread_time()
            try:
                return function(*given, **named)
            finally:
                took = time.thread_time() - began
                own = took - inner.pop()
                if inner:
                    inner[-1] += took
                with self._lock:
                    self.seconds[stage] += own

        return run

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Time all stages inside the block."""
        before = [(owner, name, getattr(owner, name)) for _, owner, name in STAGES]
        for stage, owner, name in STAGES:
            setattr(owner, name, self.timed(stage, getattr(owner, name)))
        try:
            yield
        finally:
            for owner, name, function in before:
                setattr(owner, name, function)


def run_stages(video: Path | None, frames: int, rounds: int) -> ExitStatus:
    """Print the processor time of each stage, and what two threads a network cost against one.

    Args:
        video: video to time; None for the first sample.
        frames: frames to score.
        rounds: runs of each kind, in turns; medians count.
    """
    console = Console(highlight=False)
    print_machine(console, "formcheck bench --stages")
    watched: list[dict[str, float]] = []
    totals: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory(prefix="formcheck-bench-") as folder:
        clip = Path(folder) / "clip.mp4"
        write_loop(video or read_samples()[0].path, clip, frames, FPS)
        _scored(clip, Path(folder) / "warm", 1)
        for number in range(rounds):
            for threads, taken in totals.items():
                clock = StageClock()
                with clock.watching():
                    taken.append(_scored(clip, Path(folder) / f"o{threads}-{number}", threads))
                if threads == 1:
                    watched.append({**clock.seconds, "the rest": taken[-1] - sum(clock.seconds.values())})
    table = figures_table(
        f"processor time a frame, {frames} frames {SIZE[0]}x{SIZE[1]}, networks of one thread",
        "ms",
        "share",
    )
    medians = {name: statistics.median(own.get(name, 0.0) for own in watched) for name in watched[0]}
    whole = statistics.median(totals[1])
    for name in dict.fromkeys((*(stage for stage, _, _ in STAGES), "the rest")):
        if name in medians:
            table.add_row(
                name, f"{1000 * medians[name] / frames:.2f}", f"{100 * medians[name] / whole:.1f} %"
            )
    table.add_row("all", f"{1000 * whole / frames:.2f}", "")
    console.print(table)
    ratios = [two / one for one, two in zip(totals[1], totals[2], strict=True)]
    console.print(
        f"two threads a network, run by run: {statistics.median(ratios):.2f} times the processor time of one "
        f"(min {min(ratios):.2f}, max {max(ratios):.2f})"
    )
    return ExitStatus.OK


def _scored(clip: Path, out: Path, threads: int) -> float:
    """Processor seconds of this process for scoring the clip, all its threads together."""
    began = time.process_time()
    score_video(clip, out, ScoreOptions(plan=Plan(exercise="plank"), threads=threads))
    return time.process_time() - began
