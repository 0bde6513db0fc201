"""`formcheck bench --batch`: videos that differ, and ratios within each round."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from formcheck.cli.bench.batch import BATCH, PEER, SCORE, _print_times, _write_clips
from formcheck.cli.bench.processes import Taken
from formcheck.media.video import VideoFile


def test_no_video_is_another_one_again(tmp_path: Path, root: Path) -> None:
    """`batch` would score files of one content once."""
    clips = _write_clips(root / "sample_videos" / "plank_good.mp4", tmp_path / "videos", 3, 30)
    assert len({clip.read_bytes() for clip in clips}) == 3
    for clip in clips:
        with VideoFile(clip) as video:
            assert sum(1 for _ in video.frames()) == 30


def test_a_ratio_is_of_one_round() -> None:
    console = Console(width=200, record=True)
    taken = {BATCH: (10, 20, 40), PEER: (20, 30, 20), SCORE: (10, 40, 80)}
    runs = {way: [Taken(s, 2 * s) for s in seconds] for way, seconds in taken.items()}
    _print_times(console, runs, 4, 100, 2)
    said = console.export_text()
    assert "1.50 times as fast (min 0.50, max 2.00)" in said
    assert "2.00 times as fast (min 1.00, max 2.00)" in said
    assert "by processor time 2.00" in said
    assert "100.00" in said, "milliseconds a frame"
    assert "20.0" in said, "frames a second of the median"
