"""Judging blind: no page tells what formcheck found until it is asked for, and then it is noted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import select
from starlette.routing import BaseRoute

from formcheck.practice.carried import AsOwner
from formcheck.practice.principal import Scope
from formcheck.practice.require import require
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.therapist.sight import SHOWS, Sight
from formcheck.therapist.trouble import say_troubles
from formcheck.visits.blind import is_unseen
from formcheck.visits.judgement_schema import Judgement, VerdictSeen
from formcheck.visits.schema import Exercise, ExerciseFault, Visit
from formcheck.visits.store import VisitStore
from formcheck.web.exchange_pages import exchange_router
from formcheck.web.learn_pages import learn_router
from formcheck.web.left_visit import left_router
from formcheck.web.visit_pages import visit_router
from tests.support.other_findings import other_findings
from tests.support.replayed import read_part

ANNA = "a" * 32
"""An account."""
NOT_OF_A_VISIT = {"/therapist/static/{name}", "/therapist/judging", "/therapist/{elsewhere:path}"}
"""The lot draws by what was found; it tells nobody."""
HIDDEN = "Hidden while you judge blind"


@pytest.fixture
def app(practice: VisitStore) -> FastAPI:
    desk, app = Desk(practice), FastAPI()
    app.add_middleware(AsOwner)
    say_troubles(app, desk)
    app.include_router(therapist_router(desk, accounts=True))
    guard = [Depends(require(Scope.COACH)), Depends(Sight(desk).guard)]
    app.include_router(exchange_router(desk), dependencies=guard)
    app.include_router(visit_router(desk), dependencies=guard)
    app.include_router(learn_router(desk), dependencies=guard)
    return app


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"accept-language": "en"})


@pytest.fixture
def blind(client: TestClient) -> TestClient:
    client.post("/therapist/agreement/blind", data={"on": "1"})
    return client


@pytest.fixture
def plank(practice: VisitStore) -> Exercise:
    """The exercise of a visit, with a fault and a recording."""
    with practice.reading() as session:
        query = (
            select(Exercise).join(ExerciseFault).where(Exercise.name == "plank", ExerciseFault.fault == "sag")
        )
        return session.scalars(query.order_by(Exercise.id)).all()[0]


def paths(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every route below, with its methods."""
    for route in routes:
        inside = getattr(route, "original_router", None)
        if isinstance(route, APIRoute):
            full = route.path if route.path.startswith(prefix) else prefix + route.path
            yield full, route.methods or set()
        elif inside is not None:
            yield from paths(inside.routes, prefix or inside.prefix)


async def _over() -> None:
    """No visit goes on."""


def all_paths(practice: VisitStore) -> set[tuple[str, str]]:
    desk = Desk(practice)
    found = {
        (path, method)
        for router, prefix in (
            (therapist_router(desk, accounts=True), "/therapist"),
            (visit_router(desk), ""),
            (exchange_router(desk), ""),
            (learn_router(desk), ""),
            (left_router(practice, _over), ""),
        )
        for path, methods in paths(router.routes, prefix)
        for method in methods
    }
    assert ("/therapist/visits/{visit_id}/print", "GET") in found
    return found


def test_every_page_says_what_it_shows(practice: VisitStore) -> None:
    assert {path for path, _ in all_paths(practice)} == set(SHOWS)


def test_no_page_tells_what_was_found(blind: TestClient, practice: VisitStore, plank: Exercise) -> None:
    """Every page that can be read is the same, byte for byte, whatever was found."""
    with practice.reading() as session:
        visit = session.get_one(Visit, plank.visit_id)
    values = {
        "visit_id": visit.id, "exercise_id": plank.id, "patient_id": visit.patient_id, "job": "none",
        "number": "1", "visit": visit.id, "event": "0", "card": "muscles",
        "language": "en", "sentence": "coach.go",
    }  # fmt: skip
    asked = sorted(
        path.format(**values)
        for path, method in all_paths(practice)
        if method == "GET" and path not in NOT_OF_A_VISIT and path != "/left.json"
    )
    patient = f"/therapist/patients/{visit.patient_id}"
    asked += [
        f"{patient}?weeks=0",
        f"{patient}/programme?exercise_id={plank.id}&start_s=1&end_s=5",
        f"/therapist/exercises/{plank.id}/reference?at_s=5",
        f"/therapist/exercises/{plank.id}/judging/0",
    ]
    for path in asked:  # what is new to somebody who has not looked is not what was found
        blind.get(path)
    before = {path: blind.get(path) for path in asked}
    assert len(before) > 25
    with practice.reading() as session:
        assert session.scalars(select(VerdictSeen)).all() == [], "nothing was shown"
    other_findings(practice)
    for path in asked:
        after = blind.get(path)
        assert after.status_code < 500, path
        assert after.content == before[path].content, path
    hidden = [path for path in asked if HIDDEN in before[path].text]
    assert len(hidden) >= 11, hidden
    assert {f"/therapist/visits/{visit.id}/fhir", f"{patient}/fhir"} <= set(hidden)
    sent = blind.post("/visits/export", data={"visit": visit.id})
    assert sent.status_code == 403
    assert (
        blind.post(f"/therapist/patients/{visit.patient_id}/export", data={"everything": "1"}).status_code
        == 403
    )
    assert blind.post(f"/therapist/exercises/{plank.id}/marks", data={"agrees-0": "1"}).status_code == 403


