"""The tables of a batch: summary.parquet and .csv, events.parquet and failures.csv.

Arrow takes a twentieth of a second to import, so it is imported where it is first needed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import numpy as np

from formcheck.batches.rows import EventRow, Failure, VideoRow
from formcheck.runtime.arrow_arrays import arrow_array, arrow_words
from formcheck.store.parquet import ROWS_PER_GROUP, ParquetSink

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
"""Of the columns; in the metadata of both Parquet files under `formcheck_summary` and `formcheck_events`."""
_DTYPES: Mapping[type, np.dtype[Any]] = {
    float: np.dtype(np.float64),
    int: np.dtype(np.int64),
    bool: np.dtype(np.bool_),
}
Cell = str | float | int | bool | None


@cache
def columns(kind: type) -> Mapping[str, type]:
    """Column -> str, float, int or bool, of a kind of row."""
    hints = get_type_hints(kind)
    plain = {name: next(iter(set(get_args(hint)) - {type(None)}), hint) for name, hint in hints.items()}
    return {field.name: plain[field.name] for field in fields(kind)}


def values(row: VideoRow | EventRow | Failure) -> dict[str, Cell]:
    """The row as column -> value."""
    return {name: getattr(row, name) for name in type(row).__slots__}


def schema_of(kind: type) -> pa.Schema:
    """The Arrow schema of a kind of row."""
    import pyarrow as pa

    kinds = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}
    return pa.schema([(name, kinds[one]) for name, one in columns(kind).items()])


def table_of(rows: Sequence[VideoRow] | Sequence[EventRow], kind: type) -> pa.Table:
    """The rows as an Arrow table."""
    import pyarrow as pa

    arrays = [_column([getattr(row, name) for row in rows], one) for name, one in columns(kind).items()]
    return pa.Table.from_arrays(arrays, schema=schema_of(kind))


def _column(values: Sequence[Cell], kind: type) -> pa.Array:
    """An Arrow array without Arrow's own conversion, which would import pandas."""
    if kind is str:
        return arrow_words([None if value is None else str(value) for value in values])
    valid = np.array([value is not None for value in values], bool)
    return arrow_array(np.array([value or 0 for value in values], _DTYPES[kind]), valid)


def write_parquet(path: Path, rows: Sequence[VideoRow] | Sequence[EventRow], kind: type, name: str) -> None:
    """Write rows as a Parquet file: the same rows give the same bytes.

    Args:
        path: the file; give it a temporary path of an `OutputFolder`.
        rows: all of them.
        kind: `VideoRow` or `EventRow`.
        name: "summary" or "events", for the key of its metadata.

    Raises:
        OSError: the disk refuses.
    """
    words = [
        column for column, one in columns(kind).items() if one is str and column not in ("file", "folder")
    ]
    sink = ParquetSink(path, lambda: schema_of(kind), words=words)
    try:
        for batch in table_of(rows, kind).to_batches(max_chunksize=ROWS_PER_GROUP):
            sink.write(batch)
        sink.close({f"formcheck_{name}": str(FORMAT)})
    finally:
        sink.abandon()


def write_csv(path: Path, rows: Iterable[Mapping[str, Cell]], names: Sequence[str]) -> None:
    """Write rows as CSV in UTF-8; yes and no are "true" and "false", nothing is empty.

    Raises:
        OSError: the disk refuses.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            cells = (row[name] for name in names)
            writer.writerow(str(cell).lower() if isinstance(cell, bool) else cell for cell in cells)


def write_summary(parquet: Path, as_csv: Path, rows: Sequence[VideoRow]) -> None:
    """Write summary.parquet and summary.csv.

    Raises:
        OSError: the disk refuses.
    """
    write_parquet(parquet, rows, VideoRow, "summary")
    write_csv(as_csv, map(values, rows), tuple(columns(VideoRow)))


def write_events(parquet: Path, rows: Sequence[EventRow]) -> None:
    """Write events.parquet.

    Raises:
        OSError: the disk refuses.
    """
    write_parquet(parquet, rows, EventRow, "events")


def write_failures(path: Path, failures: Iterable[Failure]) -> None:
    """Write failures.csv; without failures it has only its line of names.

    Raises:
        OSError: the disk refuses.
    """
    write_csv(path, map(values, failures), tuple(columns(Failure)))
