"""TOML files that users write."""

from __future__ import annotations

import tomllib
from pathlib import Path

from formcheck.errors import InputError
from formcheck.runtime.printable import printable

MAX_BYTES = 16 << 20
"""Most bytes that are read of a user's file: no real one is larger, and /dev/zero never ends."""


def read_text(path: Path) -> str:
    """The first `MAX_BYTES` of a UTF-8 file.

    Raises:
        OSError: it cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    with path.open("rb") as file:
        return file.read(MAX_BYTES).decode("utf-8")


def read_toml(path: Path, what: str) -> dict[str, object]:
    """The table in a TOML file.

    Args:
        path: the file.
        what: what it should be, for the message: "config" or "programme".

    Raises:
        InputError: it cannot be read, or is not TOML.
    """
    shown = printable(path)
    try:
        return tomllib.loads(read_text(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The {what} {shown} cannot be read", "Give a TOML file of your own") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"The {what} {shown} is no TOML ({error})", "Mend the line it names") from error
