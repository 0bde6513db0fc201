"""`formcheck visits export` and `import`: what they say, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.cli.bench.exchange import time_exchange
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.age_format import locked
from tests.support.cli_program import Call, refused
from tests.support.exchange_files import file_of, members_of
from tests.support.practice import sample, small_practice


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with two patients; tests leave it as it is."""
    place = tmp_path_factory.mktemp("practice") / "store"
    with small_practice(place, patients=2, visits=4):
        return place


def test_visits_are_handed_over_and_recognised(call: Call, folder: Path, tmp_path: Path) -> None:
    file, there = tmp_path / "anna.formcheck", tmp_path / "there"
    written = call("visits", "export", file, "--patient", "anna 000", "--store", folder)
    assert (written.status, written.err) == (0, "")
    assert written.out.startswith(f"{file}: 2 visits, ")
    taken = call("visits", "import", file, "--store", there)
    assert (taken.status, taken.out) == (0, f"{file}: Anna 000: 2 new visits. New in the list.\n")
    again = call("visits", "import", file, "--store", there)
    assert again.out == f"{file}: Anna 000: 2 visits were here already.\n"
    tables = call("visits", "export", "--tables", tmp_path / "tables", "--store", folder)
    assert "4 visits, " in tables.out
    assert len(list((tmp_path / "tables").iterdir())) == 6


def test_a_passphrase_comes_from_a_file(call: Call, folder: Path, tmp_path: Path) -> None:
    file, secret, there = tmp_path / "anna.formcheck", tmp_path / "secret", tmp_path / "there"
    call("visits", "export", file, "--patient", "Anna 000", "--no-recordings", "--store", folder)
    file.write_bytes(locked(file_of(members_of(file.read_bytes())), "zeven groene fietsen"))
    for text, says in (("zes groene fietsen", "not the passphrase"), ("", "has a passphrase")):
        secret.write_text(text)
        refused(call("visits", "import", file, "--passphrase-file", secret, "--store", there), says)
    secret.write_bytes(b"\xef\xbb\xbfzeven groene fietsen\r\nand a note\r\n")
    taken = call("visits", "import", file, "--passphrase-file", secret, "--store", there)
    assert "2 new visits" in taken.out
    short = tmp_path / "short"
    short.write_text("kort")
    options = ("--patient", "Anna 000", "--passphrase-file", short, "--store", folder)
    refused(call("visits", "export", tmp_path / "x", *options), "at least 8 characters")
    refused(call("visits", "export", tmp_path / "x", "--passphrase-file", tmp_path / "no", "--store", folder),
            "cannot be read")  # fmt: skip
    assert not (tmp_path / "x").exists()


def test_one_bad_file_among_others_is_named(call: Call, folder: Path, tmp_path: Path) -> None:
    file, letter = tmp_path / "anna.formcheck", tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7")
    call("visits", "export", file, "--patient", "Anna 000", "--store", folder)
    run = call("visits", "import", letter, tmp_path / "gone", file, "--store", tmp_path / "there")
    assert (run.status, run.err.count("\n")) == (1, 2)
    assert "letter.pdf: This is not a file of visits" in run.err
    assert "2 new visits" in run.out


def test_wrong_use_is_told_and_writes_nothing(call: Call, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.formcheck"
    for options, says in (
        ((file,), "No patient is named"),
        ((), "Name the file"),
        ((file, "--patient", "Zoë"), "no patient"),
        ((file, "--patient", "Anna 000", "--visit", "0" * 32), "no such visit"),
        ((file, "--patient", "Anna 000", "--from", "2031-01-01"), "no such visit"),
        ((file, "--patient", "Anna 000", "--everything", "--no-recordings"), "leaves nothing out"),
        ((file, "--tables", tmp_path / "t"), "--tables goes with"),
        ((file, "--from", "soon"), "soon"),
    ):
        refused(call("visits", "export", *options, "--store", folder), says)
    refused(call("visits", "export", file, "--store", tmp_path / "nowhere"), "no store of visits")
    assert not list(tmp_path.iterdir())


def test_the_own_visits_of_this_machine_need_no_name(call: Call, tmp_path: Path) -> None:
    with small_practice(tmp_path / "own", patients=1, visits=1) as store, store.writing() as session:
        session.scalars(select(Patient)).one().own = True
    run = call("visits", "export", tmp_path / "mine.formcheck", "--everything", "--store", tmp_path / "own")
    assert run.status == 0
    taken = call("visits", "import", tmp_path / "mine.formcheck", "--store", tmp_path / "own")
    assert "1 visit was here already" in taken.out
    with VisitStore(tmp_path / "own") as store, store.reading() as session:
        assert len(session.scalars(select(Visit)).all()) == 1


def test_the_bench_hands_visits_over(tmp_path: Path) -> None:
    over = time_exchange(tmp_path, [sample("plank-good"), sample("bridge-good reps")], visits=2)
    assert over.megabytes > 0.1
    assert over.import_s > 0


def test_visits_leave_for_a_record(call: Call, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "anna.json"
    done = call("visits", "export", "--fhir", file, "--patient", "anna 000", "--store", folder)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"{file}: 2 visits, ")
    assert done.out.endswith("FHIR R4, checked\n")
    assert "Anna" not in file.read_text("utf-8")
    file.unlink()
    options = ("--fhir", file, "--store", folder)
    refused(call("visits", "export", "--visit", "0123456", *options), "no visit '0123456'")
    refused(call("visits", "export", "--until", "2026-11-30", *options), "--visit and --named only")
    refused(call("visits", "export", "--named", "--store", folder), "--named goes with --fhir only")
    assert not file.exists()
