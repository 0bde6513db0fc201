"""The patient's routes: visits for the therapist go out, a programme comes in by file, text or camera."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from formcheck.exchange.programme_file import MAX_BYTES, pack_programme, pack_programme_text
from formcheck.exchange.qr import qr_svg
from formcheck.exchange.sealing import lock
from formcheck.media.spoken import spoken_clip
from formcheck.therapist.desk import Desk
from formcheck.visits.own_voice import Voice, VoicedSentence
from formcheck.visits.programmes import in_force
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.voice.sentences import sentences
from formcheck.web.exchange_pages import exchange_router
from formcheck.web.own_voice import own_voice, own_voice_router
from formcheck.web.visit_pages import visit_router
from tests.exchange.test_qr import drawn, filmed
from tests.support.practice import NOW, small_practice
from tests.support.programmes import programme_content
from tests.support.spoken_sounds import recorded

PASSPHRASE = "zeven groene fietsen"


def at(store: VisitStore) -> TestClient:
    """The routes on a store, in the order of the application."""
    app = FastAPI()
    app.include_router(exchange_router(Desk(store)))
    app.include_router(visit_router(Desk(store)))
    return TestClient(app, headers={"accept-language": "nl"})


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    """One patient's own visits."""
    with small_practice(tmp_path_factory.mktemp("own") / "store", patients=1, visits=3) as store:
        with store.writing() as session:
            for patient in session.scalars(select(Patient)):
                patient.own, patient.name = True, ""
        yield store


@pytest.fixture
def home(tmp_path: Path) -> Iterator[VisitStore]:
    """A machine on which nothing was done yet."""
    with VisitStore(tmp_path / "home", now=lambda: NOW) as store:
        yield store


def visits_in(data: bytes) -> int:
    """How many visits a file holds."""
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    return sum(name.startswith("visits/") for name in names)


def test_visits_leave_one_some_or_those_of_some_days(own: VisitStore) -> None:
    client = at(own)
    with own.reading() as session:
        visits = session.scalars(select(Visit).order_by(Visit.began_at)).all()
    one = client.get(f"/visits/{visits[0].id}/export")
    assert one.headers["content-disposition"].startswith('attachment; filename="formcheck-visits-2026')
    assert visits_in(one.content) == 1
    day = visits[-1].began_at.date()
    days = client.get(f"/visits/export?from={day}&until={day}")
    assert visits_in(days.content) == sum(visit.began_at.date() == day for visit in visits)
    assert visits_in(client.get("/visits/export").content) == 3
    everything = client.get("/visits/export?everything=1").content
    assert (
        "Alles wat van jou bewaard is" in zipfile.ZipFile(io.BytesIO(everything)).read("index.html").decode()
    )
    assert not list((own.folder / "exchange").iterdir())


def test_what_cannot_leave_is_a_sentence(own: VisitStore, home: VisitStore) -> None:
    client = at(own)
    assert client.get("/visits/export?from=2031-01-01").status_code == 422
    assert client.get(f"/visits/{'0' * 32}/export").status_code == 404
    assert at(home).get("/visits/export").status_code == 404


def test_a_programme_comes_in_by_file_and_by_text(home: VisitStore) -> None:
    client = at(home)
    content = programme_content()
    file = {"file": ("mijn.formcheck-programme", pack_programme(content), "application/octet-stream")}
    taken = client.post("/programme", files=file).json()
    assert (taken["taken"], taken["exercises"], taken["same"]) == (True, 6, False)
    assert len(in_force(home).programme.items) == 6
    again = client.post("/programme", data={"text": pack_programme_text(content)}).json()
    assert (again["taken"], again["same"]) == (True, True)
    foreign = programme_content(patient_id="e5" * 16, patient="Bram", programme_id="d4" * 16)
    asked = client.post("/programme", data={"text": pack_programme_text(foreign)})
    assert asked.status_code == 422
    assert (asked.json()["why"], "Bram" in asked.json()["text"]) == ("programme_other", True)
    anyway = client.post("/programme", data={"text": asked.json()["code"], "anyway": "1"})
    assert anyway.json()["taken"]
    for nothing in ({"text": "hallo"}, {"text": ""}, {}):
        refused = client.post("/programme", data=nothing)
        assert (refused.status_code, refused.json()["taken"]) == (422, False)
        assert refused.json()["text"]
    assert not list((home.folder / "exchange").iterdir())


