"""`formcheck bench --store`: a practice made by script, and how fast the therapist's pages answer on it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from sqlalchemy import func, select

from formcheck.cli.bench.exchange import TARGET_S, VISITS, time_exchange
from formcheck.cli.bench.practice import PracticeFilling
from formcheck.cli.bench.store_jobs import VISIT_S, time_backup, time_judging, timed
from formcheck.cli.bench.store_pages import FOUND, PAGES, PageTimes, time_pages
from formcheck.cli.bench.tables import figures_table, print_machine
from formcheck.cli.bench.visit_samples import VisitSamples, visit_samples
from formcheck.errors import ExitStatus, InputError
from formcheck.visits.place import StorePlace
from formcheck.visits.restoring import holds_something
from formcheck.visits.schema import ExerciseEvent
from formcheck.visits.store import VisitStore

TIMES = 100
"""How often each page is asked for."""
TARGET_EVENT_BYTES = 2000
JOB_VISITS = 100
"""Visits that are judged again; of a small practice a sixteenth."""


def run_store(patients: int, visits: int, database: StorePlace | None = None) -> ExitStatus:
    """Make a practice, time the pages and print the figures.

    Args:
        patients: at least 2.
        visits: of all patients together; at least twice as many as patients.
        database: on a server, empty; its folder is not used. None times SQLite.

    Returns:
        exit status: `OK`, also when a target is missed.

    Raises:
        InputError: the sample videos are missing, or the database is not empty.
    """
    console = Console(highlight=False)
    print_machine(console, "formcheck bench --store", "" if database is None else ", PostgreSQL")
    with tempfile.TemporaryDirectory(prefix="formcheck-store-") as name:
        folder = Path(name)
        with console.status("scoring the samples") as status:
            samples = visit_samples(folder, lambda video: status.update(f"scoring {video}"))
        place = StorePlace(folder / "store", None if database is None else database.url)
        time_store(console, place, samples, patients, visits)
        with console.status("handing visits over"):
            over = time_exchange(folder / "exchange", samples.samples)
    console.print(
        f"handing over {VISITS} visits of five minutes, {over.megabytes:.0f} MB with recordings: "
        f"written in {over.export_s:.1f} s, taken in within {over.import_s:.1f} s (target {TARGET_S:.0f} s), "
        f"recognised in {over.again_s:.1f} s; one pose takes {samples.pose_ms:.1f} ms"
    )
    return ExitStatus.OK


def refuse_filled(store: VisitStore, place: StorePlace) -> None:
    """Bench only in an empty store.

    Raises:
        InputError: it holds visits.
    """
    if holds_something(store):
        raise InputError(f"{place} holds visits", "Name an empty database")


def time_store(
    console: Console,
    place: StorePlace,
    samples: VisitSamples,
    patients: int,
    visits: int,
    times: int = TIMES,
    visit_s: float = VISIT_S,
) -> None:
    """Make a practice, time it and print the figures; see `run_store`."""
    folder = place.folder
    job_visits = max(1, min(JOB_VISITS, visits // 16))
    with VisitStore(place) as store:
        refuse_filled(store, place)
        filling = PracticeFilling(store, samples.samples)
        filling.add_patients(patients // 2)
        filling.add_visits(visits // 4)
        with console.status("asking for the pages at half the size"):
            half = time_pages(store, max(1, times // 4))
        with console.status("making the practice"):
            filling.add_patients(patients - patients // 2)
            rest = visits - visits // 4
            jobs = [timed(f"making {rest} visits", lambda: filling.add_visits(rest))]
        with console.status("asking for the pages"):
            whole = time_pages(store, times)
        _print_pages(
            console, half, whole, samples.pose_ms, f"{patients} patients, {visits} visits, {times} times each"
        )
        with store.reading() as session:
            events = session.scalar(select(func.count()).select_from(ExerciseEvent)) or 0
            size = store.backend.size()
        with console.status("backup"):
            jobs.append(time_backup(store, folder / "backup.zip"))
    with console.status(f"judging {job_visits} visits again"):
        jobs.append(time_judging(folder, samples.samples[0], job_visits, visit_s))
    title = f"the store; one pose of the full network takes {samples.pose_ms:.1f} ms"
    table = figures_table(title, "measured", "CPU", "in poses", "target")
    for job in jobs:
        target = "" if job.target_s is None else f"{job.target_s:.0f} s"
        poses = f"{1000 * job.seconds / samples.pose_ms:,.0f}"
        table.add_row(job.name, f"{job.seconds:.1f} s", f"{job.cpu_s:.1f} s", poses, target)
    each = size / max(events, 1)
    table.add_row("database", f"{size / 1e6:.1f} MB, {events} events")
    table.add_row("  an event", f"{each:.0f} bytes", "", "", f"{TARGET_EVENT_BYTES} bytes")
    console.print(table)


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
    columns = ("median", "95 %", "95 %, CPU", "target", "in poses", "queries", "kB")
    table = figures_table(f"pages, {title}", *columns)
    for page in PAGES:
        times = whole[page.name]
        if times.status != FOUND:
            table.add_row(page.name, f"answers {times.status}")
            continue
        table.add_row(
            page.name,
            f"{times.median_ms:.1f} ms",
            f"{times.p95_ms:.1f} ms",
            f"{times.cpu_p95_ms:.1f} ms",
            "" if page.target_ms is None else f"{page.target_ms:.0f} ms",
            f"{times.p95_ms / pose_ms:.2f}",
            f"{_range(half[page.name])} | {_range(times)}",
            f"{times.size / 1000:.0f}",
        )
    console.print(table)
    console.print(
        "in poses: 95 % as so many poses of the full network; queries: at half the size | at the whole"
    )
