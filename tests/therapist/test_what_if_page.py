"""The page "What if"."""

from __future__ import annotations

import time

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from formcheck.therapist.what_if_view import answer_view
from formcheck.visits.opinion_schema import Rescoring
from formcheck.visits.schema import Exercise, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.what_if import Judged, WhatIf
from formcheck.words.catalogue import Words

SAG = {"exercise": "plank", "limit": "0", "edge": "different", "high": "4"}


@pytest.fixture
def place(practice: VisitStore) -> str:
    """The page of a patient who did a plank that sagged."""
    with practice.reading() as session:
        query = select(Visit.patient_id).join(Exercise).where(Exercise.name == "plank").limit(1)
        return f"/therapist/patients/{session.scalar(query)}/what-if"


def asked(client: TestClient, place: str, form: dict[str, str]) -> str:
    """Where the answer is, once it is whole."""
    answer = client.post(place, data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    for _ in range(600):
        if client.get(f"{where}/progress").json()["over"]:
            return where
        time.sleep(0.02)
    raise AssertionError("never over")


def test_past_visits_are_shown_beside_the_old_result_and_kept_on_purpose(
    client: TestClient, practice: VisitStore, place: str
) -> None:
    form = client.get(f"{place}?exercise=plank").text
    assert "good \u2264 2.5 %, almost \u2264 5 %" in form
    where = asked(client, place, {**SAG, "since": "", "until": ""})
    text = client.get(where).text
    assert "begins there, 4 % of shoulder-ankle" in text
    assert "With the other limit" in text
    with practice.reading() as session:
        assert session.scalars(select(Rescoring)).all() == []
    assert client.post(f"{where}/keep", data={"reason": " "}).status_code == 422
    assert "Kept beside the old results." in client.post(f"{where}/keep", data={"reason": "as agreed"}).text
    client.post(f"{where}/keep", data={"reason": "twice"})
    with practice.reading() as session:
        kept = session.scalars(select(Rescoring)).all()
    assert {one.reason for one in kept} == {"as agreed"}
    band = {"fault": "sag", "unit": "fraction of shoulder-ankle length", "signal": "hip_offset"}
    band |= {"calibrated_signal": "hip_offset_change"}
    ends = {"amber": [None, 0.04], "calibrated_amber": [None, 0.04]}
    assert all(one.changes == {"bands": [{**band, **ends}]} for one in kept)


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"high": "400"}, "did you mean 0.04?"),
    ({"high": "x"}, "Write the limit as a number"),
    ({"high": "1"}, "does not lie around green"),
    ({"high": "nan"}, "Write the limit as a number"),
    ({"limit": "77"}, "does not have that limit"),
    ({"since": "2026-13-01"}, "The dates make no sense"),
    ({"since": "2026-11-02", "until": "2026-11-01"}, "The dates make no sense"),
)


def test_a_limit_that_cannot_be_meant_is_refused_with_its_sentence(client: TestClient, place: str) -> None:
    for change, said in REFUSED:
        answer = client.post(place, data={**SAG, **change})
        assert answer.status_code == 422, change
        assert said in answer.text


def test_a_recording_that_is_gone_is_counted(client: TestClient, practice: VisitStore, place: str) -> None:
    with practice.reading() as session:
        for digest in set(session.scalars(select(Exercise.recording_hash))):
            assert digest is not None
            practice.recordings.path(digest).unlink()
    text = client.get(asked(client, place, {**SAG, "since": "", "until": ""})).text
    assert "not judged: the recording is no longer kept" in text
    assert "Keep beside the old results" not in text


def test_dates_leave_visits_out(client: TestClient, place: str) -> None:
    where = asked(client, place, {**SAG, "since": "1999-01-01", "until": "1999-02-01"})
    assert "There is no visit with this exercise between these days." in client.get(where).text


def test_who_is_not_there_gets_a_sentence(client: TestClient, place: str) -> None:
    assert "no such patient" in client.get("/therapist/patients/none/what-if").text
    assert "no longer in memory" in client.get(f"{place}/none").text
    assert client.get(f"{place}/none/progress").status_code == 404
    other = asked(client, place, {**SAG}).rsplit("/", 1)[1]
    assert client.get(f"/therapist/patients/none/what-if/{other}").status_code == 404


def test_an_answer_that_comes_in_while_the_page_is_made_is_waited_for() -> None:
    asked = WhatIf("p", "plank", {}, [])

    class Ends(dict[str, Judged]):
        """The last answer comes in just after the others were looked at."""

        def __len__(self) -> int:
            asked.done = True
            return super().__len__()

    asked.judged = Ends()
    assert not answer_view(asked, Words("en")).over
    assert answer_view(asked, Words("en")).over
