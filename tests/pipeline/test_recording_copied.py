"""A rescore that says nothing new of the poses copies their recording; any other one writes it anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from formcheck.pipeline.score import rescore
from formcheck.store.recording import read_context, read_recording
from tests.support.foreign_files import RECORDINGS


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording as formcheck writes it, but packed otherwise: so it is seen whether its bytes are kept."""
    folder = tmp_path_factory.mktemp("packed")
    rescore(RECORDINGS / "plank_sag.parquet", folder / "first", None, "en")
    path = folder / "packed.parquet"
    first = pq.ParquetFile(folder / "first" / "recording.parquet")
    known = {name: text for name, text in first.metadata.metadata.items() if name != b"ARROW:schema"}
    with pq.ParquetWriter(path, first.schema_arrow, compression="none", use_dictionary=False) as writer:
        writer.write_table(first.read())
        writer.add_key_value_metadata(known)
    return path


def test_with_nothing_changed_its_bytes_are_kept(packed: Path, tmp_path: Path) -> None:
    rescore(packed, tmp_path / "again", None, "en")
    assert (tmp_path / "again" / "recording.parquet").read_bytes() == packed.read_bytes()
    first = packed.parent / "first"
    for name in ("result.json", "frames.parquet", "report.html"):
        assert (tmp_path / "again" / name).read_bytes() == (first / name).read_bytes()


def test_another_timing_is_written_with_the_same_poses(packed: Path, tmp_path: Path) -> None:
    rescore(packed, tmp_path / "again", {"timing": {"min_hold_s": 3.0}}, "en")
    track, context = read_recording(tmp_path / "again" / "recording.parquet")
    before, earlier = read_recording(packed)
    assert context["plan"] != earlier["plan"] == read_context(packed)["plan"]
    for name in ("time", "xy", "visibility", "dorsal", "ventral"):
        np.testing.assert_array_equal(getattr(track, name), getattr(before, name))
