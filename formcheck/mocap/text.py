"""Text files of other programs, read whole and without surprises."""

from __future__ import annotations

import codecs
import math
from pathlib import Path

from formcheck.errors import InputError
from formcheck.runtime.printable import printable

MAX_BYTES = 1 << 30
"""A file of poses is smaller: 26 points at 60 frames a second take 300 MB an hour as text."""


def read_bytes(path: Path) -> bytes:
    """All bytes of a file.

    Raises:
        InputError: it is missing, no file, too large, or cannot be read.
    """
    shown = printable(path)
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{shown} is no file", "Give a file of poses")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{shown} is too large for poses ({size >> 20} MB)", "Cut it into parts")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {shown}", "Look at its name and folder") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{shown} cannot be read ({why})", "Look at its rights") from error


def read_lines(path: Path) -> list[str]:
    """The lines of a text in UTF-8 or UTF-16; what is no UTF-8 in it becomes a sign of its own.

    Raises:
        InputError: as of `read_bytes`.
    """
    data = read_bytes(path)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig", errors="replace").splitlines()


def number(cell: str) -> float:
    """A cell's number; NaN for an empty one, and for the words that programs write for a missing one.

    Raises:
        ValueError: it is something else.
    """
    text = cell.strip()
    if not text or text.lower() in ("nan", "n/a", "na", "none", "null"):
        return math.nan
    return float(text)
