"""Paths as text for messages and results."""

from __future__ import annotations

import os
from pathlib import PurePath


def printable(path: PurePath) -> str:
    """The path as text; characters that break a line or an encoding become "?"."""
    text = os.fspath(path).encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else "?" for c in text)
