"""The API: what it gives, to whom, and what it says to anybody else."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import select, update

from formcheck.api import patients as api_patients
from formcheck.practice.principal import Scope
from formcheck.practice.tokens import make_token
from formcheck.scoring.result import Result
from formcheck.visits.database_errors import BusyStoreError, UnreachableStoreError
from formcheck.visits.opinion_schema import Note
from formcheck.visits.patient_list import ListedPatient, listed_patients
from formcheck.visits.practice_schema import ApiToken
from formcheck.visits.schema import Patient, Visit
from formcheck.web import api_door
from tests.api.conftest import Client
from tests.api.test_blind import judged_by
from tests.record.r4 import troubles
from tests.support.practice_people import ANNA, BRAM, ORIGIN, People
from tools.api_document import DOCS, document

READ = frozenset((Scope.PATIENTS_READ,))
V1 = "/api/v1"


def test_the_document_is_current_and_names_every_route() -> None:
    made = document()
    assert DOCS.read_text("utf-8") == made, "python -m tools.api_document"
    content = json.loads(made)
    assert content["openapi"].startswith("3.1")
    for path, methods in content["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            for status in ("401", "404", "422"):
                assert "application/problem+json" in operation["responses"][status]["content"]


def test_a_program_reads_all_that_the_pages_show(client: Client, people: People) -> None:
    api, patient = client(ANNA), people.patient_of(ANNA)
    listed = api.get(f"{V1}/patients").json()
    assert [one["id"] for one in listed["items"]] == [patient]
    assert (listed["page"], listed["pages"], listed["total"]) == (1, 1, 1)
    one = api.get(f"{V1}/patients/{patient}").json()
    assert one["name"] == listed["items"][0]["name"]
    assert (one["visits"], one["programme"]) == (2, 1)
    visits = api.get(f"{V1}/patients/{patient}/visits", params={"limit": 1}).json()
    assert (len(visits["items"]), visits["pages"], visits["total"]) == (1, 2, 2)
    visit = api.get(f"{V1}/visits/{visits['items'][0]['id']}").json()
    assert len(visit["exercises"]) == len(visits["items"][0]["exercises"]) > 0
    for exercise in visit["exercises"]:
        result = Result.model_validate(exercise["result"])
        assert result.exercise == exercise["name"]
        assert result.events
        assert exercise["recording"] == "kept"
    assert api.get(f"{V1}/patients/{patient}/programmes").json()["items"][0]["in_force"]
    version = api.get(f"{V1}/patients/{patient}/programmes/1").json()
    assert version["content"]["times_a_week"] == 3
    assert api.get(f"{V1}/patients/{patient}/programmes/2").status_code == 404
    steps = api.get(f"{V1}/patients/{patient}/next-steps").json()["steps"]
    assert [step["exercise"] for step in steps] == [item["exercise"] for item in version["content"]["items"]]
    trends = api.get(f"{V1}/patients/{patient}/trends", params={"weeks": 0}).json()
    assert trends["visits"] == 2
    assert {trend["exercise"] for trend in trends["exercises"]}
    for path in (f"/visits/{visit['id']}/fhir", f"/patients/{patient}/fhir"):
        told = api.get(V1 + path, params={"lang": "en"})
        assert told.headers["content-type"] == "application/fhir+json"
        assert list(troubles(told.json())) == []
    assert api.get(f"{V1}/codes").json()["resourceType"] == "CodeSystem"
    assert "plank" in api.get(f"{V1}/").json()["exercises"]


def test_a_question_what_if_is_answered_and_belongs_to_who_asked(client: Client, people: People) -> None:
    api, patient = client(ANNA), people.patient_of(ANNA)
    with people.store.reading() as session:
        name = session.scalars(select(Visit).where(Visit.patient_id == patient)).first()
        assert name is not None
    done = api.get(f"{V1}/patients/{patient}/visits").json()["items"][0]["exercises"][0]["name"]
    asked = api.post(f"{V1}/patients/{patient}/what-if", json={"exercise": done, "changes": {}})
    assert asked.status_code == 202
    place = asked.headers["location"]
    for _ in range(200):
        answer = api.get(place).json()
        if answer["over"]:
            break
    assert answer["judged"] == answer["wanted"] == len(answer["exercises"]) > 0
    assert all(one["now"]["word"] == one["before"]["word"] for one in answer["exercises"])
    assert client(BRAM).get(place).status_code == 404
    for wrong in ({"exercise": "yoga", "changes": {}}, {"exercise": done, "changes": {"bands": 3}}, {"x": 1}):
        assert api.post(f"{V1}/patients/{patient}/what-if", json=wrong).status_code == 422
    raw = api.post(
        f"{V1}/patients/{patient}/what-if", content=b"\xff{", headers={"content-type": "application/json"}
    )
    assert raw.status_code in (400, 422)
    assert raw.headers["content-type"] == "application/problem+json"


def test_agreement_is_what_the_page_s_files_give(client: Client, people: People) -> None:
    """The same figures and judgements, of one's own patients only, and noted as a file is."""
    judged_by(people, people.account(ANNA).id, people.account(BRAM).id)
    api, browser = client(ANNA), people.browser(ANNA)
    told = api.get(f"{V1}/agreement").json()
    table = list(csv.DictReader(browser.get("/therapist/agreement/table.csv").text.splitlines()))
    lines = [*told["faults"], *(line for pair in told["pairs"] for line in pair["faults"])]
    assert len(lines) == len(table) >= 2
    names = (
        "exercise",
        "fault",
        "ratings",
        "both_present",
        "only_first_present",
        "both_absent",
        "cannot_tell",
    )
    for line, row in zip(lines, table, strict=True):
        assert [str(line[name]) for name in names] == [row[name] for name in names]
        share = line["share"]["value"]
        assert row["share"] == ("" if share is None else str(round(share, 4)))
    assert told["judgements"] == sum(
        line["ratings"] + line["formcheck_unmeasured"] for line in told["faults"]
    )
    rows = list(csv.DictReader(browser.get("/therapist/agreement/judgements.csv").text.splitlines()))
    page = api.get(f"{V1}/agreement/judgements", params={"limit": 500}).json()
    assert page["total"] == len(rows) == told["judgements"]
    codes = ("therapist", "exercise", "fault", "therapist_says", "formcheck_found")
    assert [[one[code] for code in codes] for one in page["items"]] == [
        [row[code] for code in codes] for row in rows
    ]
    assert people.account(BRAM).id not in str(page)
    assert people.log().count((ANNA, "exported", None)) == 2
    elsewhere = client(BRAM)
    assert elsewhere.get(f"{V1}/agreement").json()["judgements"] == 0
    assert elsewhere.get(f"{V1}/agreement/judgements").json()["items"] == []


