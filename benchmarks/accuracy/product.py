"""Runs the product as a user would: the command line, a video in, result files out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the command line left behind: exit status, `result.json`, and the columns of `frames.parquet`."""

    exit_status: int
    message: str
    result: dict[str, Any]
    frames: dict[str, NDArray[Any]]
    recording: Path

    @property
    def scored(self) -> bool:
        """A result was written."""
        return bool(self.result)

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(T,) media time of the frames."""
        return np.asarray(self.frames["time_s"], np.float64)

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """Events of these kinds (all, without names), in order."""
        return [e for e in self.result.get("events", ()) if not kinds or e["kind"] in kinds]


def read_outcome(folder: Path, exit_status: int = 0, message: str = "") -> Outcome:
    """Read a result folder; what is missing stays empty."""
    result: dict[str, Any] = {}
    frames: dict[str, NDArray[Any]] = {}
    if (folder / "result.json").exists():
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        table = pq.read_table(folder / "frames.parquet")
        frames = {n: table[n].to_numpy(zero_copy_only=False) for n in table.column_names}
    return Outcome(exit_status, message, result, frames, folder / "recording.parquet")


def formcheck(*arguments: str) -> tuple[int, str]:
    """Run the command line; (exit status, what it said on stderr)."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ORT_DISABLE_TELEMETRY": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "formcheck", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.strip()


def score(video: Path, exercise: str, folder: Path, model: str = "full", *more: str) -> Outcome:
    """`formcheck score`."""
    status, said = formcheck(
        "score", str(video), "-e", exercise, "-o", str(folder), "--model", model, "--lang", "en", "-q", *more
    )
    return read_outcome(folder, status, said)


def rescore(recording: Path, folder: Path) -> Outcome:
    """`formcheck rescore`: the judgement anew, the poses as they were."""
    status, said = formcheck("rescore", str(recording), "-o", str(folder), "--lang", "en", "-q")
    return read_outcome(folder, status, said)
