"""What recordings and frame tables share: a Parquet file that is written in row groups of one size.

Arrow takes a twentieth of a second to import, so it is imported where it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from formcheck.errors import InputError
from formcheck.runtime.printable import printable

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROWS_PER_GROUP = 4096
"""Rows that are gathered before they are written: a few megabytes at most, whatever the length."""
JOIN_EVERY = 64
"""Chunks after which `ChunkBuffer` joins them."""
Chunk = TypeVar("Chunk")


class ChunkBuffer(Generic[Chunk]):
    """Chunks in order of time, gathered until they are written.

    In a live visit a chunk is one frame: a dozen small arrays that take three times the memory of their data.
    Joining some of them now and then brings this down to the memory of the data.

    Args:
        join: makes one chunk of several.
    """

    def __init__(self, join: Callable[[list[Chunk]], Chunk]) -> None:
        self._join = join
        self._joined: list[Chunk] = []
        self._loose: list[Chunk] = []

    def add(self, chunk: Chunk) -> None:
        """Add a chunk behind the others."""
        self._loose.append(chunk)
        if len(self._loose) >= JOIN_EVERY:
            self._joined.append(self._join(self._loose))
            self._loose = []

    def take(self) -> list[Chunk]:
        """Empty the buffer, and return what it held."""
        taken = [*self._joined, *self._loose]
        self._joined, self._loose = [], []
        return taken


class ParquetSink:
    """Writes record batches of one schema to a Parquet file (zstd, page checksums, no statistics).

    Args:
        path: where to write; an existing file is replaced.
        schema: returns the Arrow schema of all batches; called with the first batch, when Arrow is imported.
        split: columns of noisy floats, stored byte plane by byte plane: a third smaller.
        words: columns that repeat a few words, stored as a dictionary.
        arrow_types: also store the Arrow schema, for readers that know lists of fixed length.

    Raises:
        OSError: the disk refuses; from any method.
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
        # With a Python file object a full disk is an OSError with its errno, and every file name works.
        self._file = path.open("wb")
        self._writer: pq.ParquetWriter | None = None

    def write(self, batch: pa.RecordBatch) -> None:
        """Write one row group."""
        self._open_writer().write_batch(batch, row_group_size=max(1, batch.num_rows))

    def close(self, metadata: Mapping[str, str]) -> None:
        """Finish the file; without that it cannot be read. Calling it twice is allowed.

        Args:
            metadata: key-value metadata of the file.
        """
        if not self._file.closed:
            try:
                writer = self._open_writer()
                writer.add_key_value_metadata(dict(metadata))
                writer.close()
            finally:
                self._file.close()

    def abandon(self) -> None:
        """Close the file without finishing it."""
        with suppress(OSError):  # a full disk refuses the last bytes, which are not needed
            self._file.close()
        if self._writer is not None:
            self._writer.is_open = False  # else Arrow tries to finish the file when the writer is collected

    def _open_writer(self) -> pq.ParquetWriter:
        """The writer; made at the first call, so that Arrow is not imported before it is needed."""
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
def open_parquet(path: Path, what: str) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file for reading; its checksums are verified.

    Args:
        path: the file.
        what: what it should be, for the message: "recording" or "frame table".

    Raises:
        InputError: missing, unreadable, damaged, or not Parquet. Arrow's errors inside the block, and
            ValueError, KeyError, TypeError and the like, are turned into it too: they mean a damaged file.
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
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise InputError(f"{shown} is damaged or not a formcheck {what}", "Score the video again") from error


def metadata_of(file: pq.ParquetFile) -> dict[str, str]:
    """The key-value metadata of an open file, as text."""
    pairs: Mapping[bytes, bytes] = file.metadata.metadata or {}
    return {key.decode(): value.decode() for key, value in pairs.items()}
