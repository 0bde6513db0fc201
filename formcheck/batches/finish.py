"""Writes the tables and the page of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from formcheck.batches.index import write_index
from formcheck.batches.job import Job
from formcheck.batches.run import Outcome
from formcheck.batches.tables import write_events, write_failures, write_summary
from formcheck.store.files import OutputFolder

SUMMARY, SUMMARY_CSV, EVENTS, FAILURES, INDEX = (
    "summary.parquet",
    "summary.csv",
    "events.parquet",
    "failures.csv",
    "index.html",
)


def write_all(out: Path, jobs: Sequence[Job], outcomes: Mapping[Path, Outcome], lang: str) -> None:
    """Write all tables and the page, together or not at all.

    Args:
        out: their folder.
        jobs: in the order of the tables.
        outcomes: path of a file -> what came of it; files without one are left out.
        lang: language of the page.

    Raises:
        OutputError: the disk refuses; those of before stay.
    """
    known = [outcomes[job.path] for job in jobs if job.path in outcomes]
    rows = [outcome.row for outcome in known]
    events = [event for outcome in known if outcome.entry for event in outcome.entry.events]
    failures = [outcome.failure for outcome in known if outcome.failure]
    with OutputFolder(out).staging() as files:
        write_summary(files.path(SUMMARY), files.path(SUMMARY_CSV), rows)
        write_events(files.path(EVENTS), events)
        write_failures(files.path(FAILURES), failures)
        write_index(files.path(INDEX), rows, events, lang)
