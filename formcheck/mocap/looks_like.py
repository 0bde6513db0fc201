"""Whether what lies in a folder are poses: a look at the first bytes, for who did not name the files."""

from __future__ import annotations

import csv
from pathlib import Path

from formcheck.mocap.csv_points import names_points
from formcheck.mocap.formats import holds_poses, pose_json

_FIRST_BYTES = 1 << 16
_TABLES = (".csv", ".tsv")
_PEOPLE = b'"people"'
"""Every file of OpenPose has this key, near its beginning."""


def looks_like_poses(path: Path) -> bool:
    """Whether a file or folder holds poses by its name and, of CSV and JSON, by how it begins.

    Lists, tables of results and labels of pictures have the same endings.
    """
    if not holds_poses(path):
        return False
    try:
        if path.is_dir():
            return _PEOPLE in _first(pose_json(path)[0][1])
        return path.suffix.lower() not in _TABLES or _has_points(_first(path))
    except (OSError, LookupError):
        return True  # it is named, and who reads it says what is wrong


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_FIRST_BYTES)


def _has_points(first: bytes) -> bool:
    line = first.partition(b"\n")[0].decode("utf-8-sig", "replace")
    between = max(",;\t", key=line.count)
    return names_points(next(csv.reader([line], delimiter=between), []))
