"""What recordings and frame tables share: a Parquet file written in even row groups.

Arrow takes a twentieth of a second to import, so it is imported where it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from formcheck.errors import InputError
from formcheck.runtime.printable import printable

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROWS_PER_GROUP = 4096
LOOSE = 64
Chunk = TypeVar("Chunk")
"""Rows that are gathered before they are written: a few megabytes at most, whatever the length."""


class Waiting(Generic[Chunk]):
    """Chunks that wait to be written, in order.

    Live, a chunk is one frame: a dozen small arrays that take three times the room of what is in them. They
    are put together now and then, so that a group of them takes the room of its rows.

    Args:
        join: makes one chunk of several.
    """

    def __init__(self, join: Callable[[list[Chunk]], Chunk]) -> None:
        self._join = join
        self._packed: list[Chunk] = []
        self._loose: list[Chunk] = []

    def add(self, chunk: Chunk) -> None:
        """Put a chunk behind the others."""
        self._loose.append(chunk)
        if len(self._loose) >= LOOSE:
            self._packed.append(self._join(self._loose))
            self._loose = []

    def take(self) -> list[Chunk]:
        """All of them; none waits afterwards."""
        taken = [*self._packed, *self._loose]
        self._packed, self._loose = [], []
        return taken


class ParquetSink:
    """Writes record batches of one schema to a Parquet file (zstd, page checksums, no statistics).

    Args:
        path: where to write; an existing file is replaced.
        schema: gives the Arrow schema of every batch.
        split: columns of noisy floats, whose bytes are stored plane by plane: a third smaller.
        words: columns that repeat a few words, stored as a dictionary.
        arrow_types: keep the Arrow types (lists of fixed length) for readers that know them, rather than
            only the plain types that every Parquet reader knows.

    Raises:
        OSError: the disk refuses; it may come from any method.
    """

    def __init__(
        self,
        path: Path,
        schema: Callable[[], pa.Schema],
        *,
        split: Sequence[str] = (),
        words: Sequence[str] = (),
        arrow_types: bool = False,
    ) -> None:
        self._schema, self._arrow_types = schema, arrow_types
        self._split, self._words = list(split), list(words)
        # A file object of our own makes a full disk an OSError with its number, and takes any name.
        self._file = path.open("wb")
        self._writer: pq.ParquetWriter | None = None

    def write(self, batch: pa.RecordBatch) -> None:
        """Write one row group."""
        self._begun().write_batch(batch, row_group_size=max(1, batch.num_rows))

    def close(self, metadata: Mapping[str, str]) -> None:
        """Finish the file; without this it cannot be read. Calling it twice is allowed."""
        if not self._file.closed:
            try:
                writer = self._begun()
                writer.add_key_value_metadata(dict(metadata))
                writer.close()
            finally:
                self._file.close()

    def abandon(self) -> None:
        """Let go of the file without finishing it."""
        with suppress(OSError):  # a full disk refuses the last bytes, which nobody wants any more
            self._file.close()
        if self._writer is not None:
            self._writer.is_open = False  # else Arrow tries to finish it when it is collected, and complains

    def _begun(self) -> pq.ParquetWriter:
        """The writer, made when there is something to write: Arrow need not be there before."""
        if self._writer is None:
            import pyarrow.parquet as pq

            self._writer = pq.ParquetWriter(
                self._file,
                self._schema(),
                compression="zstd",
                compression_level=3,
                use_dictionary=self._words or False,
                use_byte_stream_split=self._split or False,
                write_statistics=False,
                write_page_checksum=True,
                store_schema=self._arrow_types,
            )
        return self._writer


@contextmanager
def opened(path: Path, what: str) -> Iterator[pq.ParquetFile]:
    """A Parquet file for reading on one thread, with its checksums verified.

    Args:
        path: the file.
        what: what it should be, for the message: "recording" or "frame table".

    Raises:
        InputError: missing, unreadable, damaged, or not Parquet; also when that shows inside the block.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    shown = printable(path)
    try:
        with path.open("rb") as file:
            yield pq.ParquetFile(file, pre_buffer=False, page_checksum_verification=True)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {shown}", "Check the name and the folder") from error
    except IsADirectoryError as error:
        raise InputError(f"{shown} is a folder, not a {what}", f"Name the {what} file inside it") from error
    except PermissionError as error:
        raise InputError(f"{shown} may not be read", "Ask for permission to read it, or copy it") from error
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{shown} is damaged or not a formcheck {what}", "Score the video again") from error


def metadata_of(file: pq.ParquetFile) -> dict[str, str]:
    """The key-value metadata of an open file, as text."""
    pairs: Mapping[Any, Any] = file.metadata.metadata or {}
    return {key.decode(): value.decode() for key, value in pairs.items()}
