"""Journals: the poses of an exercise while it goes on, on the disk within a second.

A journal is a stream of Arrow record batches with the columns of a recording (`formcheck.store.recording`).
It stays readable when it is cut off at any byte: what was written whole comes back. The schema's metadata
hold `formcheck_journal` (format number), `size`, `model` and `about`, each as JSON; every batch carries the
plan that the poses were judged by until then, since a personal reference may be asked for at any time, and a
checksum: after a power cut a file may hold zeros where nothing was written.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from formcheck.errors import InputError
from formcheck.pose.track import ModelInfo, Track
from formcheck.runtime.arrow_arrays import numpy_array
from formcheck.runtime.printable import printable
from formcheck.store.recording import FORMAT as NEWEST
from formcheck.store.recording import batch_of, model_of, recording_schema, size_of, track_of

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
READABLE = range(2, NEWEST + 1)
"""Formats of recordings whose columns a journal may have: a visit goes on over an update."""
SUFFIX = ".journal"
_KEY, _PLAN, _SUM = b"formcheck_journal", b"plan", b"crc32"
Plan = Mapping[str, object]


class JournalWriter:
    """Writes a journal. Its file is made at once.

    Args:
        path: of the journal; an existing file is replaced.
        size: (width, height) of the frames, pixels.
        model: which network made the poses.
        about: what else is to be known of it, as JSON.

    Raises:
        OSError: the disk refuses; from any method.
    """

    def __init__(
        self, path: Path, size: tuple[int, int], model: ModelInfo, about: Mapping[str, object]
    ) -> None:
        import pyarrow as pa

        header = {
            _KEY: str(FORMAT).encode(),
            b"size": json.dumps(size).encode(),
            b"model": json.dumps(asdict(model)).encode(),
            b"about": json.dumps(about).encode(),
        }
        # With a Python file object a full disk is an OSError with its errno.
        self._file = path.open("wb", buffering=0)
        self._stream = pa.ipc.new_stream(self._file, recording_schema().with_metadata(header))

    def append(self, track: Track, plan: Plan) -> None:
        """Add frames, with the plan that they were judged by. A kill of the process afterwards loses none."""
        batch, told = batch_of(track), json.dumps(plan).encode()
        self._stream.write_batch(batch, custom_metadata={_PLAN: told, _SUM: _checksum(batch, told)})

    def sync(self) -> None:
        """Bring what was added to the disk itself: a power cut afterwards loses none of it."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file. Calling it twice is allowed."""
        if not self._file.closed:
            try:
                self._stream.close()
            finally:
                self._file.close()


class Piece(NamedTuple):
    """Frames of a journal, and the plan that they were judged by."""

    track: Track
    plan: dict[str, object]


class Journal:
    """A journal that was written, whole or cut off.

    Args:
        path: of the journal.

    Raises:
        InputError: not a journal, or cut off within its header.

    Attributes:
        size: (width, height) of the frames, pixels.
        model: which network made the poses.
        about: as it was given to the writer.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow as pa

        self._path = path
        try:
            with path.open("rb") as file, pa.ipc.open_stream(file) as stream:
                header = stream.schema.metadata or {}
            known = int(header[_KEY]) == FORMAT and any(
                stream.schema.equals(recording_schema(number)) for number in READABLE
            )
            self.size = size_of(json.loads(header[b"size"]))
            self.model = model_of(json.loads(header[b"model"]))
            self.about: dict[str, object] = json.loads(header[b"about"])
        except (OSError, pa.ArrowException, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable(path) from error
        if not known:
            raise _unreadable(path)

    def pieces(self) -> Iterator[Piece]:
        """The pieces in order of time, as far as they were written whole."""
        import pyarrow as pa

        empty, last_s = Track.empty(self.size, self.model), float("-inf")
        with self._path.open("rb") as file, pa.ipc.open_stream(file) as stream:
            while True:
                try:
                    batch, metadata = stream.read_next_batch_with_custom_metadata()
                    told = metadata[_PLAN]
                    track, plan = track_of(batch, empty), json.loads(told)
                    whole = metadata[_SUM] == _checksum(batch, told)
                except (StopIteration, OSError, pa.ArrowException, ValueError, KeyError, TypeError):
                    return
                if not whole or not len(track) or not track.time[0] > last_s:
                    return
                last_s = float(track.time[-1])
                yield Piece(track, plan)


def _checksum(batch: pa.RecordBatch, plan: bytes) -> bytes:
    """CRC-32 of the numbers of a batch and of its plan, hexadecimal."""
    crc = zlib.crc32(plan)
    for column in batch.columns:
        flat = column if column.type.num_fields == 0 else column.flatten()
        crc = zlib.crc32(numpy_array(flat).tobytes(), crc)
    return f"{crc:08x}".encode()


def _unreadable(path: Path) -> InputError:
    return InputError(f"{printable(path)} is no journal of a visit", "Delete it")
