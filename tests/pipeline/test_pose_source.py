"""A recording that is read twice gives the same chunks, kept or not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from formcheck.pipeline.pose_source import RecordedPoses
from formcheck.pipeline.recorded_choices import read_choices
from formcheck.pose.track import Track
from tests.support.foreign_files import RECORDINGS


def times(chunks: Iterable[Track]) -> list[list[float]]:
    return [chunk.time.tolist() for chunk in chunks]


@pytest.mark.parametrize("most", [10_000, 300])
def test_a_short_recording_is_kept_and_a_long_one_read_again(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.pipeline.pose_source.MOST_KEPT", most)
    file = RECORDINGS / "plank_sag.parquet"
    poses = RecordedPoses(file, read_choices(file).source)
    first = next(iter(poses))
    assert times(poses.again())[0] == first.time.tolist(), "before its end all of it, too"
    whole = [first, *poses]
    again = list(poses.again())
    assert times(again) == times(whole)
    assert (again[0] is first) == (most > 390)
