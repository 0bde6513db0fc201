"""What a reader has to know about the file before the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.scoring.result import Source
from formcheck.words.catalogue import Words

_ASSUMED = "assumed_fps:"


def file_notices(source: Source, words: Words) -> Iterator[str]:
    """A text for each thing about the file that may change what the verdict is worth."""
    if source.lost_many and source.lost is not None:
        yield words.text("notice.lost", frames=source.lost.frames, all=source.lost.of)
    if "truncated" in source.notes:  # the missing rest may have been bad
        yield words.text("summary.truncated")
    for note in source.notes:
        if note.startswith(_ASSUMED):
            yield words.text("notice.assumed_fps", fps=note.removeprefix(_ASSUMED))
