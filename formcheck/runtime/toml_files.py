"""TOML files that users write, with whatever editor they have."""

from __future__ import annotations

import codecs
import re
import tomllib
from pathlib import Path

from formcheck.errors import InputError
from formcheck.runtime.printable import printable

MAX_BYTES = 16 << 20
"""Most bytes that are read of a user's file: no real one is larger, and /dev/zero never ends."""
FREE_TEXT = ("source", "version")
"""Keys whose words are shown and never compared: they keep their capitals."""
_BARE_WORD = re.compile(r"(?<=[=\[,\s+-])(?:inf|nan|true|false)(?=\s*(?:[\],}#\r\n]|$))", re.IGNORECASE)


def read_text(path: Path) -> str:
    """The first `MAX_BYTES` of a text file in UTF-8 or UTF-16, with or without a byte-order mark.

    Raises:
        OSError: it cannot be read.
        UnicodeDecodeError: it is neither.
    """
    with path.open("rb") as file:
        data = file.read(MAX_BYTES)
    return data.decode(_encoding(data))


def _encoding(data: bytes) -> str:
    """UTF-16 without a mark shows by a zero in the first character, which is ASCII in all such files."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(set(data[:2])) == 2 and 0 in data[:2]:
        return "utf-16-be" if data[0] == 0 else "utf-16-le"
    return "utf-8-sig"


def read_toml(path: Path, what: str) -> dict[str, object]:
    """The table in a TOML file; its names, and the words that are names, in small letters.

    Args:
        path: the file.
        what: what it should be, for the message: "config" or "programme".

    Raises:
        InputError: it is missing, cannot be read, or is not TOML.
    """
    shown = printable(path)
    try:
        return _small(_parsed(read_text(path)), shown)
    except FileNotFoundError as error:
        raise InputError(
            f"The {what} {shown}: there is no such file", "Look at its name and folder"
        ) from error
    except IsADirectoryError as error:
        raise InputError(f"The {what} {shown} is a folder", "Give a TOML file in it") from error
    except UnicodeDecodeError as error:
        raise InputError(f"The {what} {shown} is no text", "Save it as text in UTF-8") from error
    except OSError as error:
        why = error.strerror or error
        raise InputError(
            f"The {what} {shown} cannot be read ({why})", "Give a TOML file of your own"
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            f"The {what} {shown} is no TOML ({error})", "Mend the line it names; decimals have a point"
        ) from error


def _parsed(text: str) -> dict[str, object]:
    """TOML, in which INF and True may have capitals."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        small = _BARE_WORD.sub(lambda word: word.group().lower(), text)
        if small == text:
            raise
    return tomllib.loads(small)


def _small(table: dict[str, object], shown: str) -> dict[str, object]:
    """The table with keys and words in small letters."""
    found: dict[str, object] = {}
    for key, value in table.items():
        small = key.lower()
        if small in found:
            raise InputError(
                f"{shown}: {small!r} is there twice, with and without capitals", "Keep one of them"
            )
        found[small] = value if small in FREE_TEXT else _small_value(value, shown)
    return found


def _small_value(value: object, shown: str) -> object:
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, dict):
        return _small(value, shown)
    return [_small_value(one, shown) for one in value] if isinstance(value, list) else value
