"""Writes the tables and the page of a batch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from formcheck.batches.run import Outcome
from formcheck.runtime.version import __version__
from formcheck.store.files import OutputFolder

SUMMARY, SUMMARY_CSV, EVENTS, FAILURES, INDEX = (
    "summary.parquet",
    "summary.csv",
    "events.parquet",
    "failures.csv",
    "index.html",
)


FILES = (SUMMARY, SUMMARY_CSV, EVENTS, FAILURES, INDEX)
_STATE = "batch.written"
"""Holds a digest of what the files were made from: for thousands of videos making them anew takes seconds."""


def write_all(out: Path, outcomes: Sequence[Outcome], lang: str) -> None:
    """Write all tables and the page, together or not at all; those that stand and would be the same stay.

    Args:
        out: their folder.
        outcomes: what came of the files, in the order of the tables.
        lang: language of the page.

    Raises:
        OutputError: the disk refuses; those of before stay.
    """
    rows = [outcome.row for outcome in outcomes]
    events = [event for outcome in outcomes if outcome.entry for event in outcome.entry.events]
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    state = hashlib.sha256(repr((__version__, lang, rows, events, failures)).encode("utf-8", "replace"))
    if _written(out) == state.hexdigest():
        return
    from formcheck.batches.index import write_index
    from formcheck.batches.tables import write_events, write_failures, write_summary

    with OutputFolder(out).staging() as files:
        write_summary(files.path(SUMMARY), files.path(SUMMARY_CSV), rows)
        write_events(files.path(EVENTS), events)
        write_failures(files.path(FAILURES), failures)
        write_index(files.path(INDEX), rows, events, lang)
        files.path(_STATE).write_text(state.hexdigest(), "ascii")


def _written(out: Path) -> str | None:
    """The digest of what the files were made from; None where one is missing."""
    try:
        return (out / _STATE).read_text("ascii") if all((out / name).exists() for name in FILES) else None
    except (OSError, UnicodeDecodeError):
        return None
