"""Passphrases of files, as a user gives them."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path

from formcheck.errors import InputError, UsageError
from formcheck.runtime.printable import printable

_MOST = 64 << 10
"""Bytes of a passphrase file that are read."""


def read_passphrase(file: Path) -> str:
    """The first line of a file, without its end.

    Raises:
        InputError: it cannot be read, or is no text.
    """
    try:
        with file.open("rb") as opened:
            text = opened.read(_MOST).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(
            f"The passphrase in {printable(file)} cannot be read", "Give a text file that may be read"
        ) from error
    return text.split("\n", 1)[0].rstrip("\r")


def ask_passphrase(file: Path) -> str:
    """The passphrase of a file, from who sits at the terminal.

    Raises:
        UsageError: nobody can answer.
    """
    if not sys.stdin.isatty():
        raise UsageError(f"{printable(file)} is locked with a passphrase", "Give --passphrase-file")
    return getpass(f"Passphrase of {printable(file)}: ", stream=sys.stderr)
