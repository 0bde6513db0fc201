"""What a visit left on the disk, held to what it has to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from formcheck.pipeline.score import rescore
from formcheck.store.recording import read_recording
from formcheck.store.tables import read_frames

FILES = {"result.json", "frames.parquet", "recording.parquet", "report.html"}


def whole(folder: Path, again: Path) -> dict[str, Any]:
    """The result of one exercise: all its files, and the recording scores again to the same bytes."""
    assert {path.name for path in folder.iterdir()} == FILES
    kept = (folder / "result.json").read_bytes()
    result: dict[str, Any] = json.loads(kept)
    track = read_recording(folder / "recording.parquet")[0]
    times = read_frames(folder / "frames.parquet")["time_s"]
    assert result["source"]["frames"] == len(track) == len(times)
    assert list(track.time) == list(times)
    rescore(folder / "recording.parquet", again, None, "en")
    assert (again / "result.json").read_bytes() == kept
    return result


def only_visit(visits: Path) -> Path:
    """The folder of the only visit."""
    (visit,) = (path for path in visits.iterdir() if path.is_dir())
    return visit


def leftovers(visits: Path) -> list[Path]:
    """Temporary files that nobody took away."""
    return list(visits.rglob(".formcheck-*"))
