"""Which formats are written, and which files are poses of other programs. It loads no library."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

WRITTEN = ("trc", "mot", "c3d", "bids")
"""Names of the formats of `formcheck export`."""
READ = (".trc", ".csv", ".tsv", ".h5", ".hdf5", ".npy", ".npz")
"""Endings of the names of files of poses."""
POSE_JSON = re.compile(r"(?:^|[_.-])(\d+)(?:_keypoints)?\.json$", re.IGNORECASE)
"""Name of a file of OpenPose: of one frame, with its number."""


_TEXT = (".trc", ".csv", ".tsv")
_FIRST_BYTES = 512


def holds_poses(path: Path) -> bool:
    """Whether a path is, by its name, a file of poses or OpenPose's folder of them.

    A video that somebody has called `plank.csv` is none: text has no zero bytes, but for UTF-16.
    """
    suffix = path.suffix.lower()
    if suffix in _TEXT and _is_binary(path):
        return False
    return suffix in READ or holds_pose_json(path)


def _is_binary(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            first = file.read(_FIRST_BYTES)
    except (OSError, ValueError):
        return False
    return 0 in first and not first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def holds_pose_json(folder: Path) -> bool:
    """Whether there are files of OpenPose in a folder."""
    try:
        return folder.is_dir() and any(POSE_JSON.search(path.name) for path in folder.iterdir())
    except (OSError, ValueError):  # it cannot be read, or the name cannot be that of a file
        return False
