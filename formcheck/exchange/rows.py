"""Rows of the store as JSON, by the columns of their tables, and back with every value checked."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Float, Integer, String, inspect
from sqlalchemy.types import JSON

from formcheck.coach.pain import Advice
from formcheck.exchange.clean_text import clean_line, clean_text, is_clean
from formcheck.exchange.json_input import Table
from formcheck.visits.moments import UtcTime
from formcheck.visits.table_base import ID_LENGTH, Base
from formcheck.words.catalogue import LANGUAGES

MAX_TEXT = 20_000
"""Characters of a comment or a note: four pages."""
MAX_NUMBER = 1e12
MAX_INTEGER = 2**31 - 1
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_LINES = ("comment", "text", "message", "reason")
"""Columns that somebody wrote in: several lines are allowed."""
_RANGES: Mapping[str, tuple[float, float]] = {
    "pain_before": (0, 10),
    "pain_after": (0, 10),
    "pain_worst": (0, 10),
    "pain_next": (0, 10),
    "exertion": (0, 10),
    "utc_offset_min": (-24 * 60, 24 * 60),
    "number": (0, 1_000_000),
    "item": (0, 10_000),
    "event": (-1, 1_000_000),
}
_CHOICES: Mapping[str, Collection[str]] = {
    "visit.state": ("open", "closed", "broken_off"),
    "visit.source": ("live", "video", "folder"),
    "visit.lang": LANGUAGES,
    "visit.advice": tuple(Advice),
    "patient.lang": LANGUAGES,
    "exercise.state": ("running", "done"),
    "exercise.word": ("", "good", "almost", "different", "not_measured"),
}
_HEX = frozenset("0123456789abcdef")


class ForeignValueError(ValueError):
    """A value that no row of ours holds."""


class NewerFieldError(ValueError):
    """A field that this formcheck does not know."""


def row_table(row: Base, leave_out: Collection[str]) -> Table:
    """The columns of a row, but for some: moments as ISO 8601 in UTC, NULL as null."""
    return {
        column.key: _told(getattr(row, column.key))
        for column in inspect(type(row)).columns
        if column.key not in leave_out
    }


def read_row(kind: type[Base], table: object, leave_out: Collection[str]) -> dict[str, object]:
    """The values of a row's columns. A column that is missing gets its default.

    Raises:
        ForeignValueError: a value is missing, of another type, or out of its range.
        NewerFieldError: a field is not a column.
    """
    if not isinstance(table, dict):
        raise ForeignValueError(f"no {kind.__tablename__}")
    columns = {column.key: column for column in inspect(kind).columns if column.key not in leave_out}
    if unknown := sorted(set(table) - set(columns)):
        raise NewerFieldError(clean_line(unknown[0], 40))
    values: dict[str, object] = {}
    for name, column in columns.items():
        value = table.get(name)
        if value is not None:
            values[name] = _read(kind.__tablename__, column, value)
        elif name in table and column.nullable:
            values[name] = None
        elif not column.nullable and (column.primary_key or column.default is None):
            raise ForeignValueError(f"{kind.__tablename__} without {name}")
    return values


def is_key(value: object, length: int = ID_LENGTH) -> bool:
    """Whether a value is a key (or, with another length, a hash): lower-case hexadecimal digits."""
    return isinstance(value, str) and len(value) == length and set(value) <= _HEX


def check_sane(value: object) -> None:
    """Check what is kept as JSON: numbers that arithmetic survives, text without control characters.

    Raises:
        ForeignValueError: something is not.
    """
    match value:
        case dict():
            for name, inner in value.items():
                check_sane(name)
                check_sane(inner)
        case list():
            for inner in value:
                check_sane(inner)
        case str():
            if len(value) > MAX_TEXT or not is_clean(value):
                raise ForeignValueError("control characters")
        case float() | int():
            if not abs(value) <= MAX_NUMBER:
                raise ForeignValueError("an endless number")


def _told(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value


def _read(table: str, column: Column[object], value: object) -> object:
    name, kind = column.key, column.type
    match kind:
        case UtcTime():
            read: object = _moment(name, value)
        case JSON() if isinstance(value, dict):
            check_sane(value)
            read = value
        case Boolean() if isinstance(value, bool):
            read = value
        case Integer() if isinstance(value, int) and not isinstance(value, bool):
            read = _within(name, value, MAX_INTEGER)
        case Float() if isinstance(value, int | float) and not isinstance(value, bool):
            read = _within(name, float(value), MAX_NUMBER)
        case String() if isinstance(value, str):
            read = _text(table, column, kind.length, value)
        case _:
            raise ForeignValueError(f"{table}.{name}")
    return read


def _text(table: str, column: Column[object], length: int | None, value: str) -> str:
    name = column.key
    if (choices := _CHOICES.get(f"{table}.{name}")) is not None:
        if value not in choices:
            raise ForeignValueError(f"{table}.{name}")
        return value
    if column.primary_key or column.foreign_keys:
        if not is_key(value):
            raise ForeignValueError(f"{table}.{name}")
        return value
    if name in _LINES:
        return clean_text(value, MAX_TEXT)
    return clean_line(value, length or MAX_TEXT)


def _moment(name: str, value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not _EARLIEST <= moment <= _LATEST:
        raise ForeignValueError(name)
    return moment


def _within(name: str, value: float, most: float) -> float:
    low, high = _RANGES.get(name, (-most, most))
    if not (math.isfinite(value) and low <= value <= high):
        raise ForeignValueError(name)
    return value