def test_the_form_works_without_javascript(home: VisitStore) -> None:
    client = at(home)
    client.headers["accept"] = "text/html"
    assert 'enctype="multipart/form-data"' in client.get("/programme").text
    file = {"file": ("x.formcheck-programme", pack_programme(programme_content()))}
    taken = client.post("/programme", files=file, data={"text": ""}, follow_redirects=False)
    assert (taken.status_code, taken.headers["location"]) == (303, "/")
    foreign = programme_content(patient_id="e5" * 16, patient="<b>Bram", programme_id="d4" * 16)
    asked = client.post("/programme", files={"file": ("x", pack_programme(foreign))})
    assert (asked.status_code, "&lt;b&gt;Bram" in asked.text) == (422, True)
    left = html.unescape(asked.text.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0])
    anyway = client.post(
        "/programme", files={"file": ("", b"")}, data={"text": left, "anyway": "1"}, follow_redirects=False
    )
    assert anyway.status_code == 303
    refused = client.post("/programme", data={"text": "<script>alert(1)</script>"})
    assert (refused.status_code, "<script>alert" in refused.text) == (422, False)


def test_a_programme_comes_in_from_paper_and_no_picture_is_written(
    home: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = at(home)
    svg = qr_svg(pack_programme_text(programme_content()))
    assert svg is not None
    picture = cv2.imencode(".jpg", cv2.cvtColor(filmed(drawn(svg), 0.7), cv2.COLOR_RGB2BGR))[1].tobytes()
    files = sorted(home.folder.rglob("*"))
    jpeg = {"content-type": "image/jpeg"}
    empty = cv2.imencode(".jpg", cv2.imdecode(cv2.imencode(".png", cv2.UMat(480, 640, 0))[1], 1))[1].tobytes()
    for nothing in (empty, b"\xff\xd8\xff", b"", b"x" * 100):
        assert client.post("/programme", content=nothing, headers=jpeg).json() == {
            "taken": False,
            "why": "nothing_seen",
        }
    assert client.post("/programme", content=bytes(5_000_000), headers=jpeg).status_code == 422
    monkeypatch.setattr(Path, "write_bytes", lambda *_: pytest.fail("something is written"))
    assert client.post("/programme", content=picture, headers=jpeg).json()["taken"]
    assert sorted(home.folder.rglob("*")) == files
    assert len(in_force(home).programme.items) == 6


def test_a_voice_comes_with_the_programme_is_heard_and_can_be_removed(home: VisitStore) -> None:
    """Also from a locked file, and from one that is asked about, which has to be chosen once more."""
    client = at(home)
    client.app.include_router(own_voice_router(home))  # type: ignore[attr-defined]
    said = next(one for one in sentences("nl") if one.key == "coach.go")
    clip = spoken_clip(recorded(spoken_s=0.5))
    voice = Voice("nl", (VoicedSentence(said.key, said.digest, clip),))
    locked = locked_bytes(pack_programme(programme_content(voice=voice)), home.folder)
    sent = {"file": ("plank.formcheck-programme", locked, "application/octet-stream")}
    told = client.post("/programme", files=sent)
    assert (told.status_code, told.json()["why"], told.json()["code"]) == (422, "needs_passphrase", "")
    taken = client.post("/programme", files=sent, data={"passphrase": PASSPHRASE}).json()
    assert (taken["taken"], taken["voiced"]) == (True, 1)
    address = own_voice(home)("nl")[said.text]
    assert own_voice(home)("en") == {}
    sound = client.get(f"/{address}")
    assert (sound.content, sound.headers["content-type"]) == (clip.audio, "audio/webm")
    for other in ("voice/own/nl/0123456789abcdef", "voice/own/de/" + said.digest, "voice/own/nl/..%00"):
        assert client.get(f"/{other}").status_code == 404
    page = client.get("/programme").text
    assert "Er staat hier één zin in de stem van je therapeut." in page
    foreign = pack_programme(programme_content(patient_id="c3" * 16, programme_id="d4" * 16, voice=voice))
    padded = foreign + b" " * MAX_BYTES
    asked = client.post("/programme", files={"file": ("x", padded, "")}, headers={"accept": "text/html"})
    assert "Kies het bestand nog eens" in asked.text
    client.post("/programme/voice/delete")
    assert "stem van je therapeut" not in client.get("/programme").text
    assert client.get(f"/{address}").status_code == 404
    assert own_voice(home)("nl") == {}


def locked_bytes(data: bytes, folder: Path) -> bytes:
    """The same, locked with `PASSPHRASE`."""
    (folder / "plain").write_bytes(data)
    lock(folder / "plain", folder / "locked", PASSPHRASE)
    return (folder / "locked").read_bytes()
