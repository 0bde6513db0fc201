"""An hour takes no more memory than a minute."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

from tests.support.make_video import make, numbered

READ = """
import sys
from pathlib import Path
from formcheck.media.video import VideoFile
with VideoFile(sys.argv[1]) as video:
    count = sum(1 for _ in video.frames())
print(count, int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024)
"""
"""Not `ru_maxrss`: a child inherits that of the test run, which hides its own."""


def loop(source: Path, target: Path, times: int) -> Path:
    """The same packets over and over, without encoding again."""
    with av.open(str(target), "w") as out:
        stream = None
        for round_ in range(times):
            with av.open(str(source)) as container:
                stream = stream or out.add_stream_from_template(container.streams.video[0])
                tick = container.streams.video[0].time_base
                assert tick is not None
                shift = round(round_ * 10 / tick)
                for packet in container.demux():
                    if packet.size and packet.pts is not None and packet.dts is not None:
                        packet.stream = stream
                        packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                        out.mux(packet)
    return target


def frames_and_peak_mib(path: Path, root: Path) -> tuple[int, int]:
    if sys.platform != "linux":
        pytest.skip("peak memory is read the Linux way")
    child = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    count, peak = map(int, child.stdout.split())
    return count, peak


def test_memory_does_not_grow_with_length(tmp_path: Path, root: Path) -> None:
    short = make(tmp_path / "short.mp4", numbered(12, 320, 240) * 20 + numbered(10, 320, 240))
    long = loop(short, tmp_path / "long.mp4", 10)
    count, peak = frames_and_peak_mib(short, root)
    long_count, long_peak = frames_and_peak_mib(long, root)
    assert (count, long_count) == (250, 2500)
    assert long_peak < peak + 12  # a frame is a quarter of a MiB: keeping them would cost over five hundred
