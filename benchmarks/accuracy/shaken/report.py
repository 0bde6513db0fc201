"""What changed with other last digits: its part of ACCURACY.md and of metrics.json."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from benchmarks.accuracy.shaken.changes import KINDS
from benchmarks.accuracy.shaken.films import SAMPLE
from benchmarks.accuracy.shaken.measure import ShakenEvent, ShakenReport, ShakenRow
from benchmarks.accuracy.shaken.shake import LEAST_PX, MOST_PX, SEEDS
from benchmarks.accuracy.tables import number, table, target_table
from benchmarks.accuracy.targets import Target

MOST_CHANGED = 0.01
INTRODUCTION = f"""\
Processors, threads and releases of a library differ in the last digits of a landmark. Every recording is
judged again with its landmarks moved by {LEAST_PX} to {MOST_PX} pixel, half of the variance constant
and half new in each frame, with {len(SEEDS)} seeds from small to large. The sample videos are also seen
with each value of the picture up to one grey level brighter or darker, with {len(SEEDS)} seeds. An event
is changed that counts otherwise, is measured or not, or has other faults; times do not count. Real people
who show something else are judged with `auto`.

"""


def shaken_section(report: ShakenReport) -> str:
    """The part's text below its heading."""
    head = ("shown by", "exercise", "what", "recordings", "events x seeds", *KINDS.values(), "changed")
    rows = [
        (
            row.group,
            row.exercise,
            row.shake,
            str(row.films),
            str(row.events),
            *(str(count) for count in row.changed.values()),
            "-" if not row.events else f"{row.share:.1%}",
        )
        for row in report.rows
    ]
    return "\n".join(
        [
            target_table(shaken_targets(report)),
            INTRODUCTION + table(head, rows),
            "### Every event that changed\n",
            _event_table(report.events),
        ]
    )


def _event_table(events: list[ShakenEvent]) -> str:
    head = ("recording", "at s", "what", "before", "after", "seeds", "from px")
    rows = [
        (
            f"`{event.film}`",
            f"{event.change.span[0]:.1f}-{event.change.span[1]:.1f}",
            event.shake,
            event.change.before,
            event.change.after,
            str(event.seeds),
            number(event.least_px, 2) if event.by_pixels else "-",
        )
        for event in events
    ]
    return table(head, rows)


def shaken_targets(report: ShakenReport) -> list[Target]:
    """None on the sample videos, under 1 % elsewhere; what was not looked at is not told."""
    return [*_targets(report.rows)]


def _targets(rows: list[ShakenRow]) -> Iterator[Target]:
    samples = [row for row in rows if row.group == SAMPLE]
    for shake in dict.fromkeys(row.shake for row in samples):
        count, of = _counts([row for row in samples if row.shake == shake])
        yield Target(f"sample videos, {shake}: events changed", "none", f"{count} of {of}", count == 0)
    for group in dict.fromkeys(row.group for row in rows if row.group != SAMPLE):
        count, of = _counts([row for row in rows if row.group == group])
        share = count / of if of else 0.0
        got = f"{share:.1%} ({count} of {of})"
        yield Target(f"{group}: events changed", f"< {MOST_CHANGED:.0%}", got, share < MOST_CHANGED)


def _counts(rows: list[ShakenRow]) -> tuple[int, int]:
    return sum(sum(row.changed.values()) for row in rows), sum(row.events for row in rows)


def shaken_metrics(report: ShakenReport) -> dict[str, Any]:
    """The same as numbers."""
    return {
        "shaken": [asdict(row) | {"share": _known(row)} for row in report.rows],
        "shaken_events": [asdict(event) for event in report.events],
        "shaken_targets": [asdict(target) for target in shaken_targets(report)],
    }


def _known(row: ShakenRow) -> float | None:
    return round(row.share, 5) if row.events else None
