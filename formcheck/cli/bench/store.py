"""`formcheck bench --store`: a practice made by script, and how fast the therapist's pages answer on it."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from formcheck.cli.bench.practice import PracticeFilling
from formcheck.cli.bench.store_pages import FOUND, PAGES, PageTimes, time_pages
from formcheck.cli.bench.visit_samples import VisitSamples, visit_samples
from formcheck.errors import ExitStatus
from formcheck.visits.schema import ExerciseEvent
from formcheck.visits.store import DATABASE, VisitStore

TIMES = 100
"""How often each page is asked for."""
TARGET_EVENT_BYTES = 2000


def run_store(patients: int, visits: int) -> ExitStatus:
    """Make a practice, time the pages and print the figures.

    Args:
        patients: at least 2.
        visits: of all patients together; at least twice as many as patients.

    Returns:
        exit status: `OK`, also when a target is missed.

    Raises:
        InputError: the sample videos are missing.
    """
    console = Console(highlight=False)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    console.print(f"formcheck bench --store: {machine}{load}")
    with tempfile.TemporaryDirectory(prefix="formcheck-store-") as name:
        folder = Path(name)
        with console.status("scoring the samples") as status:
            samples = visit_samples(folder, lambda video: status.update(f"scoring {video}"))
        time_store(console, folder / "store", samples, patients, visits)
    return ExitStatus.OK


def time_store(
    console: Console, folder: Path, samples: VisitSamples, patients: int, visits: int, times: int = TIMES
) -> None:
    """Make a practice in a folder, time it and print the figures; see `run_store`."""
    with VisitStore(folder) as store:
        filling = PracticeFilling(store, samples.samples)
        began = time.perf_counter()
        filling.add_patients(patients // 2)
        filling.add_visits(visits // 4)
        taken = time.perf_counter() - began
        with console.status("asking for the pages at half the size"):
            half = time_pages(store, max(1, times // 4))
        began = time.perf_counter()
        with console.status("making the practice"):
            filling.add_patients(patients - patients // 2)
            filling.add_visits(visits - visits // 4)
        taken += time.perf_counter() - began
        with console.status("asking for the pages"):
            whole = time_pages(store, times)
        _print_pages(
            console, half, whole, samples.pose_ms, f"{patients} patients, {visits} visits, {times} times each"
        )
        with store.reading() as session:
            events = session.scalar(select(func.count()).select_from(ExerciseEvent)) or 0
    table = Table(title=f"the store; one pose of the full network takes {samples.pose_ms:.1f} ms")
    for column in ("", "measured", "of a pose", "target"):
        table.add_column(column, justify="right" if column else "left")
    table.add_row("making the practice", f"{taken:.1f} s", _ratio(1000 * taken, samples), "")
    size = (folder / DATABASE).stat().st_size  # closed: nothing is left in the write-ahead log
    each = size / max(events, 1)
    table.add_row("database", f"{size / 1e6:.1f} MB, {events} events", "", "")
    table.add_row("  an event", f"{each:.0f} bytes", "", f"{TARGET_EVENT_BYTES} bytes")
    console.print(table)


def _ratio(ms: float, samples: VisitSamples) -> str:
    return f"{ms / samples.pose_ms:,.1f}"


def _range(times: PageTimes) -> str:
    fewest, most = times.queries
    return str(most) if fewest == most else f"{fewest}-{most}"


def _print_pages(
    console: Console,
    half: Mapping[str, PageTimes],
    whole: Mapping[str, PageTimes],
    pose_ms: float,
    title: str,
) -> None:
    table = Table(title=f"pages, {title}")
    for column in ("", "median", "95 %", "target", "in poses", "queries", "kB"):
        table.add_column(column, justify="right" if column else "left")
    for page in PAGES:
        times = whole[page.name]
        if times.status != FOUND:
            table.add_row(page.name, f"answers {times.status}")
            continue
        table.add_row(
            page.name,
            f"{times.median_ms:.1f} ms",
            f"{times.p95_ms:.1f} ms",
            "" if page.target_ms is None else f"{page.target_ms:.0f} ms",
            f"{times.p95_ms / pose_ms:.2f}",
            f"{_range(half[page.name])} | {_range(times)}",
            f"{times.size / 1000:.0f}",
        )
    console.print(table)
    console.print(
        "in poses: 95 % as so many poses of the full network; queries: at half the size | at the whole"
    )
