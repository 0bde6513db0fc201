"""What a reader has to know about the file and the reference before the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.report.phrases import clock
from formcheck.scoring.judged_by import Calibration
from formcheck.scoring.source import Source
from formcheck.words.catalogue import Words

_TOLD = {"assumed_fps": "fps", "turned": "degrees", "filmed_faster": "times"}
"""Notes with a text of their own, and what their value is called in it."""


def file_notices(source: Source, words: Words) -> Iterator[str]:
    """A text for each thing about the file that may change what the verdict is worth."""
    if source.lost_many and source.lost is not None:
        yield words.text("notice.lost", frames=source.lost.frames, all=source.lost.of)
    if "truncated" in source.notes:  # the missing rest may have been bad
        yield words.text("summary.truncated")
    for note in source.notes:
        name, _, value = note.partition(":")
        if name in _TOLD:
            yield words.text(f"notice.{name}", **{_TOLD[name]: value})


def reference_notices(calibration: Calibration, words: Words) -> Iterator[str]:
    """A text for each value that was not taken as a reference, so that wider bands judge or none.

    Args:
        calibration: of one exercise's result.
        words: with the exercise's own words.
    """
    for one in calibration.missed:
        odd = "notice.reference.drift" if one.doubt == "drift" else "notice.reference.odd"
        why = words.text(f"fault.{one.fault}.name" if one.fault else odd)
        if one.start_s is None or one.end_s is None:
            yield words.text("notice.reference.given", why=why)
        else:
            yield words.text("notice.reference", why=why, start=clock(one.start_s), end=clock(one.end_s))
