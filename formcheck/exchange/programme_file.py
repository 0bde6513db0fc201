"""A programme as a file, and as text short enough for a QR code. docs/exchange.md has both formats.

A file may hold sentences in the therapist's voice; a code has no room for them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck.coach.programme import Programme
from formcheck.errors import FormcheckError
from formcheck.exchange.base45 import base45, from_base45
from formcheck.exchange.clean_text import clean_line
from formcheck.exchange.json_input import Table, read_table, written
from formcheck.exchange.programme_words import COMMON_WORDS
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.voice_table import MAX_VOICE_BYTES, read_voice, voice_table
from formcheck.runtime.version import __version__
from formcheck.visits.own_voice import Voice
from formcheck.visits.programmes import check_programme
from formcheck.visits.results import canonical_digest
from formcheck.visits.schema import MAX_NAME, Patient, ProgrammeVersion
from formcheck.words.catalogue import LANGUAGES

FORMAT, WITH_VOICE = 1, 2
"""Version of the format, and of a file with a voice in it: an earlier formcheck says that it is too old for
that one, and takes the other."""
KIND = "formcheck-programme"
EXTENSION = f".{KIND}"
TEXT_MARK = "FCP1:"
"""What the text of a QR code begins with; every character of it is alphanumeric in the sense of QR codes."""
MAX_BYTES = 256 << 10
"""Bytes of a programme: a hundred exercises with bands of their own take a tenth of it."""
MAX_FILE_BYTES = MAX_BYTES + MAX_VOICE_BYTES
"""Bytes of a programme file with a voice in it."""
_ID_BYTES = 16
_LEFT_OUT = ("patient_id", "programme_id", "digest", "format", "format_version", "formcheck_version", "voice")
"""Not in the JSON of the short text: written otherwise there, or known."""

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class _Written(BaseModel):
    """The fields of a programme file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["formcheck-programme"]
    format_version: int
    formcheck_version: str = ""
    patient_id: Id
    patient: str = ""
    lang: str = ""
    programme_id: Id
    number: Annotated[int, Field(ge=1, le=1_000_000)]
    created_at: Annotated[float, Field(ge=0, le=253_402_300_799)]
    digest: str
    content: Table
    voice: Table | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeContent:
    """One version of a patient's programme, on its way.

    Attributes:
        patient_id: key of the patient in the store that it was made in.
        patient: name or pseudonym there; may be empty.
        lang: language of the patient.
        programme_id: key of the version.
        number: of the version, from 1.
        created_at: when it was made, in whole seconds.
        content: the programme as `formcheck.coach.programme.Programme` reads it.
        message: what the therapist wrote about the change for themselves; it is not in what is packed.
        voice: sentences in the therapist's voice; None where it says nothing of them, as a code does.
    """

    patient_id: str
    patient: str
    lang: str
    programme_id: str
    number: int
    created_at: datetime
    content: Table
    message: str = ""
    voice: Voice | None = None

    @classmethod
    def of(cls, version: ProgrammeVersion, patient: Patient, voice: Voice | None = None) -> ProgrammeContent:
        """What leaves of a version in the store."""
        return cls(
            patient_id=patient.id,
            patient=patient.name,
            lang=patient.lang,
            programme_id=version.id,
            number=version.number,
            created_at=version.created_at.replace(microsecond=0),
            content=version.content,
            voice=voice,
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the content as canonical JSON, as `ProgrammeVersion.digest`."""
        return canonical_digest(self.content)

    @property
    def programme(self) -> Programme:
        """The programme, checked: every exercise can be done and judged as it says.

        Raises:
            ExchangeError: it holds what this formcheck does not know, or what cannot be meant.
        """
        try:
            programme = Programme.model_validate(self.content)
            check_programme(programme)
        except ValidationError as error:
            newer = error.errors()[0]["type"] == "extra_forbidden"
            raise ExchangeError("programme_newer" if newer else "programme_wrong") from error
        except (FormcheckError, ValueError, TypeError, RecursionError) as error:
            raise ExchangeError("programme_wrong") from error
        return programme


def pack_programme(content: ProgrammeContent) -> bytes:
    """The programme as the bytes of a file NAME`EXTENSION`: JSON in UTF-8."""
    number = FORMAT if content.voice is None else WITH_VOICE
    head = {"format": KIND, "format_version": number, "formcheck_version": __version__}
    ids = {"patient_id": content.patient_id, "programme_id": content.programme_id}
    voice = {} if content.voice is None else {"voice": voice_table(content.voice)}
    return written({**head, **ids, **_rest(content), **voice, "digest": content.digest}) + b"\n"


def pack_programme_text(content: ProgrammeContent) -> str:
    """The programme as text for a QR code: `TEXT_MARK`, then base45 of both keys and the packed rest."""
    packer = zlib.compressobj(9, zdict=COMMON_WORDS)
    packed = packer.compress(written(_rest(content))) + packer.flush()
    ids = bytes.fromhex(content.patient_id + content.programme_id)
    return TEXT_MARK + base45(ids + packed)


def unpack_programme(data: str | bytes) -> ProgrammeContent:
    """The programme in a file, or in the text of a QR code.

    Spaces and breaks of lines around the text are allowed.

    Raises:
        ExchangeError: it is neither, damaged, or made by a newer formcheck.
    """
    try:
        table = _table(data.encode() if isinstance(data, str) else data)
    except ValueError as error:
        raise ExchangeError("programme_not") from error
    if table.get("format") != KIND:
        raise ExchangeError("programme_not")
    version = table.get("format_version")
    if isinstance(version, int) and version > WITH_VOICE:
        raise ExchangeError("programme_newer")
    try:
        found = _Written.model_validate(table)
        content = ProgrammeContent(
            patient_id=found.patient_id,
            patient=clean_line(found.patient, MAX_NAME),
            lang=found.lang if found.lang in LANGUAGES else LANGUAGES[0],
            programme_id=found.programme_id,
            number=found.number,
            created_at=datetime.fromtimestamp(int(found.created_at), UTC),
            content=found.content,
            voice=None if found.voice is None else read_voice(found.voice),
        )
    except ValueError as error:
        raise ExchangeError("programme_damaged") from error
    if found.digest != content.digest:
        raise ExchangeError("programme_changed")
    _ = content.programme
    return content


def _rest(content: ProgrammeContent) -> Table:
    return {
        "patient": content.patient,
        "lang": content.lang,
        "number": content.number,
        "created_at": int(content.created_at.timestamp()),
        "content": content.content,
    }


def _table(data: bytes) -> Table:
    data = data[: MAX_FILE_BYTES + 1].removeprefix(b"\xef\xbb\xbf").strip()
    if data[:3].upper() == b"FCP":
        return _from_text(data[: MAX_BYTES + 1].decode("ascii"))
    table = read_table(data, MAX_FILE_BYTES)
    if len(data) > MAX_BYTES and len(written({**table, "voice": None})) > MAX_BYTES:
        raise ValueError("a programme that is too long")
    return table


def _from_text(text: str) -> Table:
    """The table of a file, from the text of a QR code.

    Raises:
        ValueError: it is damaged.
        ExchangeError: it is of a newer formcheck.
    """
    mark, colon, body = text.partition(":")
    if mark.upper() != TEXT_MARK[:-1] or not colon:
        if mark[3:].isdigit() and int(mark[3:]) > FORMAT:
            raise ExchangeError("programme_newer")
        raise ValueError("another text")
    data = from_base45("".join(body.splitlines()))
    unpacker = zlib.decompressobj(zdict=COMMON_WORDS)
    try:
        rest = unpacker.decompress(data[2 * _ID_BYTES :], MAX_BYTES)
    except zlib.error as error:
        raise ValueError("damaged") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("cut off, or too long")
    table = read_table(rest, MAX_BYTES)
    if any(name in table for name in _LEFT_OUT):
        raise ValueError("a field that does not belong there")
    ids = data[: 2 * _ID_BYTES].hex()
    return {
        **table,
        "format": KIND,
        "format_version": FORMAT,
        "patient_id": ids[: 2 * _ID_BYTES],
        "programme_id": ids[2 * _ID_BYTES :],
        "digest": canonical_digest(table.get("content")),
    }
