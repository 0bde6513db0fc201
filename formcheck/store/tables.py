"""The frame table: one row a frame for other programs, as Parquet and, on request, as CSV.

Columns: `time_s`, `detected`, `verdict`, `faults` (names joined by "+", "" for none), `reason` (null
where measured), `phase`, then one float column a signal: NaN where the view cannot give it, empty in the CSV.
The table of a recording of several exercises ends with two more columns of words, `exercise` and `posture`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import COLUMNS, WORD_COLUMNS, Codes, FrameScores, frame_batch, frame_schema
from formcheck.judge.vocabulary import SIGNALS
from formcheck.runtime.arrow_arrays import arrow_array, numpy_array
from formcheck.store.parquet import ROWS_PER_GROUP, ChunkBuffer, ParquetSink, metadata_of, open_parquet

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
_KEY = "formcheck_frames"


class FrameTableWriter:
    """Writes scores while they come in. Memory does not grow with the length.

    Use it as a context manager.

    Args:
        path: the Parquet file; give it a temporary path of an `OutputFolder`.
        csv: a second file to write the same rows to as CSV, or None.
        more: further columns of words: name -> the words that its codes stand for.

    Raises:
        OSError: the disk refuses; from any method. `OutputFolder.staging` turns it into an `OutputError`.
    """

    def __init__(
        self, path: Path, csv: Path | None = None, more: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._more = dict(more or {})
        self._scores = ChunkBuffer(FrameScores.concatenate)
        self._codes = ChunkBuffer(_join_columns)
        self._rows = 0
        names = tuple(self._more)
        self._sink = ParquetSink(
            path, lambda: frame_schema(names), split=("time_s", *SIGNALS), words=(*WORD_COLUMNS, *names)
        )
        try:
            self._csv = _CsvSink(csv, names) if csv is not None else None
        except BaseException:
            self._sink.abandon()
            raise

    def append(self, scores: FrameScores, codes: Codes | None = None) -> None:
        """Add frames, in order of time.

        Args:
            scores: of T frames.
            codes: (columns, T) indices into the words of the further columns; None when there are none.
        """
        self._scores.add(scores)
        self._codes.add(np.empty((0, len(scores)), np.int32) if codes is None else codes)
        self._rows += len(scores)
        if self._rows >= ROWS_PER_GROUP:
            self._write_groups(ROWS_PER_GROUP)

    def close(self) -> None:
        """Write the rest and finish the files. Calling it twice is allowed."""
        self._write_groups(1)
        self._sink.close({_KEY: str(FORMAT)})
        if self._csv is not None:
            self._csv.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.close()
        finally:
            self._sink.abandon()
            if self._csv is not None:
                self._csv.abandon()

    def _write_groups(self, at_least: int) -> None:
        """Write row groups while `at_least` rows wait; the bytes do not depend on how rows were appended."""
        scores = FrameScores.concatenate(self._scores.take())
        codes = _join_columns(self._codes.take() or [np.empty((len(self._more), 0), np.int32)])
        while len(scores) >= at_least:
            self._write(scores.part(slice(0, ROWS_PER_GROUP)), codes[:, :ROWS_PER_GROUP])
            scores, codes = scores.part(slice(ROWS_PER_GROUP, None)), codes[:, ROWS_PER_GROUP:]
        self._scores.add(scores)
        self._codes.add(codes)
        self._rows = len(scores)

    def _write(self, scores: FrameScores, codes: Codes) -> None:
        batch = frame_batch(scores, codes, self._more)
        self._sink.write(batch)
        if self._csv is not None:
            self._csv.write(batch)


class _CsvSink:
    def __init__(self, path: Path, more: tuple[str, ...]) -> None:
        from pyarrow import csv

        options = csv.WriteOptions(quoting_style="none", include_header=False)
        self._words = (*WORD_COLUMNS, *more)
        self._columns = (*COLUMNS, *more)
        self._schema = _plain_schema(more)
        self._file = path.open("wb")
        self._file.write(f"{','.join(self._columns)}\n".encode())
        self._writer = csv.CSVWriter(self._file, self._schema, write_options=options)

    def write(self, batch: pa.RecordBatch) -> None:
        import pyarrow as pa

        columns = [
            column.dictionary_decode() if name in self._words else _without_nan(column)
            for name, column in zip(self._columns, batch.columns, strict=True)
        ]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        if not self._file.closed:
            self._writer.close()
            self._file.close()

    def abandon(self) -> None:
        with suppress(OSError):
            self._file.close()


def read_frames(path: Path) -> dict[str, NDArray[Any]]:
    """A frame table: column name -> (T,) array of floats, bools or str ("" where there is no reason).

    Raises:
        InputError: missing, damaged, or not a frame table.
    """
    with open_parquet(path, "frame table") as file:
        if _KEY not in metadata_of(file):
            raise ValueError("not a frame table")
        table = file.read(use_threads=False)
        return {
            name: (
                column.fill_null("") if name not in ("time_s", "detected", *SIGNALS) else column
            ).to_numpy()
            for name, column in zip(table.column_names, table.columns, strict=True)
        }


def _join_columns(codes: list[Codes]) -> Codes:
    return np.concatenate(codes, axis=1)


def _without_nan(column: pa.Array) -> pa.Array:
    """The column with null in place of NaN: an empty field of the CSV."""
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        return column
    values = numpy_array(column)
    return arrow_array(values, ~np.isnan(values))


def _plain_schema(more: tuple[str, ...]) -> pa.Schema:
    import pyarrow as pa

    kinds = {"detected": pa.bool_(), **dict.fromkeys((*WORD_COLUMNS, *more), pa.string())}
    return pa.schema([(name, kinds.get(name, pa.float64())) for name in (*COLUMNS, *more)])
