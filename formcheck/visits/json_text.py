"""Texts and JSON as PostgreSQL takes them.

SQLite keeps what PostgreSQL refuses: the character of number 0, and in JSON half characters and the numbers
NaN and Infinity. Nobody wants such characters: the first is left out, the others become the sign for an
unknown one. Infinity is written as a number that is too large, which reads as infinity; NaN becomes null, as
in `result.json`.
"""

from __future__ import annotations

import json
import math
import re

_SUSPECT = re.compile(r"\\u0000|\\u[dD][89a-fA-F]|NaN|Infinity")
_HALF = re.compile("[\ud800-\udfff]")
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_HUGE = "1e999"


def without_nul(text: str) -> str:
    """The text without the character of number 0."""
    return text.replace("\0", "") if "\0" in text else text


def dump_json(value: object) -> str:
    """A value as JSON that PostgreSQL takes."""
    return clean_json(json.dumps(value))


def clean_json(text: str) -> str:
    """JSON of Python as JSON that PostgreSQL takes; what it takes already stays as it is, byte for byte."""
    if _SUSPECT.search(text) is None:
        return text
    value = json.loads(text)
    return text if _is_clean(value) else _dumped(value)


def _is_clean(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_clean(key) and _is_clean(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_clean, value))
    if isinstance(value, str):
        return _clean(value) == value
    return not isinstance(value, float) or math.isfinite(value)


def _dumped(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_dumped(key)}: {_dumped(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dumped, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return "null" if math.isnan(value) else f"{'-' * (value < 0)}{_HUGE}"
    return json.dumps(_clean(value) if isinstance(value, str) else value)


def _clean(text: str) -> str:
    return _HALF.sub(_UNKNOWN, without_nul(text))
