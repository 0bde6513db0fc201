"""The zip of a `.formcheck` file, written in one order and always in the same bytes: docs/exchange.md."""

from __future__ import annotations

import contextlib
import hashlib
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from formcheck.exchange.json_input import Table, written
from formcheck.exchange.refused import ExchangeError

MIME = b"application/vnd.formcheck.visits+zip"
"""The first member's bytes: they stand at byte 38 of the file, and tell other programs what it is."""
FORMAT = 1
KIND = "formcheck-visits"
MAX_FILE_BYTES = (1 << 31) - 1
"""Two gigabytes: a thousand visits of five minutes with their recordings; a larger zip has another form."""
MAX_MEMBERS = 20_000
MAX_JSON_BYTES = 16 << 20
"""Bytes of one document: an hour's exercise with thousands of events takes a tenth of it."""
MIMETYPE, MANIFEST, INDEX = "mimetype", "manifest.json", "index.html"
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = (stat.S_IFREG | 0o644) << 16
_UNIX = 3
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the manifest names it."""

    name: str
    bytes: int
    sha256: str


class ContainerWriter:
    """Writes a zip member by member; memory does not grow with it. Use it as a context manager.

    The same members in the same order give the same bytes.

    Args:
        path: where to write; give it a temporary path.

    Raises:
        OSError: the disk refuses; from any method.
        ExchangeError: it would become larger than a reader takes.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=False)
        self._members: list[Member] = []
        self._write(MIMETYPE, MIME, zipfile.ZIP_STORED)

    def put_table(self, name: str, table: object) -> None:
        """Add a document."""
        self.put_bytes(name, written(table, in_order=True))

    def put_bytes(self, name: str, data: bytes) -> None:
        """Add a member that is packed."""
        if len(data) > MAX_JSON_BYTES:
            raise ExchangeError("export_too_large")
        self._write(name, data, zipfile.ZIP_DEFLATED)
        self._members.append(Member(name, len(data), hashlib.sha256(data).hexdigest()))

    def put_file(self, name: str, path: Path, sha256: str) -> None:
        """Add a file as it is: recordings are packed already."""
        size = path.stat().st_size
        with path.open("rb") as source, self._zip.open(_info(name, zipfile.ZIP_STORED, size), "w") as target:
            while block := source.read(BLOCK):
                target.write(block)
        self._check_size()
        self._members.append(Member(name, size, sha256))

    def finish(self, head: Table) -> None:
        """Add the manifest: `head`, and the list of all members before it."""
        members = [{"name": m.name, "bytes": m.bytes, "sha256": m.sha256} for m in self._members]
        manifest = {**head, "format": KIND, "format_version": FORMAT, "members": members}
        self._write(MANIFEST, written(manifest), zipfile.ZIP_DEFLATED)
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._zip.fp = None  # it is thrown away: no directory is written to it
        with contextlib.suppress(OSError) if kind else contextlib.nullcontext():
            self._file.close()

    def _write(self, name: str, data: bytes, how: int) -> None:
        self._zip.writestr(_info(name, how, len(data)), data)
        self._check_size()

    def _check_size(self) -> None:
        if self._zip.start_dir > MAX_FILE_BYTES - (64 << 20) or len(self._zip.filelist) >= MAX_MEMBERS:
            raise ExchangeError("export_too_large")


def _info(name: str, how: int, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type, info.external_attr, info.create_system = how, _MODE, _UNIX
    info.file_size = size
    return info
