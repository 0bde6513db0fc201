"""Paths and names as text for messages and results."""

from __future__ import annotations

import os
import re
from pathlib import PurePath

_HIDDEN = "?"
_ENCODED = re.compile(rb"%([0-9A-F]{2})")


def printable(path: PurePath) -> str:
    """The path as text; characters that break a line or an encoding become "?"."""
    return printable_text(os.fspath(path))


def printable_text(text: str) -> str:
    """The text; characters that break a line or an encoding become "?"."""
    return "".join(c if c.isprintable() else _HIDDEN for c in text)


def exact_name(name: str) -> str | None:
    """A name in percent-encoding, where its printable form does not tell it from others; else None.

    A "?" in the printable form may stand for any character, so a name that holds one is encoded too.
    """
    if _HIDDEN not in printable_text(name):
        return None
    data = name.encode("utf-8", "surrogatepass")
    return "".join(chr(b) if 32 <= b < 127 and b != ord("%") else f"%{b:02X}" for b in data)


def true_name(shown: str, exact: str | None) -> str:
    """The name itself, from its printable form and what `exact_name` gave.

    Raises:
        ValueError: `exact` is no such encoding.
    """
    if exact is None:
        return shown
    data = _ENCODED.sub(lambda code: bytes.fromhex(code[1].decode()), exact.encode("ascii"))
    return data.decode("utf-8", "surrogatepass")
