"""Which formats are written, and which files are poses of other programs. It loads no library."""

from __future__ import annotations

import re
from pathlib import Path

WRITTEN = ("trc", "mot", "c3d", "bids")
"""Names of the formats of `formcheck export`."""
READ = (".trc", ".csv", ".tsv", ".h5", ".hdf5", ".npy", ".npz")
"""Endings of the names of files of poses."""
POSE_JSON = re.compile(r"(?:^|[_.-])(\d+)(?:_keypoints)?\.json$", re.IGNORECASE)
"""Name of a file of OpenPose: of one frame, with its number."""


def holds_poses(path: Path) -> bool:
    """Whether a path is, by its name, a file of poses or OpenPose's folder of them."""
    return path.suffix.lower() in READ or holds_pose_json(path)


def holds_pose_json(folder: Path) -> bool:
    """Whether there are files of OpenPose in a folder."""
    try:
        return folder.is_dir() and any(POSE_JSON.search(path.name) for path in folder.iterdir())
    except (OSError, ValueError):  # it cannot be read, or the name cannot be that of a file
        return False
