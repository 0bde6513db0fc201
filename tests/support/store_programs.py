"""Other programs on the same store: processes of their own, which begin together or are killed.

They are forked from a process that has imported everything, so that many of them take little time:
``python -m tests.support.store_programs first DIR 8`` or ``... kill DIR 100``.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from formcheck.visits.opening import quick_check
from formcheck.visits.schema import Note, Patient
from formcheck.visits.store import VisitStore
from tests.support.cli_program import ROOT, environment

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def run_programs(what: str, folder: Path, count: int) -> list[str]:
    """Run this module as a program; the lines that it prints.

    Args:
        what: "first" or "kill".
        folder: of the store.
        count: how many programs.
    """
    done = subprocess.run(
        [sys.executable, "-m", __name__, what, str(folder), str(count)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def first_start(folder: Path, count: int) -> None:
    """So many programs open a store at one moment, where there is none yet. Prints their exit statuses."""
    start, go = os.pipe()

    def begin() -> None:
        os.close(go)
        os.read(start, 1)  # until the pipe is closed
        with VisitStore(folder) as store, store.writing() as session:
            store.own_patient(session)

    children = [_fork(begin) for _ in range(count)]
    os.close(go)
    for child in children:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def kill_writers(folder: Path, count: int) -> None:
    """Kill a program that writes, so many times, at moments drawn by lot. Prints what became of it.

    What a program said to be kept has to be there, and nothing of it half: each write is a patient with two
    notes.
    """
    lot = random.Random(count)
    kept = midst = 0
    with VisitStore(folder):
        pass
    for _ in range(count):
        said, tells = os.pipe()
        child = _fork(lambda tells=tells: _write_on(folder, tells))  # type: ignore[misc]
        os.close(tells)
        os.read(said, 1)
        time.sleep(lot.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told = 1
        while chunk := os.read(said, 1 << 16):
            told += len(chunk)
        os.close(said)
        with VisitStore(folder) as store:
            quick_check(store.engine, store.database)
            with store.reading() as session:
                patients = session.scalar(select(func.count(Patient.id))) or 0
                assert session.scalar(select(func.count(Note.id))) == 2 * patients, "half a write"
        assert kept + told <= patients <= kept + told + 1, "a write was lost, or came twice"
        midst += patients > kept + told
        kept = patients
    print(f"{count} kills, {kept} writes kept, none lost, {midst} ended between commit and its word")


def _write_on(folder: Path, tells: int) -> None:
    with VisitStore(folder) as store:
        while True:
            with store.writing() as session:
                patient = Patient(name="Anna", created_at=NOW)
                session.add(patient)
                session.flush()
                session.add_all(Note(patient_id=patient.id, written_at=NOW, text="a" * 500) for _ in "12")
            os.write(tells, b".")


def _fork(work: Callable[[], None]) -> int:
    """A process that does the work and ends; its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    import alembic.command  # noqa: F401  so that no child has to

    what, folder, count = sys.argv[1:]
    {"first": first_start, "kill": kill_writers}[what](Path(folder), int(count))
