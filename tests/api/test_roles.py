"""Every call of the API by every role: a cell for each."""

from __future__ import annotations

import json

from fastapi.testclient import TestClient

from formcheck.practice.principal import Scope
from formcheck.web.access import COOKIE, machine_token
from tests.api.conftest import KEY, Client, whole
from tests.support.practice_people import ANNA, BRAM, CATO, ORIGIN, People
from tools.api_document import DOCS

LISTS = {"/api/v1/", "/api/v1/patients", "/api/v1/codes", "/api/v1/agreement", "/api/v1/agreement/judgements"}
"""Calls that name no patient; all others are of Anna's."""
CELLS = {
    "nobody": (401, 401),
    "wrong token": (401, 401),
    "machine's token": (401, 401),
    "patient": (401, 401),
    "therapist": (200, 200),
    "her browser": (200, 200),
    "for writing only": (403, 403),
    "colleague": (200, 404),
    "administrator": (200, 404),
    "owner": (200, 200),
    "owner's program": (200, 200),
}
"""Who asks -> status of a list, and of what is of Anna's patient. The last two are on a machine without
accounts, where its own cookie and token are good; the others on one with accounts."""


def test_every_call_by_every_role(client: Client, people: People) -> None:
    patient, (visit, _) = people.patient_of(ANNA), people.visit_of(ANNA)
    keys = {"patient_id": patient, "visit_id": visit, "number": 1, "job_id": "0" * 32}
    calls = [(path, method) for path, methods in json.loads(DOCS.read_text("utf-8"))["paths"].items()
             for method in methods]  # fmt: skip
    assert len(calls) >= 15
    for name, asks in askers(client, people).items():
        for path, method in calls:
            place, listed = path.format(**keys), path in LISTS
            if method == "post":
                told = asks.post(place, json={"exercise": "plank", "changes": {}})
                let_in = {202, 403} if name == "her browser" else {202}  # which shows no form token
            else:
                told = asks.get(place)
                let_in = {404} if "job_id" in path else {200}
            wanted = CELLS[name][0 if listed else 1]
            assert told.status_code in (let_in if wanted == 200 else {wanted}), (name, method, path)
            assert told.headers["x-content-type-options"] == "nosniff"


def askers(client: Client, people: People) -> dict[str, TestClient]:
    """A client for each of `CELLS`."""
    machine, patient = machine_token(KEY), client()
    patient.cookies.set(COOKIE, people.access.cookie)
    patient.headers["origin"] = ORIGIN
    browser = people.browser(ANNA).client
    inside = TestClient(whole(people), base_url=ORIGIN, headers={"origin": ORIGIN}, cookies=browser.cookies)
    program = client(machine=True)
    program.cookies.clear()
    program.headers["authorization"] = f"Bearer {machine}"
    owner = client(machine=True)
    owner.headers["origin"] = ORIGIN
    return {
        "nobody": client(),
        "wrong token": client(token="fct_" + "a" * 43),
        "machine's token": client(token=machine),
        "patient": patient,
        "therapist": client(ANNA),
        "her browser": inside,
        "for writing only": client(ANNA, frozenset((Scope.PATIENTS_WRITE,))),
        "colleague": client(BRAM),
        "administrator": client(CATO),
        "owner": owner,
        "owner's program": program,
    }
