"""A newer program on an older store, in the middle of a visit: the tables come up, the visit goes on."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from formcheck.visits.open_visits import FOLDER
from formcheck.visits.opening import head_revision, revision_of, safety_copies
from formcheck.visits.store import DATABASE
from tests.support.kills import KilledError, Patient, Told, check
from tests.support.page_client import serving
from tests.visits.released_schemas import build

FIRST = "0001"


def as_first_released(database: Path) -> dict[str, int]:
    """Make the database that of the first schema, with the same rows; gives how many each table has."""
    old = build(FIRST, database.with_name("old.db"))
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("ATTACH ? AS newer", (str(database),))
        names = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        tables = [name for (name,) in names if name != "alembic_version" and not name.startswith("sqlite_")]
        for table in tables:
            columns = [row[1] for row in connection.execute(f'PRAGMA main.table_info("{table}")')]
            listed = ", ".join(f'"{column}"' for column in columns)
            connection.execute(f'DELETE FROM main."{table}"')
            connection.execute(f'INSERT INTO main."{table}" ({listed}) SELECT {listed} FROM newer."{table}"')
        connection.commit()
        counts = {t: connection.execute(f'SELECT count(*) FROM main."{t}"').fetchone()[0] for t in tables}
    for path in database.parent.glob(f"{DATABASE}*"):
        path.unlink()
    old.rename(database)
    return counts


def played_until_killed(folder: Path, told: Told, frames: int, counts: Counter[str]) -> str | None:
    """Start the program, check what the last kill left, go on with it if there is something; then kill it.

    Returns:
        The visit that went on; None for a new one.
    """
    with serving(folder / "visits", staged={"pause_s": 0.004}) as server:
        server.enter()
        left = json.loads(server.get("/left.json"))
        check(server.store, folder / "visits", told, counts, left)
        again = None if left is None else str(left["visit"])
        told.forget()
        with contextlib.suppress(KilledError, ConnectionClosed), server.live() as link:
            Patient(server, link, random.Random(1), told).visit(frames, again)
        assert server.child.wait(30) == -signal.SIGKILL
    return again


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_visit_goes_on_after_a_migration(tmp_path: Path) -> None:
    """The old program is killed in an exercise; what it had told is there, and the visit goes on."""
    counts: Counter[str] = Counter()
    told = Told()
    assert played_until_killed(tmp_path, told, 150, counts) is None
    assert told.last_s, "in an exercise"
    database = tmp_path / "store" / DATABASE
    assert list((database.parent / FOLDER).iterdir()), "the journal of the visit"
    before = as_first_released(database)
    assert before["visit"] == 1
    assert revision_of(database) == FIRST < head_revision()
    assert played_until_killed(tmp_path, told, 60, counts) is not None
    assert counts["in an exercise"] == 1
    assert revision_of(database) == head_revision()
    (kept,) = safety_copies(database.parent)
    assert revision_of(kept) == FIRST
    with closing(sqlite3.connect(database)) as connection:
        after = {t: connection.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in before}
    assert {table: count for table, count in before.items() if after[table] < count} == {}
    assert after["visit"] == 1, "the same visit"
    print({"rows before": sum(before.values()), "after": sum(after.values()), **counts})
