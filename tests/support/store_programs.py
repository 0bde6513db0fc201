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

from sqlalchemy import func, select

from formcheck.coach.programme import Programme
from formcheck.visits import opening
from formcheck.visits.backup import backup, check_backup
from formcheck.visits.checking import check_store
from formcheck.visits.deletion import delete_patient
from formcheck.visits.opinion_schema import Note
from formcheck.visits.place import Place, StorePlace, as_place, store_place
from formcheck.visits.programmes import add_version, history
from formcheck.visits.retention import remove_expired
from formcheck.visits.schema import Exercise, Patient, Setting, Visit
from formcheck.visits.store import VisitStore
from tests.support.cli_program import ROOT, environment

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def run_programs(what: str, place: Place, count: int) -> list[str]:
    """Run this module as a program; the lines that it prints.

    Args:
        what: "first", "kill", "kill-all" or "together".
        place: of the store.
        count: how many programs.
    """
    done = subprocess.run(
        [sys.executable, "-m", __name__, what, place_as_text(as_place(place)), str(count)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def place_as_text(place: StorePlace) -> str:
    """A place as a command takes it."""
    if place.url is None:
        return str(place.folder)
    url = place.url.set(drivername="postgresql").update_query_dict({"folder": str(place.folder)})
    return url.render_as_string(hide_password=False)


def first_start(place: StorePlace, count: int) -> None:
    """So many programs open a store at one moment. Prints their exit statuses.

    There is no store yet, or an older one. Migrations are those beside the folder, where there are some.
    """
    own = place.folder.with_name("migrations")
    opening.MIGRATIONS = own if own.exists() else opening.MIGRATIONS
    start, go = os.pipe()

    def begin() -> None:
        os.close(go)
        os.read(start, 1)  # until the pipe is closed
        with VisitStore(place) as store, store.writing() as session:
            store.own_patient(session)

    children = [_fork(begin) for _ in range(count)]
    os.close(go)
    for child in children:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def work_together(place: StorePlace, count: int) -> None:
    """So many programs change the same rows, put recordings in and remove those whose time is over.

    Each change depends on what was there before: a lost one shows in the sum, in a number that is missing, or
    in a recording without a file. Prints how many were made.
    """
    with VisitStore(place) as store, store.writing() as session:
        own = store.own_patient(session).id
        session.add(Setting(name=COUNTER, value="0"))

    def work(number: int) -> None:
        lot = random.Random(number)
        file = place.folder.with_name(f"{number}.parquet")
        with VisitStore(place) as store:
            for turn in range(ROUNDS):
                file.write_bytes(lot.randbytes(2000))
                with store.writing() as session:
                    counter = session.get_one(Setting, COUNTER)
                    counter.value = str(int(counter.value) + 1)
                    hold_s = 10 + number * ROUNDS + turn
                    programme = Programme.model_validate({"items": [{"exercise": "plank", "hold_s": hold_s}]})
                    add_version(session, own, programme, NOW)
                    store.recordings.put(session, file, NOW, 90)
                remove_expired(store)

    children = [_fork(lambda number=number: work(number)) for number in range(count)]  # type: ignore[misc]
    for child in children:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with VisitStore(place) as store, store.reading() as session:
        made = int(session.get_one(Setting, COUNTER).value)
        numbers = [version.number for version in history(session, own)]
        assert numbers == list(range(made, 0, -1)), "a version was lost"
        assert len(list(store.recordings.files())) == made, "a recording was lost"
        assert check_store(store).problems == ()
    print(f"{made} changes of {count} programs")


COUNTER, ROUNDS = "test_counter", 8


def kill_writers(place: StorePlace, count: int) -> None:
    """Kill a program that writes, so many times, at moments drawn by lot. Prints what became of it.

    What a program said to be kept has to be there, and nothing of it half: each write is a patient with two
    notes.
    """
    lot = random.Random(count)
    kept = midst = 0
    with VisitStore(place):
        pass
    for _ in range(count):
        told = _killed(place, _write_on, lot.uniform(0, 0.02))
        with VisitStore(place) as store:
            store.backend.quick_check()
            with store.reading() as session:
                patients = session.scalar(select(func.count(Patient.id))) or 0
                assert session.scalar(select(func.count(Note.id))) == 2 * patients, "half a write"
        assert kept + len(told) <= patients <= kept + len(told) + 1, "a write was lost, or came twice"
        midst += patients > kept + len(told)
        kept = patients
    print(f"{count} kills, {kept} writes kept, none lost, {midst} ended between commit and its word")


def kill_everything(place: StorePlace, count: int) -> None:
    """Kill a program that puts visits with recordings in, deletes them and backs up. Prints what came of it.

    Whatever the moment: the store opens, is whole, no recording that it names is missing, deleted names are
    in no file of it, and the backup can be read.
    """
    lot, folder = random.Random(count), place.folder
    saved = folder.with_name("backup.zip")
    deleted = backups = 0
    with VisitStore(place):
        pass
    for _ in range(count):
        told = _killed(place, _use, lot.uniform(0, 0.3))
        with VisitStore(place) as store:
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


def _use(place: StorePlace, tells: int) -> None:
    lot = random.Random(os.getpid())
    saved = place.folder.with_name("backup.zip")
    file = place.folder.with_name(f"{os.getpid()}.parquet")
    with VisitStore(place) as store:
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


def _killed(place: StorePlace, work: Callable[[StorePlace, int], None], after_s: float) -> bytes:
    """Kill a program some time after its first word; all that it said."""
    said, tells = os.pipe()
    child = _fork(lambda: work(place, tells))
    os.close(tells)
    told = os.read(said, 1)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while chunk := os.read(said, 1 << 16):
        told += chunk
    os.close(said)
    return told


def _write_on(place: StorePlace, tells: int) -> None:
    with VisitStore(place) as store:
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

    what, named, number = sys.argv[1:]
    {"first": first_start, "kill": kill_writers, "kill-all": kill_everything, "together": work_together}[
        what
    ](store_place(named), int(number))
