"""Recordings: a `Track` on disk, all that a rescore needs, without any picture.

Format 2, Parquet: one row a frame; `time_s` float64 and, as lists of fixed length, `xy`, `visibility`,
`dorsal`, `ventral`, `contrast`, `rim`, `people`, `light` as float32 to the last bit (a rescore must give the
same bytes). Format 1 had no `rim` and no `light`; it is still read, and they are unknown then.
`world` is not used for verdicts and is kept as float16: 1 mm at 1 m, and half the size. The metadata hold
`formcheck_recording` (format number), `size`, `model`, `context` and `frames`, each as JSON, and a `crc32`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.pose.track import STATION_COUNT, WORLD_RECORDED, ModelInfo, Track
from formcheck.runtime.printable import printable
from formcheck.store.parquet import ROWS_PER_GROUP, ParquetSink, Waiting, metadata_of, opened

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

FORMAT = 2
_KEY = "formcheck_recording"
_HEADER = ("size", "model", "context", "frames")
_COLUMNS: dict[str, tuple[tuple[int, ...], type[np.floating[Any]]]] = {
    "xy": ((LANDMARK_COUNT, 2), np.float32),
    "visibility": ((LANDMARK_COUNT,), np.float32),
    "world": ((LANDMARK_COUNT, 3), WORLD_RECORDED),
    "dorsal": ((STATION_COUNT,), np.float32),
    "ventral": ((STATION_COUNT,), np.float32),
    "contrast": ((), np.float32),
    "people": ((), np.float32),
    "rim": ((), np.float32),
    "light": ((), np.float32),
}
_SINCE_2 = ("rim", "light")


class RecordingWriter:
    """Writes a recording as the poses come in, in flat memory. Use it as a context manager.

    Args:
        path: where to write; give it a temporary path of an `OutputFolder`.
        size: (width, height) of the frames in pixels.
        model: which network made the poses.
        context: anything JSON that a rescore needs (exercise, options, source); more can be added at close.

    Raises:
        OSError: the disk refuses; from any method. `OutputFolder.staging` puts it in plain words.
    """

    def __init__(
        self, path: Path, size: tuple[int, int], model: ModelInfo, context: Mapping[str, object]
    ) -> None:
        self._empty = Track.empty(size, model)
        self._context = dict(context)
        self._waiting = Waiting(Track.concatenate)
        self._rows = self._frames = 0
        self._sink = ParquetSink(path, _schema, split=list(_split_columns()), arrow_types=True)

    def append(self, track: Track) -> None:
        """Add frames; they must be later than those before.

        Raises:
            ValueError: another frame size or model than the recording's.
        """
        if (track.size, track.model) != (self._empty.size, self._empty.model):
            raise ValueError("a recording holds one frame size and one model")
        self._waiting.add(track)
        self._rows += len(track)
        self._frames += len(track)
        if self._rows >= ROWS_PER_GROUP:
            self._write_groups(ROWS_PER_GROUP)

    def close(self, **extra_context: object) -> None:
        """Write what waits and finish the file; `extra_context` joins the context. Twice is allowed."""
        self._write_groups(1)
        header = {
            "size": json.dumps(self._empty.size),
            "model": json.dumps(asdict(self._empty.model)),
            "context": json.dumps(self._context | extra_context, sort_keys=True),
            "frames": str(self._frames),
        }
        self._sink.close({_KEY: str(FORMAT), **header, "crc32": _checksum(header)})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._sink.abandon()

    def _write_groups(self, at_least: int) -> None:
        """Write whole row groups; the same rows give the same bytes however they were appended."""
        track = Track.concatenate([self._empty, *self._waiting.take()])
        while len(track) >= at_least:
            self._sink.write(_to_batch(track[:ROWS_PER_GROUP]))
            track = track[ROWS_PER_GROUP:]
        self._waiting.add(track)
        self._rows = len(track)


def read_recording(path: Path) -> tuple[Track, dict[str, Any]]:
    """The whole recording and its context.

    Raises:
        InputError: missing, damaged, or not a recording.
    """
    with opened(path, "recording") as file:
        empty, context = _header(file, path)
        return Track.concatenate([empty, *_tracks(file, empty, ROWS_PER_GROUP)]), context


def read_context(path: Path) -> dict[str, Any]:
    """The context alone.

    Raises:
        InputError: missing, damaged, or not a recording.
    """
    with opened(path, "recording") as file:
        return _header(file, path)[1]


def iter_recording(path: Path, rows: int = ROWS_PER_GROUP) -> Iterator[Track]:
    """The recording in pieces of at most `rows` frames, in flat memory.

    Raises:
        InputError: missing, damaged, or not a recording; while iterating.
    """
    with opened(path, "recording") as file:
        yield from _tracks(file, _header(file, path)[0], rows)


def _header(file: pq.ParquetFile, path: Path) -> tuple[Track, dict[str, Any]]:
    metadata = metadata_of(file)
    shown = printable(path)
    if _KEY not in metadata:
        raise InputError(
            f"{shown} is not a formcheck recording", "Give the recording.parquet of a scored video"
        )
    if int(metadata[_KEY]) > FORMAT:
        raise InputError(f"{shown} was recorded by a newer formcheck", "Update formcheck")
    if metadata["crc32"] != _checksum({key: metadata[key] for key in _HEADER}):
        raise ValueError("the header does not fit its checksum")
    if not file.schema_arrow.equals(_schema(int(metadata[_KEY]))):
        raise ValueError("the columns are not those of a recording")
    if int(metadata["frames"]) != file.metadata.num_rows:
        raise ValueError("frames are missing")
    width, height = json.loads(metadata["size"])
    model = ModelInfo(**json.loads(metadata["model"]))
    return Track.empty((width, height), model), json.loads(metadata["context"])


def _checksum(header: Mapping[str, str]) -> str:
    """Parquet guards its pages with checksums but not its metadata; this does it for ours."""
    return f"{zlib.crc32(json.dumps([header[key] for key in _HEADER]).encode()):08x}"


def _tracks(file: pq.ParquetFile, like: Track, rows: int) -> Iterator[Track]:
    last, frames = -np.inf, 0
    for batch in file.iter_batches(rows, use_threads=False):
        time = batch.column("time_s").to_numpy()
        columns = {
            name: _values(batch.column(name), shape)
            for name, (shape, _) in _COLUMNS.items()
            if name in batch.schema.names
        }
        track = Track.build(time, columns.pop("xy"), size=like.size, model=like.model, **columns)
        if len(time) and not (time[0] > last and np.isfinite(time).all()):
            raise ValueError("time does not increase")
        last, frames = (time[-1] if len(time) else last), frames + len(time)
        yield track
    if frames != file.metadata.num_rows:
        raise ValueError("frames are missing")


def _values(column: Any, shape: tuple[int, ...]) -> NDArray[np.float32]:
    flat = column.flatten() if shape else column
    values: NDArray[np.float32] = flat.to_numpy(zero_copy_only=False).reshape(len(column), *shape)
    return values


def _schema(number: int = FORMAT) -> pa.Schema:
    import pyarrow as pa

    def kind(shape: tuple[int, ...], scalar: type[np.floating[Any]]) -> pa.DataType:
        value = pa.field("element", pa.from_numpy_dtype(scalar), nullable=False)
        return pa.list_(value, int(np.prod(shape))) if shape else value.type

    columns = [
        pa.field(name, kind(*how), nullable=False)
        for name, how in _COLUMNS.items()
        if number > 1 or name not in _SINCE_2
    ]
    return pa.schema([pa.field("time_s", pa.float64(), nullable=False), *columns])


def _split_columns() -> Iterator[str]:
    yield "time_s"
    for name, (shape, _) in _COLUMNS.items():
        yield f"{name}.list.element" if shape else name


def _to_batch(track: Track) -> pa.RecordBatch:
    import pyarrow as pa

    schema = _schema()
    arrays = [pa.array(track.time)]
    with np.errstate(over="ignore"):
        for name, (shape, scalar) in _COLUMNS.items():
            flat = pa.array(np.ascontiguousarray(getattr(track, name), scalar).ravel())
            kind = schema.field(name).type
            arrays.append(pa.FixedSizeListArray.from_arrays(flat, type=kind) if shape else flat)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
