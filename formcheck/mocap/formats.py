"""Which formats are written, and which files are poses of other programs. It loads no library."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path

WRITTEN = ("trc", "mot", "c3d", "bids")
"""Names of the formats of `formcheck export`."""
READ = (".trc", ".csv", ".tsv", ".h5", ".hdf5", ".npy", ".npz")
"""Endings of the names of files of poses."""
_KEYPOINTS = re.compile(r"(?:^|[_.-])(\d+)_keypoints\.json$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:^|[_.-])(\d+)\.json$", re.IGNORECASE)
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


def pose_json(folder: Path) -> list[tuple[int, Path]]:
    """OpenPose's files in a folder with the numbers of their frames, in order; [] where there are none.

    They are called `NAME_000123_keypoints.json`. Pose2Sim writes `NAME_000123.json`: those count in a folder
    that holds nothing else, for programs that label pictures put such files beside them.

    Raises:
        OSError: the folder cannot be read.
        ValueError: its name cannot be that of a folder.
    """
    if not folder.is_dir():
        return []
    found = pose_frames(path.name for path in folder.iterdir())
    return [(number, folder / name) for number, name in found]


def pose_frames(names: Iterable[str]) -> list[tuple[int, str]]:
    """Those names in a folder that OpenPose's files have, with the numbers of their frames, in order."""
    entries = [name for name in names if not name.startswith(".")]
    for pattern in (_KEYPOINTS, _NUMBERED):
        found = [(int(match[1]), name) for name in entries if (match := pattern.search(name))]
        if found and (pattern is _KEYPOINTS or len(found) == len(entries)):
            return sorted(found)
    return []


def holds_pose_json(folder: Path) -> bool:
    """Whether there are files of OpenPose in a folder."""
    try:
        return bool(pose_json(folder))
    except (OSError, ValueError):
        return False
