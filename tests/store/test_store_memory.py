"""Writing and reading an hour takes no more memory than a few minutes, and no thread or socket of Arrow's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os, sys
from pathlib import Path
from tests.support.stored_tracks import plain_scores, plain_track
from formcheck.store.recording import RecordingWriter, iter_recording
from formcheck.store.tables import FrameTableWriter

folder, blocks = Path(sys.argv[1]), int(sys.argv[2])
first, scores = plain_track(500), plain_scores(500)
with (
    RecordingWriter(folder / "r", first.size, first.model, {}) as recording,
    FrameTableWriter(folder / "t", folder / "c") as table,
):
    for block in range(blocks):
        recording.append(plain_track(500, block, block * 20.0))
        table.append(scores)
rows = sum(len(track) for track in iter_recording(folder / "r"))
sockets = [f for f in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{f}")
           and "socket" in os.readlink(f"/proc/self/fd/{f}")]
# Not ru_maxrss: a child inherits that of the test run, which hides its own.
peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
print(rows, peak, len(os.listdir("/proc/self/task")), len(sockets))
"""


def run(folder: Path, root: Path, blocks: int) -> list[int]:
    if sys.platform != "linux":
        pytest.skip("memory, threads and sockets are counted the Linux way")
    child = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(blocks)],
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    return [int(word) for word in child.stdout.split()]


def test_flat_memory_and_a_quiet_arrow(tmp_path: Path, root: Path) -> None:
    rows, peak, threads, sockets = run(tmp_path, root, 20)
    long_rows, long_peak, long_threads, long_sockets = run(tmp_path, root, 200)
    assert (rows, long_rows) == (10_000, 100_000)
    # 90 000 frames more are 90 MB of poses; keeping them would show.
    assert long_peak < peak + 25, (peak, long_peak)
    assert threads == long_threads <= 2  # ours, and one of Arrow's that sleeps
    assert sockets == long_sockets == 0
