"""The recordings of the tones that `formcheck.coach.tones` sounds."""

from __future__ import annotations

from pathlib import Path

from formcheck.voice.recordings import ENDING, FOLDER

NAMES = ("start", "count", "good", "correction", "end")


def tone_file(name: str) -> Path:
    """The recording of a tone, one of `NAMES`."""
    return FOLDER / "tones" / f"{name}{ENDING}"
