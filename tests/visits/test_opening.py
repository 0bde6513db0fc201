"""What is no store of ours is refused untouched; what hinders a store is told, with a remedy."""

from __future__ import annotations

import sqlite3
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from formcheck.errors import FormcheckError, FullDiskError, InputError, OutputError
from formcheck.visits import engine
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.opening import copy_database
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from tests.support.store_programs import run_programs

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def store_with_patients(folder: Path, count: int = 1) -> Path:
    """A closed store; gives its database."""
    with VisitStore(folder) as store:
        put_patients(store, count)
    return folder / DATABASE


def put_patients(store: VisitStore, count: int, name: str = "Anna") -> None:
    with store.writing() as session:
        session.add_all(Patient(name=f"{name} {n}", created_at=NOW) for n in range(count))


def count_patients(store: VisitStore) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count(Patient.id))) or 0


def _newer(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def _of_another_program(database: Path) -> None:
    database.unlink()
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()


def _of_another_alembic(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '1975ea83b712'")
    connection.close()


def _no_database(database: Path) -> None:
    database.write_bytes(b"Dear diary, today I did three planks. " * 100)


def _cut_short(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:6000])


def _scribbled_on(database: Path) -> None:
    data = bytearray(database.read_bytes())
    data[4096 : 2 * 4096] = b"\xff" * 4096
    database.write_bytes(data)
    # as its last program left it: it did not close it
    database.with_name(f"{DATABASE}-wal").write_bytes(bytes(32))


def _a_folder(database: Path) -> None:
    database.unlink()
    database.mkdir()


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_newer, "newer formcheck. Update formcheck"),
        (_of_another_program, "is not a store of visits. Move that file away"),
        (_of_another_alembic, "is not a store of visits"),
        (_no_database, "is not a store of visits"),
        (_cut_short, "is damaged. Move .* restore a backup"),
        (_scribbled_on, "is damaged"),
        (_a_folder, "cannot be written to"),
    ],
)
def test_what_is_refused(tmp_path: Path, happens: Callable[[Path], None], said: str) -> None:
    database = store_with_patients(tmp_path / "store")
    happens(database)
    before = database.read_bytes() if database.is_file() else b""
    with pytest.raises(FormcheckError, match=said):
        VisitStore(tmp_path / "store")
    if database.is_file():
        assert database.read_bytes() == before
    assert {p.name for p in database.parent.iterdir()} - {f"{DATABASE}-wal", f"{DATABASE}-shm"} == {DATABASE}


def test_damage_that_shows_while_working(tmp_path: Path) -> None:
    database = store_with_patients(tmp_path, 200)
    with VisitStore(tmp_path) as store:
        data = bytearray(database.read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)
        database.write_bytes(data)
        with pytest.raises(InputError, match="damaged"):
            count_patients(store)
        with pytest.raises(OutputError, match="damaged"):
            put_patients(store, 1)


def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    database = store_with_patients(tmp_path / "deep" / "store")
    database.chmod(0o644)
    with VisitStore(database.parent) as store:
        put_patients(store, 1)
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in database.parent.iterdir()}
        assert set(modes) == {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"}
        assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700
    assert {p.name for p in database.parent.iterdir()} == {DATABASE}, "the log was brought in"


def test_folders_with_odd_names(tmp_path: Path) -> None:
    for name in ("wat? #1 100%25&x=y", "één map", "a'b\"c", ":memory:", "file:x?mode=ro"):
        database = store_with_patients(tmp_path / name)
        assert database.stat().st_size > 4096
        with VisitStore(database.parent) as store:
            assert count_patients(store) == 1
            copy_database(store.engine, database.with_name("copy.db"))
        assert database.with_name("copy.db").stat().st_size > 4096


def test_no_store_where_one_is_to_be(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no store of visits"):
        VisitStore(tmp_path / "store", make=False)
    assert not (tmp_path / "store").exists()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("notes")
    with pytest.raises(OutputError, match=r"a file is in the way. Choose another folder with --store"):
        VisitStore(tmp_path / "store")


def test_a_read_only_disk(read_only_disk: Path) -> None:
    with pytest.raises(OutputError, match=r"read-only.*--store"):
        VisitStore(read_only_disk / "store")


def test_a_full_disk(megabyte_disk: Path) -> None:
    """On a real one: what does not fit is taken back whole, and there is room for less."""
    with VisitStore(megabyte_disk) as store:
        put_patients(store, 1)
        with pytest.raises(FullDiskError, match=r"no space left.*--store"):
            put_patients(store, 6000, "a" * 190)
        assert count_patients(store) == 1
        put_patients(store, 1)
    with VisitStore(megabyte_disk) as store:
        assert count_patients(store) == 2


def test_no_room_for_the_tables(small_files: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written to.*--store"):
        VisitStore(small_files / "store")


def test_a_full_database_takes_a_write_back(tmp_path: Path) -> None:
    with VisitStore(tmp_path) as store:
        put_patients(store, 1)
        with engine.raw_connection(store.engine) as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(FullDiskError, match=r"no space left.*--store"):
            put_patients(store, 500, "a" * 190)
        assert count_patients(store) == 1
        put_patients(store, 1)
        assert count_patients(store) == 2


def test_a_writer_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    with VisitStore(tmp_path) as one, VisitStore(tmp_path) as other, one.writing() as session:
        session.add(Patient(name="Bram", created_at=NOW))
        session.flush()
        with pytest.raises(OutputError, match=r"Another program .* nothing was changed"):
            put_patients(other, 1)
        assert count_patients(other) == 0, "reading goes on"
    with VisitStore(tmp_path) as store:
        assert count_patients(store) == 1


def test_first_starts_at_the_same_moment(tmp_path: Path) -> None:
    assert run_programs("first", tmp_path / "store", 8) == ["0"] * 8
    with VisitStore(tmp_path / "store") as store:
        assert count_patients(store) == 1, "one patient is the machine's own"


def test_kills_while_it_is_written_to(tmp_path: Path) -> None:
    (line,) = run_programs("kill", tmp_path / "store", 15)
    assert line.startswith("15 kills")


def test_kills_while_it_is_used_for_everything(tmp_path: Path) -> None:
    (line,) = run_programs("kill-all", tmp_path / "store", 6)
    assert line.startswith("6 kills, whole each time")


def test_opening_imports_no_alembic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_with_patients(tmp_path)
    monkeypatch.setitem(sys.modules, "alembic", None)  # importing it raises
    with VisitStore(tmp_path) as store:
        assert count_patients(store) == 1
