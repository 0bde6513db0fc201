"""How to start this Python with this formcheck in another process, whatever the current folder holds."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def python(*arguments: str) -> list[str]:
    """The command line of this Python; `-P` keeps it from importing modules of the current folder."""
    return [sys.executable, "-P", *arguments]


def environment(**more: str) -> dict[str, str]:
    """The environment of this process with `more` variables; the new process imports the same formcheck."""
    paths = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **more}
