"""`formcheck visits print`: one visit, or a patient's weeks, into a PDF."""

from __future__ import annotations

from pathlib import Path

from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from tests.support.cli_program import Call, refused
from tests.support.paper_visits import put_visit
from tests.support.pdf_files import page_count, page_sizes, skip_without_pdf


def test_a_visit_and_a_patient(call: Call, tmp_path: Path) -> None:
    skip_without_pdf()
    folder, file = tmp_path / "store", tmp_path / "paper.pdf"
    with VisitStore(folder) as store:
        visit = put_visit(store, ("plank-good",))
    done = call("visits", "print", visit[:8], file, "--store", folder)
    assert (done.status, done.err) == (0, "")
    assert "not encrypted" in done.out
    assert page_count(file.read_bytes()) == 1
    days = ("--from", "2026-10-01", "--until", "2026-11-30")
    assert call("visits", "print", "anna 001", file, *days, "--letter", "--store", folder).status == 0
    assert page_count(file.read_bytes()) == 2
    assert page_sizes(file.read_bytes()) == {"letter"}
    refused(call("visits", "print", visit, file, *days, "--store", folder), "days of a patient")
    refused(call("visits", "print", "nobody", file, "--store", folder), "no patient")
    refused(call("visits", "print", visit, tmp_path / "a.txt", "--store", folder), "ends in .pdf")
    wrong = ("--from", "2026-12-01", "--until", "2026-10-01")
    refused(call("visits", "print", "anna 001", file, *wrong, "--store", folder), "make no period")


def test_a_name_that_looks_like_a_key(call: Call, tmp_path: Path) -> None:
    skip_without_pdf()
    folder, file = tmp_path / "store", tmp_path / "paper.pdf"
    with VisitStore(folder) as store, store.writing() as session:
        session.add(Patient(name="abcdef", created_at=store.now()))
    assert call("visits", "print", "ABCDEF", file, "--store", folder).status == 0
    assert page_count(file.read_bytes()) == 2
