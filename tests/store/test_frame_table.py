"""The frame table says in words what the judge said in codes."""

from __future__ import annotations

import csv
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import InputError
from formcheck.judge.frames import COLUMNS, FrameScores
from formcheck.judge.vocabulary import NO_REASON, PHASES, REASONS, SIGNALS, VERDICTS, fault_names
from formcheck.store.recording import RecordingWriter
from formcheck.store.tables import FrameTableWriter, read_frames
from tests.support.stored_tracks import plain_scores, plain_track


def write(path: Path, pieces: list[FrameScores], csv_path: Path | None = None) -> Path:
    with FrameTableWriter(path, csv_path) as writer:
        for piece in pieces:
            writer.append(piece)
    return path


def piece(scores: FrameScores, rows: slice) -> FrameScores:
    return FrameScores(*(getattr(scores, name)[..., rows] for name in FrameScores.__slots__))


def expected_row(scores: FrameScores, i: int) -> dict[str, Any]:
    return {
        "time_s": scores.time[i],
        "detected": scores.detected[i],
        "verdict": VERDICTS[scores.verdict[i]],
        "faults": "+".join(fault_names(int(scores.faults[i]))),
        "reason": "" if scores.reason[i] == NO_REASON else REASONS[scores.reason[i]],
        "phase": PHASES[scores.phase[i]],
        **{name: scores.signals[row, i] for row, name in enumerate(SIGNALS)},
    }


def test_every_word_and_number(tmp_path: Path) -> None:
    scores = plain_scores(400)
    frames = read_frames(write(tmp_path / "frames.parquet", [scores]))
    assert tuple(frames) == COLUMNS
    for i in range(400):
        for name, value in expected_row(scores, i).items():
            got = frames[name][i]
            assert got == value or (value != value and math.isnan(got)), (i, name)


@settings(max_examples=20)
@given(rows=st.integers(0, 60), places=st.lists(st.integers(0, 60), max_size=4))
def test_cutting_changes_no_byte(
    tmp_path_factory: pytest.TempPathFactory, rows: int, places: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("table")
    scores = plain_scores(rows, seed=rows)
    edges = [0, *sorted(place for place in places if place < rows), rows]
    pieces = [piece(scores, slice(a, b)) for a, b in pairwise(edges)]
    a = write(folder / "a", [scores], folder / "a.csv")
    b = write(folder / "b", pieces, folder / "b.csv")
    assert a.read_bytes() == b.read_bytes()
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()
    assert len(read_frames(a)["time_s"]) == rows


def test_csv_says_the_same(tmp_path: Path) -> None:
    scores = plain_scores(9000)
    write(tmp_path / "a", [piece(scores, slice(0, 17)), piece(scores, slice(17, None))], tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == COLUMNS
        rows = list(reader)
    assert len(rows) == 9000
    for i in (0, 1, 17, 4095, 4096, 8999):
        for name, value in expected_row(scores, i).items():
            text = rows[i][name]
            if isinstance(value, str):
                assert text == value
            elif name == "detected":
                assert text == ("true" if value else "false")
            else:
                assert (text == "" and np.isnan(value)) or float(text) == value


def test_other_programs_see_plain_columns(tmp_path: Path) -> None:
    schema = pq.read_schema(write(tmp_path / "a", [plain_scores(5)]))
    kinds = {str(schema.field(name).type) for name in ("verdict", "faults", "reason", "phase")}
    assert kinds == {"string"}
    assert {str(schema.field(name).type) for name in SIGNALS} == {"double"}
    table = pq.read_table(tmp_path / "a")
    assert table["verdict"].null_count == 0


def test_what_is_not_a_frame_table_is_refused(tmp_path: Path) -> None:
    track = plain_track(3)
    with RecordingWriter(tmp_path / "recording", track.size, track.model, {}) as writer:
        writer.append(track)
    with pytest.raises(InputError, match="not a formcheck frame table"):
        read_frames(tmp_path / "recording")
    with pytest.raises(InputError, match="There is no file"):
        read_frames(tmp_path / "none")
