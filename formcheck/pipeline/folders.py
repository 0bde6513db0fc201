"""The folders of a scoring: made, given up again, and cleared of the parts of an earlier one."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from formcheck.errors import UsageError
from formcheck.pipeline.result_files import FILES
from formcheck.runtime.printable import printable, printable_text, true_name
from formcheck.store.files import OutputFolder

_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading a result can come to that is none, or not of ours."""
_PART = re.compile(r"\d\d+-[a-z-]+")


@contextlib.contextmanager
def fresh_folder(out: Path, source: str | None = None, video: Path | None = None) -> Iterator[OutputFolder]:
    """The output folder; one that was made for a scoring that came to nothing is taken away again.

    Results of the same source are replaced.

    Args:
        out: the folder.
        source: name of what is scored, as the disk has it; None replaces the results of any.
        video: the file itself, where there is one.

    Raises:
        UsageError: a result would overwrite the video, or the results of another one.
        OutputError: it cannot be made or written to.
    """
    if video is not None:
        _keep_source(video, out)
    if source is not None:
        _keep_others(source, video, out)
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


def _keep_others(source: str, video: Path | None, out: Path) -> None:
    """Refuse a folder with the results of another source. What messages show of a name is not compared."""
    scored = _scored_here(out)
    if scored is None or scored.of(source):
        return
    # A disk may know one file by several names: in other letters, or with its accents written otherwise.
    if video is not None and same_file(video, video.parent / scored.name):
        return
    raise UsageError(
        f"{printable(out)} holds the results of another video ({scored.shown})",
        "Choose another folder with --out, or delete that one",
    )


class _Scored(NamedTuple):
    """The source whose results a folder holds: its name as it is shown, and as the disk has it."""

    shown: str
    name: str
    exact: bool

    def of(self, source: str) -> bool:
        """Whether it is this source; results of before `exact_name` tell only what was shown."""
        return source == self.name or (not self.exact and printable_text(source) == self.shown)


def _scored_here(out: Path) -> _Scored | None:
    """The source whose results are in a folder, where there are any that can be read."""
    try:
        source = _result_in(out)["source"]
        shown, exact = str(source["name"]), source.get("exact_name")
        return _Scored(printable_text(shown), true_name(shown, exact), exact is not None)
    except _UNREADABLE:
        return None


def _result_in(out: Path) -> Any:
    return json.loads((out / "result.json").read_text(encoding="utf-8"))


def same_file(one: Path, other: Path) -> bool:
    """Whether both are the same file; False when one is not there, or cannot be a file's name."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
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


def clear_results(out: Path) -> None:
    """Take the results in a folder away, with those of its parts, but nothing else."""
    clear_parts(out, part_folders(out))
    clear_parts(out.parent, [out.name])
