"""`formcheck bench --recordings`: recordings that differ, of the length and rate that it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from formcheck.batches.stamps import content_digest
from formcheck.cli.bench.rescoring import FPS, at_rate, write_recordings
from formcheck.cli.bench.scoring_core import repeated
from formcheck.store.recording import read_recording
from tests.support.foreign_files import RECORDINGS


def test_no_recording_is_another_one_again(tmp_path: Path) -> None:
    """`batch` would score files of one content once."""
    track, context = read_recording(RECORDINGS / "plank_sag.parquet")
    long = at_rate(repeated(track, 400))
    paths = write_recordings(tmp_path / "recordings", long, context, 3)
    assert len({content_digest(path) for path in paths}) == 3
    for path in paths:
        read, _ = read_recording(path)
        assert len(read) == 400
        np.testing.assert_array_equal(read.xy, long.xy)
        np.testing.assert_allclose((read.time[-1] - read.time[0]) * FPS, 399)
