"""Runs a command as a process of its own, and tells its time and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from formcheck.cli.bench.errors import BenchmarkError
from formcheck.pose.models import model_folder
from formcheck.runtime.startup import original_environment

JUDGED = (0, 3)
"""Exit status of a scoring that came to its end: good, or something found or not measured."""


@dataclass(frozen=True, slots=True)
class ProcessTime:
    """What one process took.

    Attributes:
        wall_s: seconds from its start to its end.
        peak_mb: peak memory; NaN when the system does not tell.
        work_s: seconds of its work alone, without imports; None when it does not print them.
    """

    wall_s: float
    peak_mb: float
    work_s: float | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a piece of work in other processes took.

    Attributes:
        wall_s: seconds from start to end.
        cpu_s: processor seconds of all its processes; 0 where the system does not tell. Beside other
            programs it means more than the seconds.
    """

    wall_s: float
    cpu_s: float


def taken_by(work: Callable[[], object]) -> Taken:
    """Do some work that starts processes and waits for them."""
    before, began = _children_cpu_s(), time.perf_counter()
    work()
    return Taken(time.perf_counter() - began, _children_cpu_s() - before)


def _children_cpu_s() -> float:
    """Processor seconds of all processes that this one has waited for."""
    times = os.times()
    return times.children_user + times.children_system


def score_process(clip: Path, out: Path) -> ProcessTime:
    """Score a clip as a plank."""
    return run_process(
        [sys.executable, "-m", "formcheck", "score", str(clip), "-e", "plank", "--out", str(out), "--quiet"],
        allowed=JUDGED,
    )


def peer_loop(clips: Sequence[Path]) -> list[str]:
    """The command of the plain MediaPipe loop over the clips, one after another."""
    model = model_folder() / "pose_landmarker_full.task"
    return [sys.executable, "-m", "formcheck.cli.bench.mediapipe_loop", *map(str, clips), str(model)]


def run_process(command: list[str], allowed: tuple[int, ...] = (0,)) -> ProcessTime:
    """Run a command to its end.

    Raises:
        BenchmarkError: it ended with another status than those allowed.
    """
    began = time.perf_counter()
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=original_environment()
    )
    peak: Callable[[], float] = _watch_memory(child.pid)
    output, errors = child.communicate()
    wall = time.perf_counter() - began
    if child.returncode not in allowed:
        raise BenchmarkError(f"{command[2]} failed: {errors.strip().splitlines()[-1:]}", "Run it alone")
    words = output.split()
    work = float(words[1]) if len(words) == 2 and words[0].isdigit() else None
    return ProcessTime(wall, peak(), work)


def _watch_memory(pid: int) -> Callable[[], float]:
    """Follow the memory of a process.

    Returns:
        a function to call after its end, for the peak in MB; NaN when the system does not tell.
    """
    highest = [float("nan")]

    def watch() -> None:
        status = Path(f"/proc/{pid}/status")
        while True:
            try:
                lines = [x for x in status.read_text().splitlines() if x.startswith("VmHWM")]
            except OSError:
                return
            if not lines:
                return
            highest[0] = int(lines[0].split()[1]) / 1024
            time.sleep(0.05)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()

    def result() -> float:
        thread.join(1)
        return highest[0]

    return result
