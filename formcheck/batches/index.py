"""`index.html`: all videos of a batch on one page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from formcheck.batches.rows import EventRow, VideoRow


def write_index(path: Path, rows: Sequence[VideoRow], events: Sequence[EventRow], lang: str) -> None:
    """Write the page.

    Args:
        path: the file; `VideoRow.folder` is relative to the folder that it will lie in, and so is
            `EventRow.folder`. The report of a row is `folder` + "/report.html".
        rows: one a video, in the order of the table, failed ones among them.
        events: one an event, in the order of `rows`.
        lang: "nl" or "en".

    Raises:
        OSError: the disk refuses.
    """
    lines = [
        f"<tr><td>{escape(row.file)}<td>{escape(row.exercise or '')}<td>{escape(row.verdict or row.status)}"
        for row in rows
    ]
    table = "\n".join(lines)
    path.write_text(
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><table>{table}</table>', "utf-8"
    )
