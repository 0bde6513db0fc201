"""Reads the zip of a `.formcheck` file with suspicion.

Nothing that a file says of itself is trusted: names are looked up in a list of forms and never become paths,
sizes are counted while bytes come out, contents are held against their SHA-256.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from formcheck.exchange.container import (
    BLOCK,
    FORMAT,
    INDEX,
    KIND,
    MANIFEST,
    MAX_FILE_BYTES,
    MAX_JSON_BYTES,
    MAX_MEMBERS,
    MIME,
    MIMETYPE,
    Member,
)
from formcheck.exchange.json_input import Table, read_table
from formcheck.exchange.refused import ExchangeError

MAX_ALL_JSON_BYTES = 512 << 20
MAX_RECORDING_BYTES = 512 << 20
"""Bytes of one recording: twenty hours at 30 frames a second."""
MAX_RATIO = 200
"""How many times smaller a document may be packed; ours are five to twenty times smaller."""
_RATIO_FROM = 1 << 16
"""Bytes below which the ratio is not asked: a short document of zeros harms nobody."""
_JSON = re.compile(r"patient\.json|(?:visits|programmes)/[0-9a-f]{32}\.json|thresholds/[0-9a-f]{64}\.json")
_RECORDING = re.compile(r"recordings/[0-9a-f]{64}\.parquet")
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1


class ContainerReader:
    """Reads such a zip. Use it as a context manager.

    Args:
        path: the file.

    Attributes:
        manifest: the whole manifest.
        members: all members but the manifest and the first one, by name.

    Raises:
        ExchangeError: it is no such file, damaged, of a newer formcheck, or made to do harm; from any method.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._size = path.stat().st_size
        self._json_bytes = 0
        self.members: dict[str, Member] = {}
        _check_end(path, self._size)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, struct.error, RuntimeError, NotImplementedError) as error:
            raise ExchangeError("damaged") from error
        try:
            self._infos = _checked_infos(self._zip, self._size)
            self.manifest = self._read_manifest()
            self.members = self._listed(self.manifest)
        except BaseException:
            self._zip.close()
            raise

    def names(self, folder: str) -> list[str]:
        """The members in a folder, sorted."""
        return sorted(name for name in self.members if name.startswith(f"{folder}/"))

    def table(self, name: str) -> Table:
        """A document, whose contents are as the manifest says."""
        try:
            return read_table(self._document(name), MAX_JSON_BYTES)
        except ValueError as error:
            raise ExchangeError("damaged") from error

    def extract(self, name: str, path: Path) -> None:
        """Write a member to a file of ours, whose contents are as the manifest says."""
        with path.open("wb") as target:
            for block in self._blocks(name):
                target.write(block)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def _document(self, name: str) -> bytes:
        info = self._infos[name]
        self._json_bytes += info.file_size
        if self._json_bytes > MAX_ALL_JSON_BYTES or info.file_size > MAX_JSON_BYTES:
            raise ExchangeError("too_large")
        return b"".join(self._blocks(name))

    def _blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, counted and held against the manifest as they come."""
        member, digest, count = self.members.get(name), hashlib.sha256(), 0
        info = self._infos[name]
        try:
            with self._zip.open(info) as source:
                # A member ends where its packed bytes end, whatever size it claims.
                while block := source.read(min(BLOCK, info.file_size + 1 - count)):
                    count += len(block)
                    if count > info.file_size:
                        raise ExchangeError("bomb")
                    digest.update(block)
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, struct.error, RuntimeError) as error:
            raise ExchangeError("damaged") from error
        if member is not None and (count, digest.hexdigest()) != (member.bytes, member.sha256):
            raise ExchangeError("wrong_hash")

    def _read_manifest(self) -> Table:
        if MANIFEST not in self._infos or b"".join(self._blocks(MIMETYPE)) != MIME:
            raise ExchangeError("not_ours")
        manifest = self.table(MANIFEST)
        if manifest.get("format") != KIND:
            raise ExchangeError("not_ours")
        match manifest.get("format_version"):
            case int(number) if number > FORMAT:
                raise ExchangeError("newer")
            case int(number) if number == FORMAT:
                return manifest
        raise ExchangeError("damaged")

    def _listed(self, manifest: Table) -> dict[str, Member]:
        """The members of the manifest, which are those of the zip."""
        listed: dict[str, Member] = {}
        entries = manifest.get("members")
        for entry in entries if isinstance(entries, list) else []:
            match entry:
                case {"name": str(name), "bytes": int(size), "sha256": str(sha256), **rest} if not rest:
                    if name in listed:
                        raise ExchangeError("damaged")
                    listed[name] = Member(name, size, sha256)
                case _:
                    raise ExchangeError("damaged")
        if set(listed) != set(self._infos) - {MIMETYPE, MANIFEST}:
            raise ExchangeError("damaged")
        if any(self._infos[name].file_size != member.bytes for name, member in listed.items()):
            raise ExchangeError("wrong_hash")
        return listed


def _check_end(path: Path, size: int) -> None:
    """Check the last record, before anything is read by what it says.

    Raises:
        ExchangeError: it is not the end of a zip of ours, or claims a huge directory.
    """
    if size > MAX_FILE_BYTES:
        raise ExchangeError("too_large")
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            raise ExchangeError("not_ours")
        file.seek(max(0, size - _END.size))
        end = file.read(_END.size)
    if len(end) < _END.size or end[:4] != b"PK\x05\x06":
        raise ExchangeError("cut_off")
    _, disk, first_disk, here, count, directory, offset, comment = _END.unpack(end)
    if disk or first_disk or here != count or comment or offset + directory + _END.size != size:
        raise ExchangeError("damaged")
    if count > MAX_MEMBERS or directory > count * 512:
        raise ExchangeError("too_large")


def _checked_infos(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """The members by name, each of a form that we write."""
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        # `orig_filename` is the name before Python cuts it at a NUL or turns its backslashes.
        name = info.orig_filename
        if name in infos or name != info.filename or not _is_ours(name):
            raise ExchangeError("foreign_member", name=ascii(name)[:80])
        plain = stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
        if not plain or info.flag_bits & _ENCRYPTED or info.is_dir():
            raise ExchangeError("foreign_member", name=ascii(name)[:80])
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ExchangeError("damaged")
        _check_bomb(info)
        infos[name] = info
    if next(iter(infos), None) != MIMETYPE:
        raise ExchangeError("not_ours")
    if sum(info.compress_size for info in infos.values()) > size:
        raise ExchangeError("bomb")  # members that share their bytes
    return infos


def _check_bomb(info: zipfile.ZipInfo) -> None:
    recording = _RECORDING.fullmatch(info.filename) is not None
    if info.file_size > (MAX_RECORDING_BYTES if recording else MAX_JSON_BYTES):
        raise ExchangeError("too_large")
    if recording and (info.compress_type, info.compress_size) != (zipfile.ZIP_STORED, info.file_size):
        raise ExchangeError("damaged")
    if info.file_size > _RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
        raise ExchangeError("bomb")


def _is_ours(name: str) -> bool:
    known = name in (MIMETYPE, MANIFEST, INDEX)
    return known or bool(_JSON.fullmatch(name) or _RECORDING.fullmatch(name))
