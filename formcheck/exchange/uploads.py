"""A form with files that a browser sends, written to disk as it comes, within limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser
from starlette.datastructures import QueryParams

from formcheck.exchange.clean_text import clean_line
from formcheck.exchange.refused import ExchangeError

MAX_FILES = 200
MAX_FIELDS = 1000
MAX_FIELD_BYTES = 300_000
_MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of a form: its field, its name on the sender's machine for messages only, and where it lies."""

    field: str
    name: str
    path: Path


@dataclass(slots=True)
class Upload:
    """A form on its way in: give it to `write` piece by piece, then `finish`.

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

    content_type: str
    folder: Path
    most_bytes: int
    files: list[UploadedFile] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    _bytes: int = 0
    _encoded: bytearray | None = None
    _parser: FormParser | None = None

    def __post_init__(self) -> None:
        message = Message()
        message["content-type"] = self.content_type[:1000].replace("\r", " ").replace("\n", " ")
        boundary = message.get_param("boundary", "")
        config = {
            "UPLOAD_DIR": str(self.folder),
            "UPLOAD_DELETE_TMP": False,
            "MAX_MEMORY_FILE_SIZE": 0,
            "MAX_FIELDS": MAX_FIELDS,
            "MAX_FIELD_SIZE": MAX_FIELD_BYTES,
        }
        kind = message.get_content_type()
        if kind == "application/x-www-form-urlencoded":
            self._encoded = bytearray()
            return
        if kind != "multipart/form-data":
            raise ExchangeError("no_form")
        try:
            self._parser = FormParser(kind, self._field, self._file, boundary=str(boundary), config=config)
        except (FormParserError, ValueError) as error:
            raise ExchangeError("no_form") from error

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._bytes += len(data)
        if self._bytes > self.most_bytes:
            raise ExchangeError("too_large")
        try:
            if self._encoded is not None:
                self._take_encoded(data)
            elif self._parser is not None:
                self._parser.write(data)
        except (FormParserError, ValueError, AssertionError) as error:
            raise ExchangeError("no_form") from error

    def finish(self) -> None:
        """The last bytes have come."""
        try:
            if self._encoded is not None:
                for name, value in QueryParams(self._encoded.decode("ascii", "replace")).multi_items():
                    self.fields.setdefault(name, []).append(value)
            elif self._parser is not None:
                self._parser.finalize()
        except (FormParserError, ValueError, AssertionError) as error:
            raise ExchangeError("no_form") from error

    def first(self, name: str) -> str:
        """The first value of a field, or ""."""
        return next(iter(self.fields.get(name, [])), "")

    def _take_encoded(self, data: bytes) -> None:
        """Short forms come in one piece of text; it is taken apart at the end."""
        assert self._encoded is not None
        self._encoded += data
        if len(self._encoded) > MAX_FIELD_BYTES:
            raise ExchangeError("too_large")

    def _field(self, found: Field) -> None:
        self.fields.setdefault(_text(found.field_name), []).append(_text(found.value))

    def _file(self, found: File) -> None:
        name = clean_line(_text(found.file_name).replace("\\", "/").rpartition("/")[2], _MAX_NAME)
        if found.in_memory:  # no byte came
            path = self.folder / f"empty-{len(self.files)}"
            path.touch()
        else:
            found.file_object.flush()
            path = Path(_text(found.actual_file_name))
        found.close()
        if name:  # a field for files that was left empty sends one without a name
            if len(self.files) >= MAX_FILES:
                raise ExchangeError("too_large")
            self.files.append(UploadedFile(_text(found.field_name), name, path))


def _text(data: bytes | str | None) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else data or ""
