"""What an attacker tries on the pages of a practice: refused, and logged without secrets."""

from __future__ import annotations

import contextlib
import logging
import sqlite3

import pytest
from sqlalchemy import delete, text, update

from formcheck.practice import require
from formcheck.practice.session_cookie import NAME
from formcheck.visits.practice_schema import SQLITE_TRIGGERS, AuditEntry
from tests.practice.authorisation import ROWS
from tests.support.practice_people import ANNA, BRAM, CATO, ORIGIN, SECRET, People

FORGED = (
    "",
    "0" * 43,
    "a" * 10_000,
    "' OR 1=1 --",
    "\N{GRINNING FACE}",
    "%00",
    "null",
)
CHANGES = [route for route, row in ROWS.items() if route.startswith("POST") and row.kind in
           ("self", "administrator", "pages", "file")]  # fmt: skip


def test_forged_cookies_let_nobody_in(people: People) -> None:
    real = people.browser(ANNA).client.cookies[NAME]
    for value in (*FORGED, real[:-1], real + "a", real.swapcase(), real.encode().hex()):
        stranger = people.browser()
        answer = stranger.get("/therapist/", headers={b"cookie": f"{NAME}={value}".encode()})
        assert (answer.status_code, answer.headers["location"]) == (303, "/therapist/sign-in"), value


def test_what_a_cookie_holds_is_stored_nowhere(people: People) -> None:
    key = people.browser(ANNA).client.cookies[NAME]
    with contextlib.closing(sqlite3.connect(people.store.database)) as connection:
        kept = "\n".join(connection.iterdump())
    assert key not in kept
    assert SECRET not in kept


def test_cookies_are_for_this_server_alone(people: People) -> None:
    answer = people.browser().sign_in(ANNA)
    plain = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(NAME))
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(plain.split("; "))
    assert not [
        part for part in plain.lower().split("; ") if part.startswith(("domain", "expires", "max-age"))
    ]


@pytest.mark.parametrize("route", CHANGES)
def test_no_form_without_the_session_s_token(people_once: People, route: str) -> None:
    """Another site can make a browser send a form with all cookies; it cannot read the token."""
    login = CATO if ROWS[route].kind == "administrator" else ANNA
    browser = people_once.browser_of(login)
    visit, exercise = people_once.visit_of(ANNA)
    keys = {
        "patient_id": people_once.patient_of(ANNA),
        "visit_id": visit,
        "exercise_id": exercise,
        "job": "x",
        "language": "en",
        "sentence": "coach.go",
    }
    path = route.removeprefix("POST ").format(**keys)
    for token in ("", "0" * 64, people_once.browser_of(BRAM).token()):
        answer = browser.post(path, token=token)
        assert answer.status_code == 403, (token, answer.text[:200])
        assert "expired" in answer.text
    elsewhere = browser.client.post(
        path, data={"form_token": browser.token()}, headers={"origin": "https://evil"}
    )
    assert elsewhere.status_code == 403
    unsaid = browser.client.post(path, json={"form_token": browser.token()})
    assert unsaid.status_code == 403 or path.endswith("/import"), "only a form has the token, or a file"
    assert browser.get("/therapist/").status_code == 200


def test_nobody_is_signed_in_by_another_site(people: People) -> None:
    """Neither without the token of the page, nor from another origin."""
    stranger = people.browser()
    token = stranger.token("/therapist/sign-in")
    form = {"login": ANNA, "password": SECRET}
    assert stranger.post("/therapist/sign-in", form, token="0" * 64).status_code == 403
    elsewhere = stranger.client.post(
        "/therapist/sign-in", data={**form, "form_token": token}, headers={"origin": "http://evil"}
    )
    assert elsewhere.status_code == 403
    assert NAME not in stranger.client.cookies


def test_bodies_are_limited(people: People) -> None:
    """Before anything of them is read; who has not signed in may send next to nothing."""
    stranger, anna = people.browser(), people.browser(ANNA)
    token = stranger.token("/therapist/sign-in")
    huge = {"login": "a" * 17_000, "password": SECRET}
    assert stranger.post("/therapist/sign-in", huge, token=token).status_code == 413
    note = f"/therapist/patients/{people.patient_of(ANNA)}/note"
    assert anna.post(note, {"text": "a" * 2_000_001}).status_code == 413
    pieces = (b"text=" for _ in range(3))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert anna.client.post(note, content=pieces, headers=kind).status_code == 411
    for length in ("-1", "1e3", "9" * 30, "²"):
        odd = {b"content-type": kind["content-type"].encode(), b"content-length": length.encode()}
        assert anna.client.post(note, content=b"", headers=odd).status_code in (411, 413)
    refused = stranger.client.post("/therapist/patients", data={"name": "x"})
    assert refused.status_code == 403
    assert "default-src 'self'" in refused.headers["content-security-policy"]


