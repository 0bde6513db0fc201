"""The loss of a practice's disk, rehearsed: one command saves all, and one brings all of it back."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from formcheck.visits.recordings import file_hash
from formcheck.visits.store import DATABASE, VisitStore
from tests.support.cli_program import Call
from tests.support.practice import small_practice
from tests.support.practice_people import ANNA, People, people_in


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and how many files there are, each with a digest of all of them."""
    found: dict[str, tuple[int, str]] = {}
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
            found[name] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    files = sorted((folder / "recordings").rglob("*.parquet"))
    named = "".join(f"{path.name} {file_hash(path)}\n" for path in files)
    found["recordings"] = len(files), hashlib.sha256(named.encode()).hexdigest()
    return found


def test_a_restore_is_the_practice_as_it_was(call: Call, tmp_path: Path) -> None:
    folder, file, back = tmp_path / "store", tmp_path / "practice.formcheck-backup", tmp_path / "back"
    with small_practice(folder, patients=3, visits=9) as made:
        people_in(made)
    with VisitStore(folder) as store:  # as a server has it, which goes on while it is saved
        people = People(store, [store.now()])
        browser = people.browser(ANNA)
        assert browser.get("/therapist/").status_code == 200
        saved = call("visits", "backup", file, "--store", folder)
        assert (saved.status, saved.err) == (0, "")
        assert browser.get("/therapist/").status_code == 200
    before = contents(folder)
    assert before["account"][0] == 3
    assert before["recordings"][0] > 2
    shutil.rmtree(folder)
    restored = call("visits", "restore", file, "--store", back)
    assert (restored.status, restored.err) == (0, "")
    after = contents(back)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= {"account_session"}, "last seen"
    with VisitStore(back) as store:
        browser = People(store, [store.now()]).browser(ANNA)
        assert browser.get("/therapist/").status_code == 200, "the same password opens the same pages"
    print({name: count for name, (count, _) in after.items() if count})
