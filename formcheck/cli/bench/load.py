"""`formcheck bench --practice`: a practice's server, and so many therapists who click at once."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from sqlalchemy import select

from formcheck.cli.bench.clicks import Browser, Clicks, all_click
from formcheck.cli.bench.practice import Sample, fill_practice
from formcheck.cli.bench.store import refuse_filled
from formcheck.cli.bench.store_pages import PAGES
from formcheck.cli.bench.tables import figures_table, print_machine
from formcheck.cli.bench.visit_samples import visit_samples
from formcheck.errors import ExitStatus, InternalError
from formcheck.practice.accounts import add_account, turn_accounts
from formcheck.practice.bindings import bind
from formcheck.practice.principal import Role
from formcheck.visits.place import StorePlace, place_option
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore

THERAPISTS, SECONDS, PAUSE_S = 20, 20.0, 3.0
"""A therapist looks at a page for some seconds before the next click."""
_PASSWORD_BYTES = 18


@dataclass(frozen=True, slots=True)
class Load:
    """What is measured.

    Attributes:
        therapists: who click.
        seconds: for so long, with pauses and again without.
        pause_s: mean pause of a therapist between an answer and the next click.
    """

    therapists: int = THERAPISTS
    seconds: float = SECONDS
    pause_s: float = PAUSE_S


def run_load(patients: int, visits: int, load: Load, database: StorePlace | None = None) -> ExitStatus:
    """Make a practice, serve it on this machine, let the therapists click and print the figures.

    Args:
        patients, visits: of the practice.
        load: who clicks, and for how long.
        database: on a server, empty; its folder is not used. None takes SQLite.

    Returns:
        exit status: `OK`, also when a target is missed.

    Raises:
        InputError: the sample videos are missing, or the database is not empty.
    """
    console = Console(highlight=False)
    print_machine(console, "formcheck bench --practice", "" if database is None else ", PostgreSQL")
    with tempfile.TemporaryDirectory(prefix="formcheck-load-") as name:
        folder = Path(name)
        with console.status("scoring the samples") as status:
            samples = visit_samples(folder, lambda video: status.update(f"scoring {video}"))
        place = StorePlace(folder / "store", None if database is None else database.url)
        with console.status("making the practice"):
            logins, password = made_practice(place, samples.samples, patients, visits, load.therapists)
        show(console, time_load(place, logins, password, load), load)
    return ExitStatus.OK


def made_practice(
    place: StorePlace, samples: Sequence[Sample], patients: int, visits: int, therapists: int
) -> tuple[list[str], str]:
    """A store with accounts, each with its share of the patients; gives their logins and password.

    Raises:
        InputError: the store holds visits.
    """
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    with VisitStore(place) as store:
        refuse_filled(store, place)
        fill_practice(store, samples, patients=patients, visits=visits)
        with store.writing() as session:
            now = store.now()
            add_account(session, "head", "", Role.ADMINISTRATOR, password, now, given=False)
            accounts = [
                add_account(session, f"t{number}", "", Role.THERAPIST, password, now, given=False)
                for number in range(therapists)
            ]
            keys = session.scalars(select(Patient.id).where(~Patient.own).order_by(Patient.name)).all()
            for number, key in enumerate(keys):
                bind(session, key, accounts[number % therapists].id, now)
            turn_accounts(session, on=True)
            logins = [account.login for account in accounts]
    return logins, password


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one round of clicks.

    Attributes:
        clicks: the times.
        seconds: how long it took.
        cpu_s: seconds of the processor that the server took; NaN where the system does not tell.
    """

    clicks: Clicks
    seconds: float
    cpu_s: float


def time_load(place: StorePlace, logins: Sequence[str], password: str, load: Load) -> list[Round]:
    """Serve a store, and let the therapists click: with pauses, then without.

    Args:
        place: of the store.
        logins: of the therapists.
        password: of them all.
        load: for how long.
    """
    status_port = asyncio.run(_free_port())
    with _served(place, status_port) as port:
        return asyncio.run(_clicked(port, status_port, logins, password, load))


async def _clicked(
    port: int, status_port: int, logins: Sequence[str], password: str, load: Load
) -> list[Round]:
    status = Browser(status_port, random.Random(0))
    browsers = [Browser(port, random.Random(number)) for number in range(len(logins))]
    try:
        for browser, login in zip(browsers, logins, strict=True):
            if not await browser.sign_in(login, password):
                raise InternalError(f"{login} could not sign in", "Run it again with --debug")
        await all_click(browsers, 1.0, 0.1)  # templates and words are read once
        rounds = []
        for pause_s in (load.pause_s, 0.0):
            before = await _cpu_s(status)
            clicks, seconds = await all_click(browsers, load.seconds, pause_s)
            rounds.append(Round(clicks, seconds, await _cpu_s(status) - before))
        return rounds
    finally:
        for browser in (*browsers, status):
            await browser.close()


async def _cpu_s(status: Browser) -> float:
    """Seconds of the processor that the server has taken, as its metrics tell."""
    found = re.search(rb"^process_cpu_seconds_total (\S+)", (await status.ask("/metrics"))[1], re.MULTILINE)
    return float(found[1]) if found else math.nan


async def _free_port() -> int:
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) as server:
        return int(server.sockets[0].getsockname()[1])


@contextlib.contextmanager
def _served(place: StorePlace, status_port: int) -> Iterator[int]:
    """A server in a process of its own; gives its port."""
    store, told = place_option(place)
    options = ["--port", "0", "--status-port", str(status_port), "--store", store]
    command = [sys.executable, "-m", "formcheck", "serve", "--practice", *options]
    environment = {**os.environ, **told}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        try:
            line = child.stdout.readline()
            yield int(line.split(":")[-1].split("/")[0])
        finally:
            child.terminate()


def show(console: Console, rounds: Sequence[Round], load: Load) -> None:
    """Print the table."""
    targets = {page.name: page.target_ms for page in PAGES}
    title = f"{load.therapists} therapists at once, 95 % of the answers within"
    table = figures_table(title, f"a click each {load.pause_s:.0f} s", "without a pause", "target")
    for page in rounds[0].clicks.ms:
        found = [_p95(one.clicks.ms[page]) for one in rounds]
        table.add_row(page, *found, f"{targets[page]:.0f} ms")
    table.add_row("pages/s", *(f"{one.clicks.count / one.seconds:.1f}" for one in rounds), "")
    each = (1000 * one.cpu_s / max(one.clicks.count, 1) for one in rounds)
    table.add_row("CPU of the server, a page", *(f"{ms:.0f} ms" for ms in each), "")
    table.add_row("failed", *(str(one.clicks.failed) for one in rounds), "0")
    console.print(table)


def _p95(ms: Sequence[float]) -> str:
    return f"{np.percentile(ms, 95):.0f} ms ({len(ms)})" if ms else "none"
