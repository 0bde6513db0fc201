"""`formcheck visits`: what its commands say, and that none is done by mistake."""

from __future__ import annotations

import re
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from formcheck.cli.doctor.store_check import check_visits
from formcheck.cli.visits.upkeep import looked_after
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.cli_program import Call, refused
from tests.support.practice import NOW
from tests.support.store_programs import place_as_text
from tests.visits.test_takeover import visit

if TYPE_CHECKING:
    from tests.support.postgres import Cluster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with two patients of the same name and one of another."""
    place = tmp_path / "store"
    with VisitStore(place) as store, store.writing() as session:
        for number, name in enumerate(("Anna", "Anna", "Bram [bold]\n")):
            session.add(Patient(id=f"{number}abcde{'0' * 26}", name=name, created_at=NOW))
    return place


def test_one_after_the_other(call: Call, folder: Path, tmp_path: Path) -> None:
    visit(tmp_path / "old", "plank-good", began=datetime(2026, 11, 2, 10, 0))
    taken = call("visits", "takeover", tmp_path / "old", "--store", folder)
    assert (taken.status, taken.err) == (0, "")
    assert "1 visit, 1 exercise, 1 recording. The folder stays as it is." in taken.out
    shown = call("visits", "list", "--store", folder).out
    assert "own" in shown
    assert "Bram [bold]?" in shown
    assert "plank" in call("visits", "list", "--patient", "own", "--store", folder).out
    spare = tmp_path / "spare"
    assert call("visits", "takeover", tmp_path / "old", "--store", spare).status == 0
    with VisitStore(spare) as store, store.reading() as session:
        key = session.scalars(select(Visit.id)).one()
    refused(call("visits", "delete", "--visit", "nothing", "-y", "--store", spare), "no visit 'nothing'")
    refused(call("visits", "delete", "-y", "--store", spare), "--visit KEY")
    one = call("visits", "delete", "--visit", key[:8], "-y", "--store", spare)
    assert one.out.startswith("Deleted: 1 visit, 1 recording"), one.err
    assert call("visits", "check", "--store", spare).out.startswith("1 patient, 0 visits, 0 recordings")
    saved = call("visits", "backup", tmp_path / "b.zip", "--store", folder)
    assert saved.out.startswith("4 patients, 1 visit and 1 recording in")
    back = call("visits", "restore", tmp_path / "b.zip", "--store", tmp_path / "other")
    assert "4 patients, 1 visit and 1 recording are back in" in back.out
    refused(call("visits", "restore", tmp_path / "b.zip", "--store", folder), "holds visits already")
    gone = call("visits", "delete", "--patient", "own", "--yes", "--store", folder)
    assert "Deleted: the patient of this machine, 1 visit, 1 recording" in gone.out
    assert "Backups, exported files and printed pages stay" in gone.out
    checked = call("visits", "check", "--store", folder)
    assert checked.out.startswith("3 patients, 0 visits, 0 recordings")
    next((tmp_path / "other" / "recordings").rglob("*.parquet")).write_text("scribble")
    broken = call("visits", "check", "--store", tmp_path / "other")
    assert (broken.status, broken.out.count("is damaged")) == (1, 1)
    changed = call("visits", "recordings", "--days", "all", "--yes", "--store", tmp_path / "other")
    assert "Recordings are kept for ever" in changed.out


def test_a_backup_with_a_passphrase(call: Call, folder: Path, tmp_path: Path) -> None:
    secret, short, file = tmp_path / "secret.txt", tmp_path / "short.txt", tmp_path / "out" / "b.age"
    secret.write_text("correct horse battery\n")
    saved = call("visits", "backup", file, "--passphrase-file", secret, "--store", folder)
    assert "locked with the passphrase" in saved.out
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o077 == 0
    assert b"Anna" not in file.read_bytes()
    other = tmp_path / "other"
    refused(
        call("visits", "restore", file, "--store", other), "locked with a passphrase", "--passphrase-file"
    )
    back = call("visits", "restore", file, "--passphrase-file", secret, "--store", other)
    assert back.out.startswith("3 patients")
    assert {path.name for path in other.iterdir()} == {DATABASE}
    refused(call("visits", "backup", secret, "--passphrase-file", secret, "--store", folder), "no backup")
    short.write_text("short")
    refused(call("visits", "backup", file, "--passphrase-file", short, "--store", folder), "at least")


def test_who_is_meant(call: Call, folder: Path) -> None:
    refused(call("visits", "delete", "--patient", "anna", "--yes", "--store", folder), "2 patients", "1abcde")
    refused(call("visits", "delete", "--patient", "Cor\n", "--store", folder), "no patient", "visits list")
    refused(call("visits", "delete", "--patient", "", "--store", folder), "no patient")
    refused(call("visits", "delete", "--patient", "1abcde", "--store", folder), "--yes")
    assert call("visits", "delete", "--patient", "1abcde", "-y", "--store", folder).status == 0
    assert call("visits", "delete", "--patient", " BRAM  [bold]", "-y", "--store", folder).status == 0
    assert "1 patient," in call("visits", "check", "--store", folder).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list"], "no store of visits"),
        (["check"], "no store of visits"),
        (["backup", "b.zip"], "no store of visits"),
        (["delete", "--patient", "Anna", "--yes"], "no store of visits"),
        (["recordings"], "no store of visits"),
        (["restore", "nothing.zip"], "There is no file"),
        (["takeover", "nothing"], "There is no folder"),
    ],
)
def test_no_store_is_made_by_mistake(call: Call, tmp_path: Path, arguments: list[str], said: str) -> None:
    place = tmp_path / "store"
    refused(call("visits", *arguments, "--store", place), said)
    assert not place.exists()


def test_the_store_is_looked_after_while_a_page_is_open(folder: Path) -> None:
    stray = folder / "recordings" / "ab" / f"{'ab' * 32}.parquet"
    stray.parent.mkdir(parents=True)
    stray.write_text("of nobody")
    until = time.monotonic() + 20
    with looked_after(folder, every_s=0.01):
        while stray.exists() and time.monotonic() < until:
            time.sleep(0.01)
    assert not stray.exists()


@pytest.mark.parametrize("days", ["0", "-3", "1.5", "soon", "99999999", "٣"])
def test_days_that_make_no_sense(call: Call, folder: Path, days: str) -> None:
    refused(call("visits", "recordings", "--days", days, "--store", folder), "days")


@pytest.mark.parametrize("arguments", [["visits"], ["visits", "dance"], ["visits", "backup"]])
def test_wrong_use(call: Call, arguments: list[str]) -> None:
    refused(call(*arguments), "formcheck visits", "--help")


def test_a_store_moves_to_a_database_and_back(
    call: Call, folder: Path, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = place_as_text(cluster.place(tmp_path / "server"))
    moved = call("visits", "move", "--to", url, "--store", folder)
    assert (moved.status, moved.err) == (0, "")
    assert "0 recordings moved to postgresql://formcheck@/" in moved.out
    assert f"{folder} stays as it is" in moved.out
    refused(call("visits", "move", "--to", url, "--store", folder), "holds visits already")
    monkeypatch.setenv("FORMCHECK_STORE", url)
    assert "Bram [bold]?" in call("visits", "list").out
    assert call("visits", "check").out.startswith("3 patients, 0 visits, 0 recordings")
    assert check_visits().state == "ok"
    assert call("visits", "delete", "--patient", "1abcde", "-y").out.startswith("Deleted: Anna, 0 visits")
    back = call("visits", "move", "--to", tmp_path / "back")
    assert re.search(r"patient +. 2 ", back.out), back.out
    assert call("visits", "check", "--store", tmp_path / "back").out.startswith("2 patients")
    line = refused(call("visits", "list", "--store", "postgresql://a:geheim@b"), "names no database")
    assert "geheim" not in line
