"""Where the results of each file go: below the folder of the batch, as the files lie below theirs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from formcheck.runtime.printable import printable_text

RESULTS = "results"
"""Folder in that of the batch."""
_NOT_IN_NAMES = '<>:"/\\|?*'
"""What some file systems do not take in a name."""


def result_folders(files: Sequence[Path], root: Path, before: Mapping[str, str]) -> list[str]:
    """A folder for each file, with "/", from the folder of the batch.

    It is called like the file without its ending; with it where two would share one; else a number is added.
    A file keeps the folder that it had before, whatever else is there now.

    Args:
        files: absolute, each once.
        root: absolute; they are laid out as they lie below it, others side by side.
        before: path of a file -> its folder in an earlier run.
    """
    places = [_place(path, root) for path in files]
    taken = {_key(folder) for folder in before.values()}
    taken |= {_key(parent) for place, _ in places for parent in (place, *place.parents)}
    folders = []
    for path, (place, stem) in zip(files, places, strict=True):
        folder = before.get(os.fspath(path))
        if folder is None:
            folder = _free(place, stem, _safe(path.name), taken)
            taken.add(_key(folder))
        folders.append(folder)
    return folders


def _place(path: Path, root: Path) -> tuple[PurePosixPath, str]:
    """The folder for a file's folder, and the name that it would have there."""
    inside = path.parent.relative_to(root).parts if path.parent.is_relative_to(root) else ()
    parts = [_safe(part) for part in inside]
    if path.is_dir():  # of OpenPose: a dot in its name begins no ending
        return PurePosixPath(RESULTS, *parts), _safe(path.name)
    if path.name != "recording.parquet":  # all recordings are called so: they are named after their folders
        return PurePosixPath(RESULTS, *parts), _safe(path.stem)
    return PurePosixPath(RESULTS, *parts[:-1]), _safe(path.parent.name)


def _free(place: PurePosixPath, stem: str, name: str, taken: set[str]) -> str:
    number, folder = 1, place / stem
    while _key(folder) in taken:
        folder = place / (name if number == 1 else f"{name}-{number}")
        number += 1
    return str(folder)


def _safe(name: str) -> str:
    """The name as every disk takes it, and every table can hold it."""
    shown = "".join("_" if c in _NOT_IN_NAMES else c for c in printable_text(name))
    return shown.rstrip(" .") or "_"


def _key(folder: PurePosixPath | str) -> str:
    """The same for names that some disks take for the same."""
    return normalize("NFC", normalize("NFD", str(folder)).casefold())
