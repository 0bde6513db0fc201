"""A full or forbidden place is told in plain words, early where it can be, and leaves nothing behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import FullDiskError, OutputError
from formcheck.media.writer import VideoWriter
from formcheck.store.files import OutputFolder
from formcheck.store.recording import RecordingWriter
from formcheck.store.tables import FrameTableWriter
from tests.support.stored_tracks import plain_scores, plain_track


def _plain(path: Path) -> None:
    path.write_bytes(bytes(1 << 20))


def _recording(path: Path) -> None:
    track = plain_track(5000)
    with RecordingWriter(path, track.size, track.model, {}) as writer:
        writer.append(track)


def _table(path: Path) -> None:
    with FrameTableWriter(path) as writer:
        writer.append(plain_scores(20_000))


def _csv(path: Path) -> None:
    with FrameTableWriter(path.with_name(f"{path.name}.parquet"), path) as writer:
        writer.append(plain_scores(3000))


def _video(path: Path) -> None:
    rng = np.random.default_rng(0)
    with VideoWriter(path, (320, 240)) as writer:
        for i in range(60):
            writer.write(rng.integers(0, 256, (240, 320, 3), np.uint8), i / 30)


@pytest.mark.parametrize("write", [_plain, _recording, _table, _csv, _video])
def test_no_space_left(full_place: Path, write: Callable[[Path], None]) -> None:
    folder = OutputFolder(full_place / "out")
    (folder / "a").write_text("old")

    def score() -> None:
        with folder.staging() as files:
            files.path("small").write_text("fits")
            if write is _csv:
                files.path("a.parquet")
            write(files.path("a"))

    with pytest.raises(FullDiskError, match="no space left") as caught:
        score()
    assert "\n" not in str(caught.value)
    assert "Free some space" in caught.value.remedy
    assert ".formcheck" not in str(caught.value)  # the temporary name is nobody's business
    left = {path.name for path in folder.path.iterdir() if not path.name.endswith("a.parquet")}
    assert left == {"a"}
    assert (folder / "a").read_text() == "old"


def test_a_disk_that_is_full_already_is_told_at_the_start(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (small_disk / "filler").write_bytes(bytes(1 << 20))
    with pytest.raises(FullDiskError, match="no space left"):
        OutputFolder(small_disk / "out")


def test_a_read_only_disk_is_told_at_the_start(read_only_disk: Path) -> None:
    for path in (read_only_disk, read_only_disk / "out"):
        with pytest.raises(OutputError, match="read-only"):
            OutputFolder(path)


def test_a_file_in_the_way_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for path in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(OutputError, match="a file is in the way"):
            OutputFolder(path)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_forbidden_folder_is_told_at_the_start(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("permission bits do not stop the owner on Windows")
    tmp_path.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)  # root may write everywhere: be nobody for a moment
    try:
        for path in (tmp_path, tmp_path / "out"):
            with pytest.raises(OutputError, match="may not be written to"):
                OutputFolder(path)
    finally:
        if root:
            os.seteuid(0)
        tmp_path.chmod(0o755)


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="too long"):
        OutputFolder(tmp_path / ("x" * 300))
