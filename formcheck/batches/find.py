"""Finds the videos, recordings and poses of other programs that a folder or a pattern names."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formcheck.batches.rows import POSES, RECORDING, VIDEO
from formcheck.errors import InputError
from formcheck.mocap.formats import holds_poses, pose_frames, pose_json
from formcheck.mocap.looks_like import looks_like_poses
from formcheck.pipeline.result_files import FILES
from formcheck.runtime.printable import printable

_ENDINGS = (
    "3g2 3gp amv asf avi divx dv f4v flv h264 h265 hevc ivf m1v m2ts m2v m4v mjpeg mjpg mkv mov mp4 mpeg mpg "
    "mts mxf nut ogm ogv qt rm rmvb ts vob webm wmv wtv"
)
_VIDEOS = frozenset(f".{ending}" for ending in _ENDINGS.split())
"""Endings of files that are taken for videos where a folder is named; of a pattern or list any file is."""
_RECORDING = ".parquet"
_TABLES = frozenset(("frames.parquet", "summary.parquet", "events.parquet"))
"""Parquet files of ours that are no recordings."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to score, or a folder of OpenPose.

    Attributes:
        path: where it is.
        kind: `VIDEO`, `RECORDING` or `POSES`.
    """

    path: Path
    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder or pattern names.

    Attributes:
        root: paths are shown, and results laid out, from here.
        files: in order of their names.
        unread: folders that may not be read.
        recordings_left, poses_left: number of recordings, and of files of poses, that were left alone, since
            there is what they may have been made from.
    """

    root: Path
    files: Sequence[FoundFile]
    unread: Sequence[Path] = ()
    recordings_left: int = 0
    poses_left: int = 0


def kind_of(path: Path) -> str:
    """`RECORDING` for a Parquet file, `POSES` for a file or folder of another program's, else `VIDEO`."""
    if path.suffix.lower() == _RECORDING:
        return RECORDING
    return POSES if holds_poses(path) else VIDEO


def find_in_folder(folder: Path, out: Path) -> Found:
    """All videos below a folder; where there is none, all recordings; where there are none, all poses.

    Hidden files, earlier results and what lies in `out` are passed over. A link to a folder is followed once.
    A folder of OpenPose counts as one file; videos in it are found all the same.

    Raises:
        InputError: it cannot be read, or holds none of them.
    """
    unread: list[Path] = []
    files = sorted(_walk(folder, out, unread), key=lambda path: _order(path.relative_to(folder)))
    if unread and unread[0] == folder:
        raise InputError(f"The folder {printable(folder)} may not be read", "Ask for permission to read it")
    videos = [path for path in files if path.suffix.lower() in _VIDEOS]
    recordings = [path for path in files if path.suffix.lower() == _RECORDING and path.name not in _TABLES]
    poses = [path for path in files if path.suffix.lower() not in _VIDEOS and looks_like_poses(path)]
    if videos:
        found, kind = videos, VIDEO
    else:
        found, kind = (recordings, RECORDING) if recordings else (poses, POSES)
    if not found:
        raise _nothing(folder, len(files))
    root = folder.absolute().parent if folder in found else folder
    return Found(
        root,
        [FoundFile(path, kind) for path in found],
        unread,
        recordings_left=len(recordings) if kind == VIDEO else 0,
        poses_left=len(poses) if kind != POSES else 0,
    )


def find_by_pattern(pattern: str, out: Path) -> Found:
    """All files that a pattern such as ``videos/*.mp4`` names; ``**`` stands for folders of any depth.

    A folder of OpenPose counts as one file; so it does where the pattern names files in it.

    Raises:
        InputError: there is none.
    """
    root = _fixed_part(pattern)
    # Path.glob takes no absolute patterns, and follows links otherwise in each version of Python.
    named = {path for path in map(Path, glob.iglob(pattern, recursive=True)) if not _is_within(path, out)}  # noqa: PTH207
    files = sorted(set(_whole(named)), key=_order)
    if not files:
        raise InputError(
            f"No file is named by {printable(Path(pattern))}", "Look at the folder and the names"
        )
    if root in files:
        root = root.absolute().parent
    return Found(root, [FoundFile(path, kind_of(path)) for path in files])


def _whole(named: Iterable[Path]) -> Iterator[Path]:
    """Files and folders of OpenPose; for one of its files the folder."""
    frames: dict[Path, set[Path]] = {}

    def in_folder(folder: Path) -> set[Path]:
        if folder not in frames:
            frames[folder] = set()
            with contextlib.suppress(OSError):
                frames[folder] = {frame for _, frame in pose_json(folder)}
        return frames[folder]

    for path in named:
        if path.suffix.lower() == ".json" and path in in_folder(path.parent):
            yield path.parent
        elif path.is_file() or in_folder(path):
            yield path


def is_pattern(text: str) -> bool:
    """Whether it is a pattern and not the name of something that is there."""
    return glob.has_magic(text) and not os.path.lexists(text)


def _walk(folder: Path, out: Path, unread: list[Path]) -> Iterator[Path]:
    """The ordinary files below a folder, and folders of OpenPose in place of their files.

    Folders that may not be read are put into `unread`.

    Links to folders come last: a folder is found by its own name, if it has one in here.
    """
    seen: set[tuple[int, int]] = set()
    waiting, links = [folder], list[Path]()
    while waiting or links:
        here = waiting.pop() if waiting else links.pop()
        try:
            status = here.stat()
            if (status.st_dev, status.st_ino) in seen or (here != folder and _is_within(here, out)):
                continue
            entries = sorted(os.scandir(here), key=lambda entry: entry.name, reverse=True)
        except FileNotFoundError:
            continue
        except OSError:
            unread.append(here)
            continue
        seen.add((status.st_dev, status.st_ino))
        names = {entry.name for entry in entries}
        frames = {name for _, name in pose_frames(names)}
        if frames:
            yield here
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                (links if entry.is_symlink() else waiting).append(here / entry.name)
            elif entry.name not in frames and not _is_result(entry.name, names):
                yield here / entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _is_result(name: str, beside: set[str]) -> bool:
    """Whether a file is a result of ours that is no recording: the annotated video is not scored again."""
    return "result.json" in beside and name in FILES and name != "recording.parquet"


def _is_within(path: Path, folder: Path) -> bool:
    return path.absolute().is_relative_to(folder.absolute())


def _order(path: Path) -> tuple[str, ...]:
    return path.parts


def _fixed_part(pattern: str) -> Path:
    """The folder before the first part with a wildcard."""
    parts = Path(pattern).parts
    fixed = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    return Path(*parts[:fixed])


def _nothing(folder: Path, files: int) -> InputError:
    shown = printable(folder)
    if not files:
        return InputError(f"The folder {shown} is empty", "Name one that holds videos")
    return InputError(
        f"There is no video among the {files} files in {shown}, and no recording or poses",
        "Name files of other endings by a pattern, such as '*.bin'",
    )
