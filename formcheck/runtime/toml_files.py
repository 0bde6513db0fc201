"""TOML files that users write."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from formcheck.errors import InputError
from formcheck.runtime.printable import printable

LARGEST_TEXT = 16 << 20
"""Bytes that are read of a user's file: more is none, and /dev/zero never ends."""


def read_text(path: Path) -> str:
    """The beginning of a text file, at most `LARGEST_TEXT`.

    Raises:
        OSError, UnicodeDecodeError: it cannot be read, or is no text.
    """
    with path.open("rb") as file:
        return file.read(LARGEST_TEXT).decode("utf-8")


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """The table in a TOML file; `what` it is ("config") is named when it cannot be read.

    Raises:
        InputError: it cannot be read, or is no TOML.
    """
    shown = printable(path)
    try:
        return tomllib.loads(read_text(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The {what} {shown} cannot be read", "Give a TOML file of your own") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"The {what} {shown} is no TOML ({error})", "Mend the line it names") from error