def test_nobody_sees_anothers_patient(client: Client, people: People) -> None:
    api, patient = client(ANNA), people.patient_of(BRAM)
    visit, _ = people.visit_of(BRAM)
    paths = [
        path
        for path in json.loads(DOCS.read_text("utf-8"))["paths"]
        if "{patient_id}" in path or "{visit_id}" in path
    ]
    assert len(paths) > 8
    for path in paths:
        place = path.format(patient_id=patient, visit_id=visit, number=1, job_id="0" * 32)
        told = (
            api.post(place, json={"exercise": "plank", "changes": {}})
            if path.endswith("what-if")
            else api.get(place)
        )
        assert told.status_code == 404, path
        nobody = place.replace(patient, "f" * 32).replace(visit, "f" * 32)
        again = api.post(nobody, json={}) if path.endswith("what-if") else api.get(nobody)
        assert (again.status_code, again.content) == (404, told.content), path
    refused = [entry for entry in people.log() if entry[:2] == (ANNA, "refused")]
    assert len(refused) >= len(paths)


def test_who_shows_no_good_token_gets_nothing(client: Client, people: People) -> None:
    for stranger in (client(), client(token="fct_x"), client(ANNA, frozenset((Scope.PATIENTS_WRITE,)))):
        told = stranger.get(f"{V1}/patients")
        assert told.status_code in (401, 403)
        assert told.headers["content-type"] == "application/problem+json"
        assert "items" not in told.json()
    with people.store.writing() as session:
        key = make_token(session, people.account(ANNA).id, "short", READ, people.clock[0],
                         people.clock[0] + timedelta(days=1))  # fmt: skip
    api = client(token=key)
    assert api.get(f"{V1}/patients").status_code == 200
    with people.store.writing() as session:  # revoked: at once
        session.execute(update(ApiToken).values(revoked_at=people.clock[0]))
    assert api.get(f"{V1}/patients").status_code == 401
    with people.store.writing() as session:
        session.execute(update(ApiToken).values(revoked_at=None))
    assert api.get(f"{V1}/patients").status_code == 200
    people.wait(timedelta(days=2))
    with people.store.writing() as session:  # the clock of the test does not move the second
        session.add(Note(patient_id=people.patient_of(ANNA), written_at=people.clock[0], text="x"))
    assert api.get(f"{V1}/patients").status_code == 401


