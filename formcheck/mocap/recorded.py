"""`Recorded`: a recording as it is to be exported, and where it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import InputError
from formcheck.pose.track import Track
from formcheck.runtime.printable import printable, printable_text
from formcheck.scoring.plan import Plan
from formcheck.store.recording import read_recording

RECORDING = "recording.parquet"
_ODD = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording.

    Attributes:
        path: of its file.
        track: the poses.
        plan: how it was scored.
        stem: of the video's name, fit for a file's name.
        source: the video's name, as it may be shown.
    """

    path: Path
    track: Track
    plan: Plan
    stem: str
    source: str


def open_recorded(path: Path) -> Recorded:
    """Read a recording, or the one in a folder of results.

    Raises:
        InputError: missing, damaged, no recording, or without a frame.
    """
    shown = printable(path)
    if path.is_dir():
        path = path / RECORDING
        if not path.is_file():
            raise InputError(f"{shown} holds no {RECORDING}", "Give the folder of a scored video")
    track, context = read_recording(path)
    if not len(track):
        raise InputError(f"{shown} holds no frames", "Score the video again")
    source = context.get("source", {})
    name = source.get("name") if isinstance(source, dict) else None
    own = path.parent.name if path.name == RECORDING else path.stem
    stem = Path(name).stem if path.name == RECORDING and isinstance(name, str) else own
    return Recorded(
        path,
        track,
        Plan.from_context(context),
        _ODD.sub("_", stem).strip("._") or "recording",
        printable_text(name if isinstance(name, str) else own),
    )
