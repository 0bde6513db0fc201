"""Short tones that tell without a word what happened; each has a rhythm and a melody of its own."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from formcheck.voice.recordings import ENDING, FOLDER


class Tone(StrEnum):
    """What a tone tells; they differ in number of notes, or in direction, so that no pitch has to be known."""

    START = "start"
    """The set begins: two rising notes."""
    COUNT = "count"
    """A repetition counts, or the clock of the hold begins to run: one short tick."""
    GOOD = "good"
    """A fault is corrected: three quick rising notes."""
    CORRECTION = "correction"
    """A correction follows: two equal low notes."""
    END = "end"
    """The set is over: three slow falling notes."""


def tone_file(tone: Tone) -> Path:
    """The recording of a tone."""
    return FOLDER / "tones" / f"{tone}{ENDING}"