def test_a_token_that_is_not_good_is_logged_without_it(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    forged = "fct_" + "a" * 43
    assert client(token=forged).get(f"{V1}/patients").status_code == 401
    assert "refused: a token that is not good" in caplog.text
    assert forged not in caplog.text


def test_a_cookie_reads_and_changes_nothing_from_elsewhere(client: Client, people: People) -> None:
    api = client(machine=True)
    listed = api.get(f"{V1}/patients").json()
    assert listed["total"] == 2  # one's own machine has no accounts: its user sees all
    place = f"{V1}/patients/{listed['items'][0]['id']}/what-if"
    question = {"exercise": "plank", "changes": {}}
    assert api.post(place, json=question).status_code == 403
    assert api.post(place, json=question, headers={"origin": "http://evil.example"}).status_code == 403
    assert api.post(place, json=question, headers={"origin": ORIGIN}).status_code == 202
    assert api.get(f"{V1}/patients", headers={"host": "evil.example"}).status_code == 421
    api.cookies.clear()
    assert api.get(f"{V1}/patients").status_code == 401


def test_what_is_kept_ready_is_never_anothers_nor_old(client: Client, people: People) -> None:
    anna, bram = client(ANNA), client(BRAM)
    first = anna.get(f"{V1}/patients")
    assert first.headers["etag"]
    assert anna.get(f"{V1}/patients").content == first.content
    assert bram.get(f"{V1}/patients").json()["items"][0]["id"] == people.patient_of(BRAM)
    again = anna.get(f"{V1}/patients", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    writes = client(ANNA, frozenset((Scope.PATIENTS_WRITE,)))
    assert writes.get(f"{V1}/patients").status_code == 403
    with people.store.writing() as session:
        session.execute(update(Patient).where(Patient.id == people.patient_of(ANNA)).values(name="Anders"))
    changed = anna.get(f"{V1}/patients", headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.json()["items"][0]["name"] == "Anders"


def test_a_program_that_names_what_it_has_lets_the_list_be_made_once(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(*args: Any, **named: Any) -> list[ListedPatient]:
        made.append("list")
        return listed_patients(*args, **named)

    monkeypatch.setattr(api_patients, "listed_patients", counted)
    monkeypatch.setattr(api_door, "ANEW_S", 1e9)
    anna = client(ANNA)
    tag = anna.get(f"{V1}/patients").headers["etag"]  # and notes in the store that the token is used
    with people.store.writing() as session:  # elsewhere: all that is kept is made anew
        session.execute(update(Patient).where(Patient.id == people.patient_of(BRAM)).values(name="Bea"))
    made.clear()
    for named in (tag, "*", f'"other", {tag}', tag):
        answer = anna.get(f"{V1}/patients", headers={"if-none-match": named})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert anna.get(f"{V1}/patients", headers={"if-none-match": '"other"'}).status_code == 200
    assert made == ["list"]


def test_odd_requests_get_a_problem(client: Client) -> None:
    api = client(ANNA)
    odd = {
        "/nothing": 404,
        "/visits/..%2f..%2fetc": 404,
        "/visits/%00": 404,
        "/patients?page=0": 422,
        "/patients?page=99999999999999999999": 422,
        "/patients?limit=501": 422,
        "/patients?sort=shoe": 422,
        "/patients?page=70000": 200,
    }
    for path, status in odd.items():
        told = api.get(V1 + path)
        assert told.status_code == status, path
        if status != 200:
            assert told.json()["status"] == status
            assert told.headers["content-type"] == "application/problem+json"


def test_bodies_that_are_too_large_or_of_no_known_length_are_not_read(client: Client, people: People) -> None:
    api, place = client(ANNA), f"{V1}/patients/{people.patient_of(ANNA)}/what-if"
    assert api.post(place, content=b"x" * 70_000).status_code == 413
    assert api.post(place, content=iter([b"x"])).status_code == 411
    assert api.put(f"{V1}/patients").status_code == 405


def test_a_store_that_is_busy_or_has_gone_is_a_problem_and_no_traceback(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api = client(ANNA)
    assert api.get(f"{V1}/patients").status_code == 200

    def busy(*_: object, **__: object) -> None:
        raise BusyStoreError("Another program is writing", "Wait")

    monkeypatch.setattr("formcheck.api.patients.listed_patients", busy)
    told = api.get(f"{V1}/patients?q=x")
    assert (told.status_code, told.json()["title"]) == (503, "Service Unavailable")
    away = UnreachableStoreError("The database does not answer", "Start it")
    monkeypatch.setattr("formcheck.web.api_door.StoreVersion.current", AsyncMock(side_effect=away))
    told = api.get(f"{V1}/patients?q=z")
    assert (told.status_code, told.json()["title"]) == (503, "Service Unavailable")
    monkeypatch.undo()
    monkeypatch.setattr("formcheck.api.patients.listed_patients", lambda *_, **__: 1 / 0)
    told = api.get(f"{V1}/patients?q=y")
    assert (told.status_code, told.headers["content-type"]) == (500, "application/problem+json")
    monkeypatch.setattr("formcheck.web.api_door.principal_of_token", busy)
    assert client(BRAM).get(f"{V1}/patients").status_code == 503
    assert "Traceback" not in capsys.readouterr().err
