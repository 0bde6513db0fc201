"""A journal gives back what was written whole, wherever it is cut off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import InputError
from formcheck.pose.track import Track, as_recorded
from formcheck.store.journal import Journal, JournalWriter
from tests.support.replays import recording
from tests.support.stored_tracks import FIELDS


def written(path: Path, track: Track, rows: int) -> list[int]:
    """A journal in pieces of so many rows; gives the size of the file after each."""
    writer = JournalWriter(path, track.size, track.model, {"visit": "é", "n": 1})
    sizes = [path.stat().st_size]
    for first in range(0, len(track), rows):
        writer.append(track[first : first + rows], {"calibrate_during_s": [[first, None]]})
        sizes.append(path.stat().st_size)
    writer._file.close()  # as a kill leaves it
    return sizes


def same(one: Track, other: Track) -> bool:
    return all(np.array_equal(getattr(one, n), getattr(other, n), equal_nan=True) for n in FIELDS)


def test_cut_off_anywhere_it_gives_what_was_whole(tmp_path: Path) -> None:
    track = as_recorded(recording("plank_good")[:40])
    whole, cut = tmp_path / "whole.journal", tmp_path / "cut.journal"
    sizes = written(whole, track, 7)
    content = whole.read_bytes()
    lot = np.random.default_rng(3)
    places = {*sizes, *(size - 1 for size in sizes), *lot.integers(0, len(content), 150).tolist()}
    for place in sorted(places - {-1}):
        for tail in (b"", bytes(300), lot.bytes(300)):  # a power cut may leave anything behind the end
            cut.write_bytes(content[:place] + tail)
            complete = sum(size <= place for size in sizes) - 1
            try:
                pieces = list(Journal(cut).pieces())
            except InputError:
                assert complete == 0
                continue
            if len(pieces) > complete:  # zeros may be what the end of a piece was filled up with
                complete += 1
                assert not any(content[place : sizes[complete]])
            assert len(pieces) == complete, place
            if pieces:
                assert same(Track.concatenate(piece.track for piece in pieces), track[: 7 * complete])
                assert pieces[-1].plan["calibrate_during_s"] == [[7 * (complete - 1), None]]
    journal = Journal(whole)
    assert (journal.size, journal.model, journal.about) == (track.size, track.model, {"visit": "é", "n": 1})


def test_what_is_no_journal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.journal"
    for content in (b"", b"ARROW1", bytes(1000)):
        path.write_bytes(content)
        with pytest.raises(InputError):
            Journal(path)
    with pytest.raises(InputError):
        Journal(tmp_path / "none.journal")