def test_the_replay_is_the_body_alone(blind: TestClient, plank: Exercise) -> None:
    place = f"/therapist/exercises/{plank.id}/replay"
    for address in (place, f"/therapist/exercises/{plank.id}/judging/0"):
        bare = read_part(blind.get(address).content)
        assert bare.head["captions"] == [""]
        assert {style[1] for style in bare.head["styles"]} <= {"near", "far", "outline"}
        assert bare.head["here"] > 0
    blind.post(f"/therapist/visits/{plank.visit_id}/reveal")
    shown = read_part(blind.get(place).content)
    assert any("hips hanging down" in caption for caption in shown.head["captions"])


def test_blind_is_what_was_not_shown(blind: TestClient, practice: VisitStore, plank: Exercise) -> None:
    """Judged blind, revealed, judged again: both stay, each with its mark. The mode alone blinds nobody."""
    place = f"/therapist/exercises/{plank.id}/judgements"
    page = blind.get(f"/therapist/visits/{plank.visit_id}").text
    assert "You judge this visit blind" in page
    assert 'name="judge-0-sag"' in page
    blind.post(place, data={"judge-0-sag": "absent", "judge-0-pike": ""})
    assert '<option value="absent" selected>' in blind.get(f"/therapist/visits/{plank.visit_id}").text
    blind.post("/therapist/agreement/blind", data={"on": "0"})
    shown = blind.get(f"/therapist/visits/{plank.visit_id}").text
    assert "You judge this visit blind" not in shown
    assert "is marked" in shown
    blind.post("/therapist/agreement/blind", data={"on": "1"})
    assert "You judge this visit blind" not in blind.get(f"/therapist/visits/{plank.visit_id}").text
    blind.post(place, data={"judge-0-sag": "present", "judge-0-pike": "", "rest": "absent"})
    with practice.reading() as session:
        rows = session.scalars(select(Judgement).order_by(Judgement.given_at)).all()
    said = {
        fault: [(row.answer, row.blind) for row in rows if row.fault == fault] for fault in ("sag", "pike")
    }
    assert said == {"sag": [("absent", True), ("present", False)], "pike": [("absent", False)]}
    for wrong in ("judge-0-sag", "judge-x-sag", "judge-9-sag", "judge-0", "judge-0-"):
        answer = "maybe" if wrong == "judge-0-sag" else "absent"
        assert blind.post(place, data={wrong: answer}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/therapist/visits/{visit}", "/therapist/visits/{visit}/print", "/therapist/patients/{patient}",
        "/therapist/patients/{patient}/print", "/therapist/patients/{patient}/tables", "/therapist/tables",
        "/therapist/exercises/{exercise}/replay", "/therapist/exercises/{exercise}/reference?at_s=5",
        "/visits/{visit}", "/visits/{visit}/exercises/1", "/visits/{visit}/export",
        "/therapist/visits/{visit}/fhir", "/therapist/patients/{patient}/fhir",
    ],
)  # fmt: skip
def test_each_page_that_shows_it_is_noted(
    client: TestClient, practice: VisitStore, plank: Exercise, address: str
) -> None:
    with practice.reading() as session:
        patient = session.get_one(Visit, plank.visit_id).patient_id
    path = address.format(visit=plank.visit_id, patient=patient, exercise=plank.id)
    assert client.get(path).status_code == 200
    with practice.reading() as session:
        assert not is_unseen(session, None, plank.visit_id)
        assert is_unseen(session, ANNA, plank.visit_id), "somebody else has not seen it"


def test_a_patient_is_revealed_at_once(blind: TestClient, practice: VisitStore, plank: Exercise) -> None:
    with practice.reading() as session:
        patient = session.get_one(Visit, plank.visit_id).patient_id
    assert "to judge blind" in blind.get(f"/therapist/patients/{patient}").text
    place = re.findall(r'action="([^"]+reveal)"', blind.get(f"/therapist/patients/{patient}/print").text)
    assert place == [f"/therapist/patients/{patient}/reveal"]
    blind.post(place[0])
    assert "to judge blind" not in blind.get(f"/therapist/patients/{patient}").text
    assert HIDDEN not in blind.get(f"/therapist/patients/{patient}/print").text
    assert blind.post("/therapist/patients/none/reveal").status_code == 404
    assert blind.post("/therapist/visits/none/reveal").status_code == 404
