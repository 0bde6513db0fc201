"""Which formats are written, and which files are poses of other programs. It loads no library."""

from __future__ import annotations

from pathlib import Path

WRITTEN = ("trc", "mot", "c3d", "bids")
"""Names of the formats of `formcheck export`."""
READ = (".trc",)
"""Endings of the names of files of poses."""


def holds_poses(path: Path) -> bool:
    """Whether a path is, by its name, a file of poses: neither a video nor a recording of ours."""
    return path.suffix.lower() in READ
