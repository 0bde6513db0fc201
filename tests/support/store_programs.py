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

from formcheck.visits import opening
from formcheck.visits.backup import backup, check_backup
from formcheck.visits.checking import check_store
from formcheck.visits.deletion import delete_patient
from formcheck.visits.opening import quick_check
from formcheck.visits.schema import Exercise, Note, Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.cli_program import ROOT, environment

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def run_programs(what: str, folder: Path, count: int) -> list[str]:
    """Run this module as a program; the lines that it prints.

    Args:
        what: "first", "kill" or "kill-all".
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
    """So many programs open a store at one moment. Prints their exit statuses.

    There is no store yet, or an older one. Migrations are those beside the folder, where there are some.
    """
    own = folder.with_name("migrations")
    opening.MIGRATIONS = own if own.exists() else opening.MIGRATIONS
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
        told = _killed(folder, _write_on, lot.uniform(0, 0.02))
        with VisitStore(folder) as store:
            quick_check(store.engine, store.database)
            with store.reading() as session:
                patients = session.scalar(select(func.count(Patient.id))) or 0
                assert session.scalar(select(func.count(Note.id))) == 2 * patients, "half a write"
        assert kept + len(told) <= patients <= kept + len(told) + 1, "a write was lost, or came twice"
        midst += patients > kept + len(told)
        kept = patients
    print(f"{count} kills, {kept} writes kept, none lost, {midst} ended between commit and its word")


def kill_everything(folder: Path, count: int) -> None:
    """Kill a program that puts visits with recordings in, deletes them and backs up. Prints what came of it.

    Whatever the moment: the store opens, is whole, no recording that it names is missing, deleted names are
    in no file of it, and the backup can be read.
    """
    lot = random.Random(count)
    saved = folder.with_name("backup.zip")
    deleted = backups = 0
    with VisitStore(folder):
        pass
    for _ in range(count):
        told = _killed(folder, _use, lot.uniform(0, 0.3))
        with VisitStore(folder) as store:
            assert check_store(store).problems == ()
            with store.reading() as session:
                gone = session.scalar(select(Patient.id).where(Patient.name.startswith(GONE)))
            if gone is None:
                data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
                assert GONE.encode() not in data, "traces of somebody who was deleted"
            else:
                delete_patient(store, gone)
        deleted += told.count(b"d")
        if saved.exists():
            check_backup(saved)
            backups += told.count(b"b")
    print(f"{count} kills, whole each time, {deleted} deletions, {backups} backups")


GONE = "Wilhelmina van der Zande"


def _use(folder: Path, tells: int) -> None:
    lot = random.Random(os.getpid())
    saved = folder.with_name("backup.zip")
    file = folder.with_name(f"{os.getpid()}.parquet")
    with VisitStore(folder) as store:
        while True:
            file.write_bytes(lot.randbytes(20_000))
            with store.writing() as session:
                patient = Patient(name=f"{GONE} {lot.random()}", created_at=NOW)
                session.add(patient)
                session.flush()
                visit = Visit(patient_id=patient.id, began_at=NOW, arrived_at=NOW)
                session.add(visit)
                session.flush()
                digest = store.recordings.put(session, file, NOW, 90)
                session.add(
                    Exercise(visit_id=visit.id, number=1, name="plank", began_at=NOW, recording_hash=digest)
                )
                key = patient.id
            os.write(tells, b".")
            delete_patient(store, key)
            os.write(tells, b"d")
            backup(store, saved)
            os.write(tells, b"b")


def _killed(folder: Path, work: Callable[[Path, int], None], after_s: float) -> bytes:
    """Kill a program some time after its first word; all that it said."""
    said, tells = os.pipe()
    child = _fork(lambda: work(folder, tells))
    os.close(tells)
    told = os.read(said, 1)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while chunk := os.read(said, 1 << 16):
        told += chunk
    os.close(said)
    return told


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
    {"first": first_start, "kill": kill_writers, "kill-all": kill_everything}[what](Path(folder), int(count))
