"""A recording gives back what was put in, to the last bit; anything else is told."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Unpack

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import InputError
from formcheck.pose.track import Track, as_recorded
from formcheck.store.parquet import ROWS_PER_GROUP
from formcheck.store.recording import (
    RecordingContext,
    RecordingWriter,
    iter_recording,
    read_context,
    read_recording,
)
from tests.support.stored_tracks import MODEL, plain_track, same, tracks


def record(path: Path, pieces: list[Track], **context: Unpack[RecordingContext]) -> Path:
    with RecordingWriter(path, pieces[0].size, pieces[0].model, context) as writer:
        for piece in pieces:
            writer.append(piece)
    return path


def cut(track: Track, places: list[int]) -> list[Track]:
    edges = [0, *sorted(place for place in places if place < len(track)), len(track)]
    return [track[a:b] for a, b in pairwise(edges)]


@settings(max_examples=60)
@given(track=tracks(), places=st.lists(st.integers(0, 12), max_size=5), rows=st.integers(1, 5))
def test_any_track_comes_back_bit_for_bit_however_it_was_cut(
    tmp_path_factory: pytest.TempPathFactory, track: Track, places: list[int], rows: int
) -> None:
    folder = tmp_path_factory.mktemp("recording")
    whole, pieces = (
        record(folder / name, parts, auto_view=True)
        for name, parts in (("whole", [track]), ("pieces", cut(track, places)))
    )
    assert whole.read_bytes() == pieces.read_bytes()
    back, context = read_recording(whole)
    expected = as_recorded(track)
    assert same(back, expected)
    assert context == {"auto_view": True}
    streamed = list(iter_recording(whole, rows))
    assert all(1 <= len(piece) <= rows for piece in streamed)
    assert same(Track.concatenate([Track.empty(track.size, track.model), *streamed]), expected)


def test_only_world_is_rounded(tmp_path: Path) -> None:
    track = plain_track(50)
    rounded = as_recorded(track)
    assert np.array_equal(rounded.xy, track.xy)
    assert np.abs(rounded.world - track.world).max() < 1e-3
    assert same(as_recorded(rounded), rounded)


def test_many_row_groups(tmp_path: Path) -> None:
    track = plain_track(2 * ROWS_PER_GROUP + 17)
    one_by_one = [track[i : i + 1] for i in range(len(track))]
    path = record(tmp_path / "a", one_by_one)
    assert path.read_bytes() == record(tmp_path / "b", cut(track, [1, 5000])).read_bytes()
    assert [len(piece) for piece in iter_recording(path)] == [ROWS_PER_GROUP, ROWS_PER_GROUP, 17]
    assert same(read_recording(path)[0], as_recorded(track))


def test_context_can_grow_until_the_end(tmp_path: Path) -> None:
    track = plain_track(3)
    start: RecordingContext = {"plan": {"exercise": "plank"}, "auto_view": True}
    with RecordingWriter(tmp_path / "a", track.size, track.model, start) as writer:
        writer.append(track)
        writer.close(source={"partial": True}, auto_view=False)
    assert start == {"plan": {"exercise": "plank"}, "auto_view": True}
    expected = {"plan": {"exercise": "plank"}, "source": {"partial": True}, "auto_view": False}
    assert read_context(tmp_path / "a") == expected
    assert read_recording(tmp_path / "a")[1] == expected


def test_other_programs_can_read_it(tmp_path: Path) -> None:
    table = pq.read_table(record(tmp_path / "a.parquet", [plain_track(5)]))
    assert table.schema.field("xy").type == pa.list_(pa.field("element", pa.float32(), nullable=False), 66)
    assert table.num_rows == 5
    assert not any("image" in name or "frame" in name for name in table.column_names)


def test_wrong_use_is_told(tmp_path: Path) -> None:
    track = plain_track(3)
    with (
        RecordingWriter(tmp_path / "a", (1, 2), MODEL, {}) as writer,
        pytest.raises(ValueError, match="size"),
    ):
        writer.append(track)


def test_any_flipped_bit_is_an_error_or_harmless(tmp_path: Path) -> None:
    good = record(tmp_path / "good", [plain_track(30)], plan={"exercise": "plank"}).read_bytes()
    expected = read_recording(tmp_path / "good")
    rng = np.random.default_rng(1)
    path, refused = tmp_path / "bad", 0
    # Half of the flips in the footer, where a file can still look whole.
    places = [*rng.integers(0, len(good), 400), *rng.integers(len(good) - 4500, len(good), 400)]
    for place in places:
        bad = bytearray(good)
        bad[place] ^= 1 << rng.integers(8)
        path.write_bytes(bad)
        try:
            track, context = read_recording(path)
        except InputError:
            refused += 1
        else:
            assert same(track, expected[0]), place
            assert context == expected[1], place
    assert refused > 600


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_cut_recording_is_refused(tmp_path: Path, share: float) -> None:
    path = record(tmp_path / "a", [plain_track(30)])
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    for read in (read_recording, read_context, lambda path: list(iter_recording(path))):
        with pytest.raises(InputError, match="damaged or not a formcheck recording"):
            read(path)


TRUNK = ["spine", "trunk_roll", "trunk_roll_error"]


@pytest.mark.parametrize(("number", "unknown"), [(1, ["rim", "light", *TRUNK]), (2, TRUNK)])
def test_a_recording_of_an_earlier_format_is_still_read(
    tmp_path: Path, number: int, unknown: list[str]
) -> None:
    track = plain_track(20)
    new = record(tmp_path / "new", [track], auto_view=False)
    old = pq.read_table(new).drop_columns(unknown)
    metadata = pq.read_metadata(new).metadata | {b"formcheck_recording": str(number).encode()}
    del metadata[b"ARROW:schema"]
    pq.write_table(old.replace_schema_metadata(metadata), tmp_path / "old")
    read, context = read_recording(tmp_path / "old")
    assert same(read, as_recorded(track)), "what it does not know is NaN, as in a track that does not know it"
    assert context == {"auto_view": False}


def test_foreign_files_are_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.parquet"
    pq.write_table(pa.table({"time_s": [1.0, 2.0]}), foreign)
    text = tmp_path / "text.parquet"
    text.write_text("not a table")
    newer = tmp_path / "newer.parquet"
    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata({"formcheck_recording": "4"}), newer)
    for path, words in (
        (foreign, "is not a formcheck recording"),
        (text, "damaged or not"),
        (newer, "newer formcheck"),
        (tmp_path, "is a folder"),
        (tmp_path / "none", "There is no file"),
    ):
        with pytest.raises(InputError, match=words) as caught:
            read_recording(path)
        assert "\n" not in str(caught.value)
        assert caught.value.remedy
