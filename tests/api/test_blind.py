"""Judging blind: the API tells no more of what formcheck found than the pages, and what it tells is noted."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from formcheck.visits.blind import Judge, is_unseen, set_blind_mode
from formcheck.visits.judgement_schema import VerdictSeen
from formcheck.visits.judgements import Place, faults_of_exercise, put_judgements
from formcheck.visits.schema import Exercise, Visit
from tests.api.conftest import Client
from tests.support.other_findings import other_findings
from tests.support.practice import NOW
from tests.support.practice_people import ANNA, BRAM, ORIGIN, People
from tools.api_document import DOCS

V1 = "/api/v1"
NOTES = {
    "/": 0, "/codes": 0, "/patients": 0, "/patients/{patient_id}": 0, "/patients/{patient_id}/notes": 0,
    "/patients/{patient_id}/programmes": 0, "/patients/{patient_id}/programmes/{number}": 0,
    "/patients/{patient_id}/visits": 2, "/patients/{patient_id}/next-steps": 2,
    "/patients/{patient_id}/trends": 2, "/patients/{patient_id}/fhir": 2, "/visits/{visit_id}": 1,
    "/visits/{visit_id}/fhir": 1, "/patients/{patient_id}/what-if/{job_id}": 0, "/agreement": 0,
    "/agreement/judgements": 2,
}  # fmt: skip
"""Every call that reads, and how many of the two visits of Anna's patient it shows. Of a question what if it
notes none: it is noted when it is asked."""
REFUSED = ("/patients/{patient_id}/fhir", "/visits/{visit_id}", "/visits/{visit_id}/fhir")
"""The calls that answer 409 while it is hidden."""


def judge_of(people: People, login: str) -> Judge:
    return people.account(login).id if login else None


def asks(client: Client, login: str) -> TestClient:
    """A client of the account, or of the machine's owner."""
    made = client(login) if login else client(machine=True)
    made.headers["origin"] = ORIGIN
    return made


def turn(people: People, login: str, *, on: bool) -> None:
    with people.store.writing() as session:
        set_blind_mode(session, judge_of(people, login), on)


def keys_of(people: People) -> dict[str, str | int]:
    patient, (visit, _) = people.patient_of(ANNA), people.visit_of(ANNA)
    return {"patient_id": patient, "visit_id": visit, "number": 1, "job_id": "0" * 32}


def judged_by(people: People, *judges: Judge) -> None:
    """These judge the first hold or repetition of each exercise of Anna's patient."""
    with people.store.writing() as session:
        of_hers = select(Exercise).join(Visit).where(Visit.patient_id == people.patient_of(ANNA))
        for exercise in session.scalars(of_hers):
            event = next(one for one in exercise.events if one.kind in ("hold", "rep"))
            fault = faults_of_exercise(session, exercise)[0]
            for judge in judges:
                put_judgements(session, exercise, {Place(event.number, fault): "present"}, judge, NOW)


def seen(people: People) -> int:
    with people.store.reading() as session:
        return session.scalar(select(func.count()).select_from(VerdictSeen)) or 0


def test_every_call_that_reads_is_in_the_table() -> None:
    paths = json.loads(DOCS.read_text("utf-8"))["paths"]
    assert {path.removeprefix(V1) for path, methods in paths.items() if "get" in methods} == set(NOTES)
    for path in REFUSED:
        assert "409" in paths[V1 + path]["get"]["responses"]


