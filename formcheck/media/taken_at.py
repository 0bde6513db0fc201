"""When a video was taken."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import av

_FIRST_YEAR = 1990
"""Older than any digital video: cameras whose clock was never set begin at 1970, 1904 or 1980."""


def taken_at(path: Path) -> datetime | None:
    """When a video was taken, as the file itself says, else when it was last written; None where unknown.

    A file of a folder of pictures, and one that cannot be opened, give only the latter.
    """
    said = _said(path)
    if said is not None and said.year >= _FIRST_YEAR:
        return said
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def _said(path: Path) -> datetime | None:
    if not path.is_file():
        return None
    try:
        with av.open(os.fspath(path), metadata_errors="ignore") as container:
            moment = datetime.fromisoformat(container.metadata.get("creation_time", ""))
    except (av.FFmpegError, OSError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
