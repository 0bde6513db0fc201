"""Paths as they may stand in messages and results."""

from __future__ import annotations

import os
from pathlib import PurePath


def printable(path: PurePath) -> str:
    """The path with nothing in it that breaks a line or an encoding; those characters become "?"."""
    text = os.fspath(path).encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else "?" for c in text)