@pytest.mark.parametrize("login", [ANNA, ""])
def test_no_call_tells_what_was_found(client: Client, people: People, login: str) -> None:
    """Every answer is the same, byte for byte, whatever was found: to an account, to the owner."""
    keys, api = keys_of(people), asks(client, login)
    patient = f"{V1}/patients/{keys['patient_id']}"
    with people.store.writing() as session:  # most could not be measured, which is a flag of the list
        session.execute(update(Exercise).values(unmeasured_s=900.0))
        name = session.scalars(select(Exercise.name).where(Exercise.visit_id == keys["visit_id"])).first()
    judged_by(people, judge_of(people, login), judge_of(people, BRAM))
    assert api.get(f"{V1}/agreement").json()["judgements"] > 0
    assert "unmeasured" in api.get(patient).json()["flags"]
    assert "unmeasured" in api.get(f"{V1}/patients").json()["items"][0]["flags"]
    turn(people, login, on=True)
    asked = [V1 + path.format(**keys) for path in NOTES] + [f"{patient}/trends?weeks=0"]
    before = {path: api.get(path) for path in asked}
    assert {told.status_code for told in before.values()} == {200, 404, 409}
    question: dict[str, object] = {"exercise": name, "changes": {}}
    assert api.post(f"{patient}/what-if", json=question).status_code == 409
    assert seen(people) == 0, "nothing was shown"
    other_findings(people.store)
    for path in asked:
        assert api.get(path).content == before[path].content, path
    for path in REFUSED:
        told = before[V1 + path.format(**keys)]
        assert (told.status_code, told.headers["content-type"]) == (409, "application/problem+json"), path
        assert "blind" in told.json()["detail"]
    figures = before[f"{V1}/agreement"].json()
    assert (figures["judgements"], figures["faults"], figures["blind_mode"]) == (0, [], True)
    assert figures["hidden_judgements"] > 0
    visits = before[f"{patient}/visits"].json()["items"]
    assert [one["hidden"] for one in visits] == [True, True]
    assert {done["word"] for one in visits for done in one["exercises"]} == {""}
    for listed in (before[f"{V1}/patients"].json()["items"][0], before[patient].json()):
        assert listed["hidden_visits"] == 2
        assert "unmeasured" not in listed["flags"]
    for path in ("/trends?weeks=0", "/next-steps"):
        assert before[patient + path].json()["hidden_visits"] == 2, path
    assert before[f"{patient}/trends?weeks=0"].json()["exercises"] == []
    turn(people, login, on=False)  # the list that was kept ready is not shown any more
    assert api.get(f"{V1}/patients").json()["items"][0]["hidden_visits"] == 0
    assert api.get(f"{patient}/visits").json()["items"][0]["exercises"][0]["word"]


def test_what_is_shown_is_noted_for_the_account_of_the_token(client: Client, people: People) -> None:
    api, keys = client(ANNA), keys_of(people)
    judged_by(people, judge_of(people, ANNA))
    visit, anna, bram = str(keys["visit_id"]), judge_of(people, ANNA), judge_of(people, BRAM)
    for path, count in NOTES.items():
        with people.store.writing() as session:
            session.query(VerdictSeen).delete()
        assert api.get(V1 + path.format(**keys), params={"weeks": 0}).status_code in (200, 404)
        with people.store.reading() as session:
            assert seen(people) == count, path
            assert is_unseen(session, anna, visit) is (count == 0), path
            assert is_unseen(session, bram, visit), path
    with people.store.writing() as session:
        session.query(VerdictSeen).delete()
        name = session.scalars(select(Exercise.name).where(Exercise.visit_id == visit)).first()
    place = f"{V1}/patients/{keys['patient_id']}/what-if"
    assert api.post(place, json={"exercise": name, "changes": {}}).status_code == 202
    with people.store.reading() as session:
        assert not is_unseen(session, anna, visit)


def test_what_was_seen_stays_open_and_the_rest_is_left_out(client: Client, people: People) -> None:
    api, keys = client(ANNA), keys_of(people)
    place = f"{V1}/patients/{keys['patient_id']}"
    assert api.get(f"{V1}/visits/{keys['visit_id']}").status_code == 200
    turn(people, ANNA, on=True)
    hidden = {one["id"]: one["hidden"] for one in api.get(f"{place}/visits").json()["items"]}
    assert sorted(hidden.values()) == [False, True]
    assert hidden[str(keys["visit_id"])] is False
    assert api.get(f"{V1}/visits/{keys['visit_id']}/fhir").status_code == 200
    assert api.get(f"{place}/fhir").status_code == 409
    trends = api.get(f"{place}/trends", params={"weeks": 0}).json()
    assert (trends["visits"], trends["hidden_visits"]) == (2, 1)
    assert trends["exercises"]
