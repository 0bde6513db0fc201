"""A form with files that a browser sends, written to disk as it comes, within limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import QueryParams

from formcheck.exchange.clean_text import clean_line
from formcheck.exchange.refused import ExchangeError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FILES = 200
MAX_FIELDS = 1000
MAX_FIELD_BYTES = 300_000
"""Bytes of all fields together that are not files."""
_MAX_NAME = 120
_MAX_HEAD = 4096


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of a form: its name on the sender's machine, for messages only, and where it lies."""

    name: str
    path: Path


@dataclass(slots=True)
class _Part:
    """A part of the form on its way in."""

    head: bytearray = field(default_factory=bytearray)
    values: dict[bytes, bytes] = field(default_factory=dict)
    value: bytearray = field(default_factory=bytearray)
    name: str = ""
    file_name: str = ""
    file: IO[bytes] | None = None


class Upload:
    """A form on its way in: give it to `write` piece by piece, then `finish`. Use it as a context manager.

    Args:
        content_type: that header of the request.
        folder: where the files are written, under names of our own.
        most_bytes: of the whole form.

    Attributes:
        files: the files that were chosen.
        fields: the other fields, each with its values.

    Raises:
        ExchangeError: it is no form, damaged or too large; from any method.
        OSError: the disk refuses; from `write` and `finish`.
    """

    def __init__(self, content_type: str, folder: Path, most_bytes: int) -> None:
        self.files: list[UploadedFile] = []
        self.fields: dict[str, list[str]] = {}
        self._folder, self._most_bytes = folder, most_bytes
        self._bytes = self._field_bytes = self._parts = 0
        self._whole = False
        self._encoded = bytearray()
        self._part = _Part()
        self._parser: MultipartParser | None = None
        try:
            kind, options = parse_options_header(content_type[:_MAX_HEAD])
            if kind == b"multipart/form-data":
                self._parser = MultipartParser(options[b"boundary"], self._callbacks())
        except (FormParserError, ValueError, KeyError) as error:
            raise ExchangeError("no_form") from error
        if self._parser is None and kind != b"application/x-www-form-urlencoded":
            raise ExchangeError("no_form")

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._bytes += len(data)
        if self._bytes > self._most_bytes:
            raise ExchangeError("too_large")
        if self._parser is None:
            self._count_field(len(data))
            self._encoded += data
            return
        try:
            self._parser.write(data)
        except (FormParserError, ValueError) as error:
            raise ExchangeError("no_form") from error

    def finish(self) -> None:
        """The last bytes have come."""
        if self._parser is None:
            for name, value in QueryParams(self._encoded.decode("ascii", "replace")).multi_items():
                self.fields.setdefault(name, []).append(value)
        elif not self._whole:
            raise ExchangeError("no_form")

    def first(self, name: str) -> str:
        """The first value of a field, or ""."""
        return next(iter(self.fields.get(name, [])), "")

    def close(self) -> None:
        """Let go of a file that was not written to its end."""
        if self._part.file is not None:
            self._part.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._take_head(data[start:end]),
            "on_header_value": lambda data, start, end: self._take_head_value(data[start:end]),
            "on_header_end": self._end_head,
            "on_headers_finished": self._open,
            "on_part_data": lambda data, start, end: self._take(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._end_form,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_FIELDS:
            raise ExchangeError("too_large")
        self._part = _Part()

    def _take_head(self, data: bytes) -> None:
        self._count_field(len(data))
        self._part.head += data

    def _take_head_value(self, data: bytes) -> None:
        self._count_field(len(data))
        self._part.value += data

    def _end_head(self) -> None:
        part = self._part
        part.values[bytes(part.head).lower()] = bytes(part.value)
        part.head, part.value = bytearray(), bytearray()

    def _open(self) -> None:
        part = self._part
        _, options = parse_options_header(part.values.get(b"content-disposition", b""))
        part.name = _text(options.get(b"name"))
        if b"filename" in options:
            name = _text(options[b"filename"]).replace("\\", "/").rpartition("/")[2]
            part.file_name = clean_line(name, _MAX_NAME)
            if len(self.files) >= MAX_FILES:
                raise ExchangeError("too_large")
            part.file = (self._folder / f"file-{self._parts}").open("wb")

    def _take(self, data: bytes) -> None:
        if self._part.file is not None:
            self._part.file.write(data)
        else:
            self._count_field(len(data))
            self._part.value += data

    def _end(self) -> None:
        part = self._part
        if part.file is None:
            self.fields.setdefault(part.name, []).append(_text(bytes(part.value)))
            return
        part.file.close()
        if part.file_name:  # a field for files that was left empty sends one without a name
            self.files.append(UploadedFile(part.file_name, self._folder / f"file-{self._parts}"))

    def _end_form(self) -> None:
        self._whole = True

    def _count_field(self, size: int) -> None:
        self._field_bytes += size
        if self._field_bytes > MAX_FIELD_BYTES:
            raise ExchangeError("too_large")


def plain_charset(content_type: str) -> bool:
    """Whether a form is in UTF-8, as every browser sends it: other codecs fail, or give half characters."""
    charset = parse_options_header(content_type)[1].get(b"charset", b"utf-8")
    return charset.lower() in (b"utf-8", b"utf8")


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")
