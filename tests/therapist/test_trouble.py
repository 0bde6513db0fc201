"""A store that fails in the middle: the page says so in one sentence, the terminal with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from formcheck.errors import FullDiskError, OutputError
from formcheck.practice.carried import AsOwner
from formcheck.runtime.error_lines import show_tracebacks
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.therapist.trouble import say_troubles
from formcheck.visits import engine
from formcheck.visits.database_errors import BusyStoreError
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.store import VisitStore


def client_of(store: VisitStore, lang: str = "en") -> TestClient:
    app = FastAPI()
    say_troubles(app, Desk(store))
    app.add_middleware(AsOwner)
    app.include_router(therapist_router(Desk(store)))

    @app.post("/therapist/fails/{kind}")
    @app.post("/fails/{kind}")
    def fails(kind: str) -> None:
        raise {"full": FullDiskError, "busy": BusyStoreError, "place": OutputError}[kind](
            "It failed", "Mend it"
        )

    return TestClient(app, headers={"accept-language": lang}, follow_redirects=False)


def test_a_store_that_was_damaged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with VisitStore(tmp_path) as store:
        client, database = client_of(store), tmp_path / DATABASE
        assert client.get("/therapist/").status_code == 200
        data = bytearray(database.read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)
        database.write_bytes(data)
        store.engine.dispose()
        answer = client.get("/therapist/")
    assert answer.status_code == 500
    assert "cannot be read" in answer.text
    assert str(tmp_path) not in answer.text, "no path on a page"
    assert "formcheck visits restore" in capfd.readouterr().err


def test_two_that_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    with VisitStore(tmp_path) as store, VisitStore(tmp_path) as other, other.writing():
        answer = client_of(store, "nl").post("/therapist/patients", data={"name": "Anna"})
    assert answer.status_code == 503
    assert "Een ander programma" in answer.text


@pytest.mark.parametrize(("kind", "status"), [("full", 507), ("busy", 503), ("place", 500)])
def test_what_is_said(tmp_path: Path, kind: str, status: int, capfd: pytest.CaptureFixture[str]) -> None:
    show_tracebacks(False)  # another test may have asked for them
    with VisitStore(tmp_path) as store:
        client = client_of(store)
        page = client.post(f"/therapist/fails/{kind}")
        text = client.post(f"/fails/{kind}")
    assert (page.status_code, text.status_code) == (status, status)
    assert "was not kept" in page.text
    assert "was not kept" in text.text
    assert "<" not in text.text
    assert capfd.readouterr().err.splitlines() == ["formcheck: It failed. Mend it"] * 2


def test_an_address_that_is_no_page_gets_a_sentence(client: TestClient) -> None:
    answer = client.get("/therapist/nowhere/at/all")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Deze pagina is er niet." in answer.text or "There is no such page." in answer.text
