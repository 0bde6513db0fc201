"""The page of agreement, its files, and the questions of the lot."""

from __future__ import annotations

import re
from itertools import product

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from formcheck.trends.agreement import MIN_RATINGS
from formcheck.visits.judgement_schema import Judgement
from formcheck.visits.judgements import Place, faults_of_exercise, found_in, put_judgements
from formcheck.visits.schema import Exercise
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW


def judged(store: VisitStore) -> None:
    """Two therapists judge everything: one as formcheck, one with every fourth answer turned round."""
    with store.writing() as session:
        number = 0
        for exercise in session.scalars(select(Exercise).order_by(Exercise.id)):
            first, second = {}, {}
            faults = faults_of_exercise(session, exercise)
            events = [event for event in exercise.events if event.kind in ("hold", "rep")]
            for event, fault in product(events, faults):
                number += 1
                seen = found_in(event, fault, ()) == "present"
                first[Place(event.number, fault)] = "present" if seen else "absent"
                second[Place(event.number, fault)] = "present" if seen != (number % 4 == 0) else "absent"
            put_judgements(session, exercise, first, None, NOW)
            put_judgements(session, exercise, second, "b" * 32, NOW)


def test_nothing_judged_yet(client: TestClient) -> None:
    page = client.get("/therapist/agreement").text
    assert "Nothing has been judged yet" in page
    assert "12 visits have not been shown to you yet" in page
    table = client.get("/therapist/agreement/table.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.startswith("first,second,exercise,fault,")
    assert table.text.count("\n") == 1


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_figure_without_interval_and_number(client: TestClient, practice: VisitStore, lang: str) -> None:
    judged(practice)
    page = client.get("/therapist/agreement", headers={"accept-language": lang}).text
    assert "therapist." not in re.sub(r'"/therapist/[^"]*"', "", page)
    figures = re.findall(r'<td class="figure"><b>([^<]+)</b> <span class="interval">([^<]+)</span>', page)
    assert len(figures) >= 6
    assert len(re.findall(r"<b>.?\d", page)) == len(figures), "each number in bold has its interval"
    for value, interval in figures:
        low, high = map(number_of, re.findall(r"\u2212?[\d.,]+", interval))
        assert low <= number_of(re.findall(r"\u2212?[\d.,]+", value)[0]) <= high
    few = f"of at least {MIN_RATINGS}" if lang == "en" else f"van minstens {MIN_RATINGS}"
    assert few in page
    for word in ("kappa", "AC1", "95 %"):
        assert word in page
    assert "b" * 32 not in page


def number_of(text: str) -> float:
    return float(text.replace(",", ".").replace("\u2212", "-"))


def test_the_files(client: TestClient, practice: VisitStore) -> None:
    judged(practice)
    figures = client.get("/therapist/agreement/table.csv").text.splitlines()
    rows = client.get("/therapist/agreement/judgements.csv").text.splitlines()
    with practice.reading() as session:
        assert len(rows) == len(session.scalars(select(Judgement)).all()) + 1
    assert len({line.split(",")[1] for line in figures[1:]}) == 2
    client.post("/therapist/agreement/blind", data={"on": "1"})
    again = client.get("/therapist/agreement/judgements.csv").text.splitlines()
    assert again == rows, "the file has shown them: nothing is left to hide"


def test_figures_tell_nothing_of_visits_that_are_hidden(client: TestClient, practice: VisitStore) -> None:
    """After each judgement of one, the counts would say what formcheck found there."""
    judged(practice)
    client.post("/therapist/agreement/blind", data={"on": "1"})
    assert client.get("/therapist/agreement/table.csv").text.count("\n") == 1
    page = client.get("/therapist/agreement").text
    assert "judgements of visits that are hidden from you do not count yet." in page
    assert 'class="figure"' not in page
    assert "Nothing has been judged yet" not in page
    client.post("/therapist/agreement/blind", data={"on": "0"})
    assert "do not count yet" not in client.get("/therapist/agreement").text


def test_ten_questions_by_lot(client: TestClient, practice: VisitStore) -> None:
    address = "/therapist/judging"
    for number in range(1, 11):
        page = client.get(address).text
        assert f"{number} of 10" in page
        assert "counts as blind" in page
        fields = dict(re.findall(r'name="(event|fault|done)" value="([^"]*)"', page))
        (source,) = re.findall(r'data-src="([^"]+)"', page)
        assert client.get(source.replace("&amp;", "&")).status_code == 200
        fields["answer"] = "absent"
        (place,) = re.findall(r'action="([^"]+/judging)"', page)
        answer = client.post(place, data=fields, follow_redirects=False)
        assert answer.status_code == 303
        address = answer.headers["location"]
    assert "10 judged. Thank you." in client.get(address).text
    with practice.reading() as session:
        rows = session.scalars(select(Judgement)).all()
    assert [(row.blind, row.by_lot, row.answer) for row in rows] == [(True, True, "absent")] * 10
    assert len({(row.exercise_id, row.event, row.fault) for row in rows}) == 10


def test_questions_that_nobody_asked(client: TestClient, practice: VisitStore) -> None:
    page = client.get("/therapist/judging").text
    fields = dict(re.findall(r'name="(event|fault|done)" value="([^"]*)"', page))
    (place,) = re.findall(r'action="([^"]+/judging)"', page)
    for wrong in (
        {"event": "99"}, {"event": "-1"}, {"event": "a"}, {"fault": "x"}, {"answer": "maybe"}, {"answer": ""},
        {"done": "999"},
    ):  # fmt: skip
        answer = client.post(place, data={**fields, "answer": "present", **wrong})
        assert answer.status_code == 422, wrong
    assert (
        client.post("/therapist/exercises/none/judging", data={**fields, "answer": "absent"}).status_code
        == 404
    )
    for event in ("99", "99999999999"):
        assert client.get(f"{place}/{event}").status_code == 410
    assert client.get("/therapist/judging?done=-5").status_code == 200
    with practice.reading() as session:
        assert session.scalars(select(Judgement)).all() == []
