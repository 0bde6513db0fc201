"""The folders of a scoring: made, given up again, and cleared of the parts of an earlier one."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from formcheck.errors import UsageError
from formcheck.pipeline.result_files import FILES
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder

_UNREADABLE = (OSError, ValueError, LookupError, TypeError, RecursionError)
"""What reading a result can come to that is none, or not of ours."""
_PART = re.compile(r"\d\d+-[a-z-]+")


@contextlib.contextmanager
def fresh_folder(out: Path, video: Path | None = None) -> Iterator[OutputFolder]:
    """The output folder; one that was made for a scoring that came to nothing is taken away again.

    Results of the same video are replaced.

    Raises:
        UsageError: a result would overwrite the video, or the results of another one.
        OutputError: it cannot be made or written to.
    """
    if video is not None:
        _keep_source(video, out)
        _keep_others(video, out)
    existed = os.path.lexists(out)
    try:
        yield OutputFolder(out)
    except BaseException:
        if not existed:
            with contextlib.suppress(OSError):  # something is in it after all
                out.rmdir()
        raise


def _keep_source(video: Path, out: Path) -> None:
    for name in FILES:
        if same_file(video, out / name):
            raise UsageError(
                f"{printable(video)} would be overwritten by the result of that name",
                "Choose another folder with --out",
            )


def _keep_others(video: Path, out: Path) -> None:
    name = _scored_here(out)
    if name is not None and name != video.name:
        raise UsageError(
            f"{printable(out)} holds the results of another video ({printable(Path(name))})",
            "Choose another folder with --out, or delete that one",
        )


def _scored_here(out: Path) -> str | None:
    """Name of the video whose results are in a folder, where there are any that can be read."""
    try:
        return str(_result_in(out)["source"]["name"])
    except _UNREADABLE:
        return None


def _result_in(out: Path) -> Any:
    return json.loads((out / "result.json").read_text(encoding="utf-8"))


def same_file(one: Path, other: Path) -> bool:
    """Whether both are the same file; False when one is not there."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def part_name(number: int, exercise: str) -> str:
    """Folder of a part: "01-plank"."""
    return f"{number:02d}-{exercise}"


def part_folders(out: Path) -> set[str]:
    """Folders of parts that an earlier scoring left here, as its own result names them."""
    try:
        names = {str(part["folder"]) for part in _result_in(out)["parts"]}
    except _UNREADABLE:
        return set()
    return {name for name in names if _PART.fullmatch(name)}


def clear_parts(out: Path, names: Iterable[str]) -> None:
    """Take these parts away, but nothing that a scoring did not write."""
    for name in names:
        with contextlib.suppress(OSError):  # the user keeps something there, or it is gone
            for file in FILES:
                (out / name / file).unlink(missing_ok=True)
            (out / name).rmdir()
