"""The therapist's pages on which files come in and go out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select

from formcheck.exchange import uploads
from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.exchange.programme_file import unpack_programme
from formcheck.practice.carried import AsOwner
from formcheck.therapist import import_page
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.visits.opinion_schema import Note
from formcheck.visits.schema import Patient, ProgrammeVersion, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import new_id
from tests.support.age_format import locked
from tests.support.exchange_files import changed, file_of, members_of
from tests.support.practice import NOW, small_practice

SECRET = "zeven groene fietsen"
BAD_NAME = "<script>alert(1)</script>\"'&\u202e=1+1"


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    with small_practice(tmp_path_factory.mktemp("sender"), patients=2, visits=4) as store:
        yield store


@pytest.fixture(scope="module")
def files(sender: VisitStore, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """A file of each of two patients."""
    found = []
    with sender.reading() as session:
        patients = session.scalars(select(Patient.id).order_by(Patient.name)).all()
    for patient in patients:
        path = tmp_path_factory.mktemp("sent") / "x.formcheck"
        export_visits(sender, Selection(patient), path)
        found.append(path.read_bytes())
    return found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[VisitStore]:
    with VisitStore(tmp_path / "empty", now=lambda: NOW) as store:
        yield store


def at(store: VisitStore) -> TestClient:
    """The pages on a store."""
    app = FastAPI()
    app.add_middleware(AsOwner)
    app.include_router(therapist_router(Desk(store)))
    return TestClient(app, headers={"accept-language": "en"})


def send(client: TestClient, *files: tuple[str, bytes], passphrase: str = "") -> Response:
    """Send the form as a browser without JavaScript does."""
    parts = [("files", (name, data, "application/octet-stream")) for name, data in files]
    answer: Response = client.post("/therapist/import", files=parts, data={"passphrase": passphrase})
    assert answer.history[0].status_code == 303
    return answer


def test_several_files_come_in_at_once_and_what_is_here_is_recognised(
    empty: VisitStore, files: list[bytes]
) -> None:
    client = at(empty)
    page = send(
        client, ("anna.formcheck", files[0]), ("bram.formcheck", files[1]), ("letter.pdf", b"%PDF-1.7")
    )
    assert page.text.count("2 new visits") == 2
    assert "This is not a file of visits from formcheck" in page.text
    assert page.text.count('class="taken"') == 2
    again = send(client, ("../../anna.formcheck", files[0]))
    assert "2 visits were here already" in again.text
    assert "<b>anna.formcheck</b>" in again.text
    with empty.reading() as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == 4
    assert not list((empty.folder / "exchange").iterdir())


def test_a_wrong_passphrase_loses_nothing(empty: VisitStore, files: list[bytes]) -> None:
    client = at(empty)
    light = {name: data for name, data in members_of(files[0]).items() if not name.startswith("recordings")}
    data = locked(file_of(light), SECRET)
    for passphrase, says in (("", "This file has a passphrase"), ("zeven", "That is not the passphrase")):
        page = send(client, ("anna.formcheck", data), passphrase=passphrase)
        assert says in page.text
        assert 'data-asks="anna.formcheck"' in page.text
        assert "autofocus" in page.text
    assert "2 new visits" in send(client, ("anna.formcheck", data), passphrase=SECRET).text


def test_no_file_or_no_form_is_a_sentence(
    empty: VisitStore, files: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = at(empty)
    assert "No file was chosen" in send(client, ("", b"")).text
    for kind, body in (
        ("application/json", b"{}"),
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"garbage"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a'),
        ("multipart/form-data; boundary=" + "x" * 5000, b"garbage"),
        ("", b""),
    ):
        answer = client.post("/therapist/import", content=body, headers={"content-type": kind})
        assert answer.status_code == 200
        assert "Try again" in answer.text or "No file was chosen" in answer.text
    endless = client.post(
        "/therapist/import", files={"files": ("a", b"x")}, data={"passphrase": "x" * 400_000}
    )
    assert "too large" in endless.text
    monkeypatch.setattr(import_page, "MAX_FORM_BYTES", 1000)
    assert "too large" in send(client, ("anna.formcheck", files[0])).text
    monkeypatch.undo()
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    assert "too large" in send(client, ("a", b"x"), ("b", b"x")).text
    assert not list((empty.folder / "exchange").iterdir())


def test_html_in_names_is_text_on_the_pages(empty: VisitStore, files: list[bytes]) -> None:
    client = at(empty)
    data = changed(files[0], "patient.json", lambda patient: patient.update(name=BAD_NAME))
    page = send(client, ("<img src=x onerror=alert(1)>.formcheck", data)).text
    with empty.reading() as session:
        patient = session.scalars(select(Patient)).one()
    for shown in (page, client.get(f"/therapist/patients/{patient.id}/export").text):
        assert "<script>alert" not in shown
        assert "<img" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        assert "\u202e" not in shown


def test_a_patients_visits_leave_and_come_in_elsewhere(empty: VisitStore, sender: VisitStore) -> None:
    client = at(sender)
    with sender.reading() as session:
        patient = session.scalars(select(Patient).order_by(Patient.name)).first()
    assert patient is not None
    path = f"/therapist/patients/{patient.id}/export"
    assert client.get(path).status_code == 200
    form = {"since": "", "until": "nonsense", "recordings": "", "passphrase": "", "again": ""}
    sent = client.post(path, data=form)
    assert (
        sent.headers["content-disposition"]
        == 'attachment; filename="formcheck-Anna-000-2026-11-30.formcheck"'
    )
    names = zipfile.ZipFile(io.BytesIO(sent.content)).namelist()
    assert not [name for name in names if name.startswith("recordings/")]
    everything = client.post(path, data={"everything": "1"})
    assert "index.html" in zipfile.ZipFile(io.BytesIO(everything.content)).namelist()
    assert "2 new visits" in send(at(empty), ("all.formcheck", everything.content)).text
    assert not list((sender.folder / "exchange").iterdir())
    for refused, says in (
        ({"passphrase": "one two three", "again": "one two"}, "not the same"),
        ({"passphrase": "short", "again": "short"}, "at least 8 characters"),
        ({"since": "2031-01-01"}, "There is no such visit"),
    ):
        answer = client.post(path, data=refused)
        assert (answer.status_code, says in answer.text) == (422, True)
    for missing in ("export", "tables", "programme/file", "programme/qr.svg"):
        assert client.get(f"/therapist/patients/{'0' * 32}/{missing}").status_code == 404


def test_who_is_in_the_list_under_another_key_is_joined(empty: VisitStore, files: list[bytes]) -> None:
    client = at(empty)
    with empty.writing() as session:
        anna = Patient(name="anna 000", created_at=NOW)
        session.add(anna)
        session.flush()
        session.add(Note(patient_id=anna.id, written_at=NOW, text="belt"))
    page = send(client, ("anna.formcheck", files[0])).text
    assert "both are in it now" in page
    assert f'<option value="{anna.id}">anna 000 ({anna.id[:8]})</option>' in page
    with empty.reading() as session:
        other = session.scalars(select(Visit.patient_id)).first()
    answer = client.post(
        "/therapist/import/join", data={"other": other, "kept": anna.id}, follow_redirects=False
    )
    assert answer.headers["location"] == f"/therapist/patients/{anna.id}"
    with empty.reading() as session:
        assert session.scalars(select(Patient.id)).all() == [anna.id]
        assert set(session.scalars(select(Visit.patient_id))) == {anna.id}
        assert session.scalars(select(ProgrammeVersion.patient_id)).all() == [anna.id]
    assert "2 visits were here already" in send(client, ("anna.formcheck", files[0])).text
    for one in (anna.id, other, "", "x"):
        refused = client.post("/therapist/import/join", data={"other": one, "kept": anna.id})
        assert (refused.status_code, "cannot be joined" in refused.text) == (422, True)


def test_tables_leave_in_one_zip(sender: VisitStore) -> None:
    client = at(sender)
    answer = client.get("/therapist/tables")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert sorted(archive.namelist()) == [
        f"{name}.{kind}" for name in ("events", "exercises", "visits") for kind in ("csv", "parquet")
    ]
    assert len(archive.read("visits.csv").decode().splitlines()) == 5


def test_the_programme_leaves_as_a_file_and_as_a_code(sender: VisitStore) -> None:
    client = at(sender)
    with sender.reading() as session:
        patient = session.scalars(select(Patient).order_by(Patient.name)).first()
    assert patient is not None
    path = f"/therapist/patients/{patient.id}/programme"
    answer = client.get(f"{path}/file")
    assert answer.headers["content-disposition"].endswith('filename="Anna-000-1.formcheck-programme"')
    content = unpack_programme(answer.content)
    assert (content.patient_id, content.number) == (patient.id, 1)
    assert client.get(f"{path}/file?number=7").status_code == 404
    code = client.get(f"{path}/qr.svg")
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.content.startswith(b"<?xml")
    paper = client.get(f"{path}/paper").text  # in the patient's language
    assert "<svg xmlns" in paper
    assert "Je oefenprogramma" in paper
    long = {"items": [{"exercise": "plank", "note": new_id()} for _ in range(40)]}
    with sender.writing() as session:
        version = ProgrammeVersion(
            patient_id=patient.id, number=2, created_at=NOW, content=long, digest="0" * 64
        )
        session.add(version)
    assert "too long for a code" in client.get(f"{path}/qr.svg").text
    assert "too long for a code" in client.get(f"{path}/paper").text
    assert client.get(f"{path}/qr.svg?number=1").status_code == 200
    with sender.writing() as session:
        session.get_one(ProgrammeVersion, version.id).content = {"items": [], "from": "the future"}
    assert client.get(f"{path}/paper").status_code == 422
