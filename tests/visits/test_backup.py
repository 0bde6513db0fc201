"""The whole store in one file and back; what is no backup, or would overwrite visits, is refused."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.errors import FormcheckError, InputError, OutputError, UsageError
from formcheck.visits.backup import backup, check_backup
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.opening import head_revision
from formcheck.visits.restoring import restore
from formcheck.visits.schema import Recording
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Base
from tests.support.practice import NOW, small_practice


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    with small_practice(tmp_path_factory.mktemp("practice") / "store", patients=2, visits=4) as store:
        yield store


@pytest.fixture(scope="module")
def saved(practice: VisitStore, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("backup") / "visits.zip"
    backup(practice, file)
    return file.read_bytes()


def rows(store: VisitStore) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
        }


def files(store: VisitStore) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.recordings.files()}


def test_there_and_back(practice: VisitStore, tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "visits.zip"
    summary = backup(practice, file)
    assert (summary.patients, summary.visits, summary.missing) == (2, 4, ())
    assert [path.name for path in file.parent.iterdir()] == [file.name], "nothing else is left"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert restore(file, tmp_path / "store").recordings == summary.recordings
    with VisitStore(tmp_path / "store") as store:
        assert rows(store) == rows(practice)
        assert files(store) == files(practice)
        with pytest.raises(UsageError, match=r"holds visits already; nothing was changed.*--store"):
            restore(file, tmp_path / "store")
        assert rows(store) == rows(practice)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "store").rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_an_open_store_without_visits_sees_what_came_back(
    practice: VisitStore, saved: bytes, tmp_path: Path
) -> None:
    (tmp_path / "visits.zip").write_bytes(saved)
    with VisitStore(tmp_path / "store") as store:
        with store.writing() as session:
            store.own_patient(session)
        restore(tmp_path / "visits.zip", tmp_path / "store")
        assert rows(store) == rows(practice)


def test_a_backup_takes_the_place_of_a_backup_only(practice: VisitStore, tmp_path: Path) -> None:
    file = tmp_path / "visits.zip"
    backup(practice, file)
    backup(practice, file)
    file.write_text("holiday pictures")
    with pytest.raises(UsageError, match=r"is no backup of formcheck\. Choose another name"):
        backup(practice, file)
    assert file.read_text() == "holiday pictures"
    with pytest.raises(OutputError, match=r"a file is in the way.*for the backup"):
        backup(practice, file / "visits.zip")


def test_a_recording_that_is_damaged_is_told(practice: VisitStore, tmp_path: Path) -> None:
    path = next(iter(practice.recordings.files()))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    try:
        summary = backup(practice, tmp_path / "visits.zip")
    finally:
        path.write_bytes(whole)
    assert summary.missing == (path.stem,)
    assert check_backup(tmp_path / "visits.zip").recordings == summary.recordings


def _rebuilt(data: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(data) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])


def _one_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def _another_zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("holiday.jpg", b"1234")


def _a_way_out(file: Path) -> None:
    _rebuilt(file, lambda members: members.update({"../../outside": b"1"}))


def _a_manifest_that_lies(file: Path) -> None:
    _rebuilt(file, lambda members: members.update({DATABASE: b"1" * 5000}))


def _with_database(file: Path, statement: str, *, empty: bool = False) -> None:
    """A well packed backup whose database was changed, or is another one."""
    other = file.with_name("other.db")
    with zipfile.ZipFile(file) as archive:
        other.write_bytes(b"" if empty else archive.read(DATABASE))
    with contextlib.closing(sqlite3.connect(other)) as connection, connection:
        connection.execute(statement)
    content = other.read_bytes()
    other.unlink()

    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        manifest["database"] = hashlib.sha256(content).hexdigest()
        members.update({"manifest.json": json.dumps(manifest).encode(), DATABASE: content})

    _rebuilt(file, change)


def _another_database(file: Path) -> None:
    _with_database(file, "CREATE TABLE bookmarks (url TEXT)", empty=True)


def _a_trigger(file: Path) -> None:
    _with_database(file, "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM patient; END")


def _newer(file: Path) -> None:
    here = f'"{head_revision()}"'.encode()
    _rebuilt(
        file, lambda members: members.update({k: v.replace(here, b'"9999"') for k, v in members.items()})
    )


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_cut_short, "is no backup of formcheck, or is damaged"),
        (_one_bit, "or is damaged"),
        (_another_zip, "is no backup"),
        (_a_way_out, "or is damaged"),
        (_a_manifest_that_lies, "or is damaged"),
        (_another_database, "is no backup"),
        (_a_trigger, "is no backup"),
        (_newer, "was made by a newer formcheck. Update formcheck"),
        (lambda file: file.write_bytes(b""), "is no backup"),
        (lambda file: file.unlink(), "There is no file"),
        (lambda file: (file.unlink(), file.mkdir()), "is no backup"),
    ],
)
def test_what_is_no_backup(saved: bytes, tmp_path: Path, happens: Callable[[Path], None], said: str) -> None:
    file = tmp_path / "visits.zip"
    file.write_bytes(saved)
    happens(file)
    with pytest.raises(InputError, match=said):
        restore(file, tmp_path / "store")
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} <= {file.name, DATABASE}
    with VisitStore(tmp_path / "store") as store:
        assert not any(rows(store).values())


def test_no_room_for_it(saved: bytes, practice: VisitStore, megabyte_disk: Path, tmp_path: Path) -> None:
    file = tmp_path / "visits.zip"
    file.write_bytes(saved)
    filler = megabyte_disk / "filler"
    filler.write_bytes(bytes(500_000))
    with pytest.raises(FormcheckError, match=r"no space left.*--store"):
        restore(file, megabyte_disk / "store")
    filler.write_bytes(bytes(500_000 + shutil.disk_usage(megabyte_disk).free - 60_000))
    with pytest.raises(FormcheckError, match=r"no space left.*for the backup"):
        backup(practice, megabyte_disk / "visits.zip")
    assert {path.name for path in megabyte_disk.iterdir()} == {"filler", "store"}


def test_what_is_gone_is_not_in_it(practice: VisitStore, tmp_path: Path) -> None:
    """A recording whose time is over is not missed."""
    with practice.reading() as session:
        row = session.scalars(select(Recording)).first()
        assert row is not None
    with practice.writing() as session:
        session.get_one(Recording, row.hash).removed_at = NOW
    summary = backup(practice, tmp_path / "visits.zip")
    with practice.writing() as session:
        session.get_one(Recording, row.hash).removed_at = None
    assert summary.missing == ()
    assert summary.recordings == len(list(practice.recordings.files())) - 1
