"""Every route of the application by every role: a real request for each cell of the table."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.websockets import WebSocketDisconnect

from formcheck.practice.bindings import bind
from formcheck.therapist import paper_page
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from tests.practice.authorisation import ABSENT, AWAY, DOCS, HIDDEN, NO, ROLES, ROWS, SIGN_IN, YES, written
from tests.support.practice import NOW
from tests.support.practice_people import ANNA, BRAM, CATO, ORIGIN, SECRET, Browser, People

LOGINS = {"therapist": ANNA, "colleague": BRAM, "administrator": CATO}
FORMS = {
    "POST /therapist/language": {"lang": "en"},
    "POST /therapist/patients/{patient_id}/name": {"name": ""},
    "POST /therapist/patients/{patient_id}/note": {"text": "Goes well"},
    "POST /therapist/visits/{visit_id}/note": {"text": "Goes well"},
    "POST /therapist/patients/{patient_id}/what-if": {"exercise": "plank", "low": "x"},
    "POST /therapist/patients/{patient_id}/what-if/{job}/keep": {"reason": "because"},
}
GIVEN = {
    "name": "therapist.css",
    "language": "en",
    "number": "1",
    "job": "none",
    "event": "0",
    "sentence": "coach.go",
    "digest": "0123456789abcdef",
    "card": "muscles",
    "elsewhere": "nowhere",
    "folder": "tones",
    "recording": "count.opus",
}
QUERIES = {"GET /therapist/exercises/{exercise_id}/reference": "?at_s=-5"}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory, made_people: Path) -> Iterator[People]:
    """The practice of all cells: no request of the table leaves anything that another one meets."""
    folder = tmp_path_factory.mktemp("cells") / "store"
    shutil.copytree(made_people, folder)
    with VisitStore(folder, now=lambda: NOW) as store:
        yield People(store, [NOW])


@pytest.fixture(scope="module")
def browsers(practice: People) -> dict[str, Browser]:
    """A browser for each role; the owner's is at the same store without accounts."""
    owners = People(practice.store, practice.clock, accounts=False)
    return {
        "nobody": practice.browser(),
        "patient": practice.browser(machine=True),
        **{role: practice.browser(login) for role, login in LOGINS.items()},
        "owner": owners.browser(machine=True),
    }


def test_every_route_has_a_row(practice: People) -> None:
    routes = {
        f"{method} {route.path}"
        for route in iter_route_contexts(practice.app.routes)
        for method in getattr(route, "methods", None) or ["WS"]
    }
    assert routes == set(ROWS), "a new route wants a row in tests/practice/authorisation.py"


def test_the_documentation_shows_the_table() -> None:
    text = DOCS.read_text("utf-8")
    assert text == written(text), "python -m tests.practice.authorisation writes it"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", ROWS)
def test_every_cell(
    practice: People, browsers: dict[str, Browser], monkeypatch: pytest.MonkeyPatch, route: str, role: str
) -> None:
    monkeypatch.setattr(paper_page, "pdf_of", lambda html, paper: b"%PDF")
    browser = browsers[role]
    if route.endswith("/sign-out") and role in LOGINS:  # it ends the session
        browser = practice.browser(LOGINS[role])
    if route == "WS /live":
        assert _may_connect(browser) == (ROWS[route].cell(role) == YES)
        return
    answer = _asked(practice, browser, route)
    assert _got(answer, ROWS[route].status) == ROWS[route].cell(role), (answer.status_code, answer.text[:300])


def test_of_somebody_elses_patient_the_machine_s_patient_sees_nothing(
    practice: People, browsers: dict[str, Browser]
) -> None:
    visit, _ = practice.visit_of(ANNA)
    patient = browsers["patient"]
    unknown = patient.get(f"/visits/{'0' * 32}")
    for path in (f"/visits/{visit}", f"/visits/{visit}/export", f"/visits/{visit}/exercises/1"):
        assert patient.get(path).status_code == 404
        assert patient.get(path).text == unknown.text
    assert visit not in patient.get(f"/visits/send?visit={visit}").text
    assert patient.post("/visits/export", {"visit": visit}, token="").status_code == 400
    assert visit not in patient.get("/visits/").text


def _asked(practice: People, browser: Browser, route: str) -> Response:
    method, _, path = route.partition(" ")
    own = path.startswith(("/visits", "/left"))
    visit, exercise = practice.visit_of("" if own else ANNA)
    name = "app.css" if path.startswith("/static") else GIVEN["name"]
    patient = _fresh(practice) if route.endswith("}/delete") else practice.patient_of(ANNA)
    with practice.store.writing() as session:  # as it has to be to be closed
        session.get_one(Visit, visit).state = "broken_off" if route.endswith("/close") else "closed"
    keys = {**GIVEN, "name": name, "patient_id": patient, "visit_id": visit, "exercise_id": exercise}
    asked = path.replace(":path", "").format(**keys) + QUERIES.get(route, "")
    if method == "GET":
        return browser.get(asked)
    if path == "/therapist/sign-in":
        return browser.post(asked, {"login": "", "password": SECRET}, token=browser.token(asked))
    if path == "/therapist/import":
        return browser.client.post(asked, data={"form_token": browser.token()}, files=[("files", ("", b""))])
    return browser.post(asked, FORMS.get(route, {}))


def _fresh(practice: People) -> str:
    """Another patient of Anna's, to be deleted."""
    with practice.store.writing() as session:
        patient = Patient(name="Leaves soon", created_at=NOW)
        session.add(patient)
        session.flush()
        bind(session, patient.id, practice.account(ANNA).id, NOW)
        return patient.id


def _got(answer: Response, status: int) -> str:
    """What a role got, in the words of the table."""
    code, where = answer.status_code, answer.headers.get("location", "")
    hidden = "This is not there, or no longer." in answer.text or answer.text == '{"detail":"Not Found"}'
    told = {
        SIGN_IN: (code == 303 and where == "/therapist/sign-in" and "set-cookie" not in answer.headers)
        or (code == 403 and "You are signed out" in answer.text)
        or (code == 401 and "Sign in first." in answer.text),
        AWAY: code == 303 and where == "/therapist/" and status == 200,
        NO: code == 403 and status != 403,
        HIDDEN: code == 404 and hidden,
        ABSENT: code == 405 or (code == 404 and status != 404),
        YES: code == status,
    }
    return next((word for word, is_so in told.items() if is_so), f"?{code}")


def _may_connect(browser: Browser) -> bool:
    address = f"{ORIGIN.replace('http', 'ws')}/live"
    with contextlib.suppress(WebSocketDisconnect), browser.client.websocket_connect(address):
        return True
    return False
