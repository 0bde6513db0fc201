"""`index.html`: all videos of a batch on one page, with a script of its own and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from formcheck.batches.index_rows import count_text
from formcheck.batches.index_view import IndexView, index_view
from formcheck.batches.rows import EventRow, VideoRow
from formcheck.report.environment import environment
from formcheck.words.catalogue import Words

TEMPLATES = Path(__file__).parent / "templates"
FAILURES = "failures.csv"
SLICE_ROWS = 100
"""Rows that a browser without the script lays out together."""


def write_index(path: Path, rows: Sequence[VideoRow], events: Sequence[EventRow], lang: str) -> None:
    """Write the page. The same rows give the same bytes.

    Args:
        path: the file; `VideoRow.folder` is relative to the folder that it will lie in, and so is
            `EventRow.folder`. The report of a row is `folder` + "/report.html".
        rows: one a video, in the order of the table, failed ones among them.
        events: one an event, in the order of `rows`.
        lang: "nl" or "en".

    Raises:
        OSError: the disk refuses.
    """
    words = Words(lang)
    view = index_view(rows, events, words)
    page = (
        environment(TEMPLATES)
        .get_template("index.html.j2")
        .render(
            words=words,
            word=words.text,
            view=view,
            style=_file("index.css"),
            script=_file("index.js"),
            script_hash=_hash(_file("index.js")),
            keys=_keys(view, words),
            failures_file=FAILURES,
            slice_rows=SLICE_ROWS,
            count_text=lambda count: count_text(count, words),
        )
    )
    path.write_text(page, "utf-8")


@cache
def _file(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text("utf-8").strip())


def _hash(script: str) -> Markup:
    """What the page's policy names the script by."""
    digest = hashlib.sha256(script.encode()).digest()
    return Markup(f"sha256-{base64.b64encode(digest).decode()}")


def _keys(view: IndexView, words: Words) -> Markup:
    """What the script reads, as JSON that cannot end the element it stands in."""
    data = {
        "sort": view.sort,
        "filters": {
            one.name: {"values": [value for value, _, _ in one.values], "rows": one.rows}
            for one in view.choices
        },
        "words": {
            "shown": words.text("batch.page.shown"),
            "chosen": words.text("batch.page.chosen"),
            "nothing": words.text("batch.page.nothing"),
        },
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))