def test_headers_cannot_be_written_into(people: People) -> None:
    anna = people.browser(ANNA)
    for odd in ("a\r\nSet-Cookie: x=y", "a\nLocation: //evil", 'a"; filename="evil.exe', "a\x00b"):
        answer = anna.post("/therapist/patients", {"name": odd})
        assert answer.status_code == 303
        assert "evil" not in answer.headers["location"]
        assert "set-cookie" not in answer.headers
        sent = anna.post(f"{answer.headers['location']}/export", {"everything": "1"})
        assert "evil.exe" not in sent.headers.get("content-disposition", "")
    assert anna.get("/therapist/", headers={"host": "evil"}).status_code == 421
    cato = people.browser(CATO)
    bad = cato.post("/therapist/practice/add", {"login": "x\r\ny", "name": "X", "role": "therapist"})
    assert bad.status_code == 422
    for referer in ("https://evil/therapist/practice/bindings?q=x", "//evil", "\x00", f"{ORIGIN}/therapist/"):
        form = {"patient": people.patient_of(ANNA), "account": people.account(BRAM).id, "do": "bind"}
        there = cato.client.post(
            "/therapist/practice/bindings",
            data={"form_token": cato.token(), **form},
            headers={"referer": referer},
        )
        assert there.headers["location"].startswith("/therapist/practice/bindings")


def test_an_address_is_the_connection_s(people: People) -> None:
    """What a header says of it is anybody's word."""
    stranger = people.browser(address="10.3.3.3")
    stranger.client.headers["x-forwarded-for"] = "127.0.0.1"
    stranger.sign_in(ANNA, "wrong password")
    with people.store.reading() as session:
        assert [row.address for row in session.query(AuditEntry)] == ["10.3.3.3"]


@pytest.mark.parametrize("key", ["0" * 32, "x", "%00", "%F0%9F%98%80", "a" * 500, "' OR 1=1 --"])
@pytest.mark.parametrize("place", ["patients/{}", "visits/{}", "exercises/{}/replay", "patients/{}/print"])
def test_wrong_keys_are_not_there(people_once: People, place: str, key: str) -> None:
    anna = people_once.browser_of(ANNA)
    answer = anna.get(f"/therapist/{place.format(key)}")
    assert answer.status_code == 404
    assert "This is not there" in answer.text or "There is no such page" in answer.text


def test_refusals_are_logged_without_secrets(people: People, caplog: pytest.LogCaptureFixture) -> None:
    anna = people.browser(ANNA)
    key, token = anna.client.cookies[NAME], anna.token()
    with caplog.at_level(logging.INFO):
        people.browser().sign_in("anna", "my very own password")
        people.browser().sign_in("my very own password", "x")
        anna.get(f"/therapist/patients/{people.patient_of(BRAM)}")
        anna.post("/therapist/sign-out", token="0" * 64)
        anna.get("/therapist/practice")
        people.browser().get("/therapist/practice")
    said = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("formcheck"))
    assert said.count("refused") >= 6
    assert "GET /therapist/patients/{patient_id} by anna from 10.0.0.1" in said
    for secret in (key, token, SECRET, "my very own password", people.patient_of(BRAM), "0" * 64):
        assert secret not in said
    logged = str(people.log())
    for secret in (key, token, SECRET, "my very own password"):
        assert secret not in logged


def test_the_audit_log_is_only_added_to(people: People) -> None:
    anna = people.browser(ANNA)
    anna.get(f"/therapist/patients/{people.patient_of(ANNA)}")
    before = people.log()
    assert (ANNA, "opened", people.patient_of(ANNA)) in before
    for statement in (delete(AuditEntry), update(AuditEntry).values(login="bram")):
        with pytest.raises(Exception, match="only added to"), people.store.writing() as session:
            session.execute(statement)
    columns = "id, at, account_id, 'x', action, patient_id, subject, address"
    again = text(f"INSERT OR REPLACE INTO audit SELECT {columns} FROM audit")  # no trigger of DELETE hears it
    with pytest.raises(Exception, match="only added to"), people.store.writing() as session:
        session.execute(again)
    with contextlib.closing(sqlite3.connect(people.store.database)) as connection:
        triggers = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    assert triggers == SQLITE_TRIGGERS
    assert people.log() == before


def test_what_cannot_be_logged_is_not_shown(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = people.browser(ANNA)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(require, "note", full)
    for _ in range(2):
        assert anna.get(f"/therapist/patients/{people.patient_of(ANNA)}").status_code == 507
