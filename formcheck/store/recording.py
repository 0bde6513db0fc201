"""Recordings: a `Track` in a file, with all that a rescore needs and without pictures.

Format 3 is Parquet with one row a frame: `time_s` as float64; `xy`, `visibility`, `dorsal`, `ventral`,
`contrast`, `rim`, `people`, `light` and what the trunk head told (`spine`, `trunk_roll`, `trunk_roll_error`)
as float32 or lists of fixed length, exact to the last bit, because a rescore must give the same bytes;
`world` as float16 (1 mm at 1 m, half the size), because no verdict uses it. The column `rim` holds
`Track.edge_contact`; the others have the names of their fields. Format 2 has nothing of the trunk head,
format 1 no `rim` and no `light` either; both can still be read, with NaN there. The metadata hold
`formcheck_recording` (format number), `size`, `model`, `context` and `frames`, each as JSON, and a `crc32`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.pose.track import SPINE_POINTS, STATION_COUNT, WORLD_RECORDED, ModelInfo, Track
from formcheck.runtime.arrow_arrays import arrow_array, numpy_array
from formcheck.runtime.printable import printable, printable_text
from formcheck.store.parquet import ROWS_PER_GROUP, ChunkBuffer, ParquetSink, metadata_of, open_parquet

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

FORMAT = 3
_KEY = "formcheck_recording"
MAX_FRAMES = 24 * 3600 * 240
"""Frames of a recording: a day of slow motion, 240 a second."""
MAX_TIME_S = 1e306
"""Times before and after 0 that can still be added and divided; NaN and infinity lie beyond."""
MAX_CONTEXT = 200_000
"""Characters of the context: a hundred bands of a therapist's own take a tenth of it."""
MAX_SIDE_PX = 65_536
"""Width and height of a picture; no codec goes further."""
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
    "spine": ((SPINE_POINTS, 2), np.float32),
    "trunk_roll": ((), np.float32),
    "trunk_roll_error": ((), np.float32),
}
_SINCE = {"rim": 2, "light": 2, "spine": 3, "trunk_roll": 3, "trunk_roll_error": 3}
"""Format that a column came with; the others were always there."""
_FIELDS = {name: name for name in _COLUMNS} | {"rim": "edge_contact"}
"""Column of the file -> field of `Track`."""


class RecordingContext(TypedDict, total=False):
    """What a rescore needs beside the poses, as JSON. Who reads it checks it: a file may hold anything.

    Attributes:
        plan: fields of the `Plan` that the poses were scored with.
        source: fields of the `Source`: name, size, length and rate of what was filmed.
        auto_view: the view was found out and not given.
    """

    plan: dict[str, object]
    source: dict[str, object]
    auto_view: bool


class RecordingWriter:
    """Writes a recording while the poses come in. Memory does not grow with the length.

    Use it as a context manager.

    Args:
        path: where to write; give it a temporary path of an `OutputFolder`.
        size: (width, height) of the frames in pixels.
        model: which network made the poses.
        context: what is known of it at the start; `close` takes the rest.

    Raises:
        OSError: the disk refuses; from any method. `OutputFolder.staging` turns it into an `OutputError`.
    """

    def __init__(
        self, path: Path, size: tuple[int, int], model: ModelInfo, context: RecordingContext
    ) -> None:
        self._empty = Track.empty(size, model)
        self._context = context
        self._buffer = ChunkBuffer(Track.concatenate)
        self._rows = self._frames = 0
        self._sink = ParquetSink(path, recording_schema, split=list(_split_columns()), arrow_types=True)

    def append(self, track: Track) -> None:
        """Add frames, all of them later than the frames before.

        Raises:
            ValueError: the frame size or the model is not that of the recording.
        """
        if (track.size, track.model) != (self._empty.size, self._empty.model):
            raise ValueError("a recording holds one frame size and one model")
        self._buffer.add(track)
        self._rows += len(track)
        self._frames += len(track)
        if self._rows >= ROWS_PER_GROUP:
            self._write_groups(ROWS_PER_GROUP)

    def close(self, **context: Unpack[RecordingContext]) -> None:
        """Write the rest and finish the file. Calling it twice is allowed.

        Args:
            context: adds to the context of the start, or replaces entries of it.
        """
        self._write_groups(1)
        header = {
            "size": json.dumps(self._empty.size),
            "model": json.dumps(asdict(self._empty.model)),
            "context": _as_text(self._context | context),
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
        """Write row groups while `at_least` rows wait; the bytes do not depend on how rows were appended."""
        track = Track.concatenate([self._empty, *self._buffer.take()])
        while len(track) >= at_least:
            self._sink.write(batch_of(track[:ROWS_PER_GROUP]))
            track = track[ROWS_PER_GROUP:]
        self._buffer.add(track)
        self._rows = len(track)


def read_recording(path: Path) -> tuple[Track, RecordingContext]:
    """The track of all frames, and the context.

    Raises:
        InputError: missing, damaged, or not a recording.
    """
    with open_parquet(path, "recording") as file:
        empty, context = _header(file, path)
        return Track.concatenate([empty, *_tracks(file, empty, ROWS_PER_GROUP)]), context


def read_context(path: Path) -> RecordingContext:
    """The context alone.

    Raises:
        InputError: missing, damaged, or not a recording.
    """
    with open_parquet(path, "recording") as file:
        return _header(file, path)[1]


def is_recorded_as(path: Path, context: RecordingContext) -> bool:
    """Whether writing the frames of a recording with this context would give the same file again.

    Raises:
        InputError: missing, damaged, or not a recording.
    """
    with open_parquet(path, "recording") as file:
        metadata = metadata_of(file)
        return metadata.get(_KEY) == str(FORMAT) and metadata["context"] == _as_text(context)


def _as_text(context: RecordingContext) -> str:
    return json.dumps(context, sort_keys=True)


def iter_recording(path: Path, rows: int = ROWS_PER_GROUP) -> Iterator[Track]:
    """The recording in pieces of at most `rows` frames. Memory does not grow with the length.

    Raises:
        InputError: missing, damaged, or not a recording; also while iterating.
    """
    with open_parquet(path, "recording") as file:
        yield from _tracks(file, _header(file, path)[0], rows)


def _header(file: pq.ParquetFile, path: Path) -> tuple[Track, RecordingContext]:
    """A track without frames, for the size and the model, and the context."""
    metadata = metadata_of(file)
    shown = printable(path)
    if _KEY not in metadata:
        raise InputError(
            f"{shown} is not a formcheck recording", "Give the recording.parquet of a scored video"
        )
    number = int(metadata[_KEY])
    if number > FORMAT:
        raise InputError(f"{shown} was recorded by a newer formcheck", "Update formcheck")
    if number < 1:
        raise ValueError("there is no such format")
    if metadata["crc32"] != _checksum({key: metadata[key] for key in _HEADER}):
        raise ValueError("the header does not fit its checksum")
    if not file.schema_arrow.equals(recording_schema(number)):
        raise ValueError("the columns are not those of a recording")
    if not int(metadata["frames"]) == file.metadata.num_rows <= MAX_FRAMES:
        raise ValueError("frames are missing, or too many")
    if len(metadata["context"]) > MAX_CONTEXT:
        raise ValueError("the context is endless")
    context: RecordingContext = json.loads(metadata["context"])
    if not isinstance(context, dict):
        raise TypeError("the context is no table")
    json.dumps(context, ensure_ascii=False).encode()  # half characters, that no result can hold
    size, model = size_of(json.loads(metadata["size"])), model_of(json.loads(metadata["model"]))
    return Track.empty(size, model), context


def size_of(data: object) -> tuple[int, int]:
    """The size in a header.

    Raises:
        ValueError: it is none of a picture.
    """
    match data:
        case [int(width), int(height)] if 0 < min(width, height) <= max(width, height) <= MAX_SIDE_PX:
            return width, height
    raise ValueError("the size is none of a picture")


def model_of(data: Mapping[str, object]) -> ModelInfo:
    """The model in a header.

    Raises:
        TypeError: it is none.
    """
    model = ModelInfo(**{name: printable_text(str(value)) for name, value in data.items()})
    if any(not isinstance(value, str) for value in data.values()):
        raise TypeError("the model has no name")
    return model


def _checksum(header: Mapping[str, str]) -> str:
    """The checksum of our metadata: Parquet itself has checksums for its pages only."""
    return f"{zlib.crc32(json.dumps([header[key] for key in _HEADER]).encode()):08x}"


def _tracks(file: pq.ParquetFile, like: Track, rows: int) -> Iterator[Track]:
    last, frames = -np.inf, 0
    for batch in file.iter_batches(rows, use_threads=False):
        track = track_of(batch, like)
        time = track.time
        if len(time) and not (time[0] > last and (np.abs(time) <= MAX_TIME_S).all()):
            raise ValueError("time does not increase")
        last, frames = (time[-1] if len(time) else last), frames + len(time)
        yield track
    if frames != file.metadata.num_rows:
        raise ValueError("frames are missing")


def track_of(batch: pa.RecordBatch, like: Track) -> Track:
    """The frames of a record batch, of the size and the model of another track.

    Raises:
        ValueError: a column is missing or holds nulls, or time does not increase.
    """
    columns = {
        _FIELDS[name]: _values(batch.column(name), shape)
        for name, (shape, _) in _COLUMNS.items()
        if name in batch.schema.names
    }
    time = numpy_array(batch.column("time_s"))
    return Track.build(time, columns.pop("xy"), size=like.size, model=like.model, **columns)


def _values(column: pa.Array, shape: tuple[int, ...]) -> NDArray[np.float32]:
    flat = column.flatten() if shape else column
    values: NDArray[np.float32] = numpy_array(flat).reshape(len(column), *shape)
    return values


def recording_schema(number: int = FORMAT) -> pa.Schema:
    """The columns of a recording of this format."""
    import pyarrow as pa

    def kind(shape: tuple[int, ...], scalar: type[np.floating[Any]]) -> pa.DataType:
        value = pa.field("element", pa.from_numpy_dtype(scalar), nullable=False)
        return pa.list_(value, int(np.prod(shape))) if shape else value.type

    columns = [
        pa.field(name, kind(*how), nullable=False)
        for name, how in _COLUMNS.items()
        if number >= _SINCE.get(name, 1)
    ]
    return pa.schema([pa.field("time_s", pa.float64(), nullable=False), *columns])


def _split_columns() -> Iterator[str]:
    yield "time_s"
    for name, (shape, _) in _COLUMNS.items():
        yield f"{name}.list.element" if shape else name


def batch_of(track: Track) -> pa.RecordBatch:
    """Frames as a record batch with the columns of a recording."""
    import pyarrow as pa

    schema = recording_schema()
    arrays = [arrow_array(track.time)]
    with np.errstate(over="ignore"):
        for name, (shape, scalar) in _COLUMNS.items():
            flat = arrow_array(np.ascontiguousarray(getattr(track, _FIELDS[name]), scalar).ravel())
            kind = schema.field(name).type
            arrays.append(pa.FixedSizeListArray.from_arrays(flat, type=kind) if shape else flat)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
