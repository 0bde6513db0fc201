"""The page of one patient: trends with what can be said of them, visits, notes, name, deletion."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from formcheck.coach.programme import Item, Programme
from formcheck.visits.opinion_schema import Note
from formcheck.visits.programmes import add_version
from formcheck.visits.results import put_result
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW, sample
from tests.support.store_places import on_both
from tests.therapist.test_patients_page import count_queries


def key_of(store: VisitStore, name: str = "Anna 000") -> str:
    with store.reading() as session:
        return session.scalars(select(Patient.id).where(Patient.name == name)).one()


@pytest.fixture
def fresh(practice: VisitStore) -> str:
    """A patient without a visit."""
    with practice.writing() as session:
        patient = Patient(name="Fleur", created_at=NOW - timedelta(days=60))
        session.add(patient)
        session.flush()
        return patient.id


def add_planks(
    store: VisitStore, patient: str, holds_s: list[float], sha256: str = "0" * 64, first: int = 40
) -> None:
    """A visit with one hold each, a day apart."""
    result = sample("plank-good").result
    pose = result.pose.model_copy(update={"sha256": sha256})
    with store.writing() as session:
        for number, hold_s in enumerate(holds_s):
            at = NOW - timedelta(days=first - number)
            visit = Visit(patient_id=patient, state="closed", began_at=at, arrived_at=at, pain_before=3)
            session.add(visit)
            session.flush()
            exercise = Exercise(visit_id=visit.id, number=1, name="plank", began_at=at, state="done")
            session.add(exercise)
            event = result.events[0].model_copy(update={"start_s": 0.0, "end_s": hold_s})
            dose = result.dose.model_copy(update={"hold_s": hold_s, "quality_hold_s": hold_s})
            put_result(
                session, exercise, result.model_copy(update={"events": [event], "dose": dose, "pose": pose})
            )


def summary(page: str) -> str:
    """Words of the table that tells all in short."""
    found = re.search(r'<table class="summary">.*?</table>', page, re.S)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


@on_both("practice")
def test_a_longer_plank_is_better_only_beyond_the_smallest_real_change(
    client: TestClient, practice: VisitStore, fresh: str
) -> None:
    add_planks(practice, fresh, [20, 20, 20, 25, 30, 35, 40, 45, 45, 45])
    assert "20 → 45 s no real change" in summary(client.get(f"/therapist/patients/{fresh}").text)
    add_planks(practice, fresh, [50, 55, 60, 60, 60], first=20)
    page = client.get(f"/therapist/patients/{fresh}").text
    assert "20 → 60 s better" in summary(page)
    assert "Less than 30 s would be no real change." in page


def test_another_network_breaks_the_line_and_is_not_compared(
    client: TestClient, practice: VisitStore, fresh: str
) -> None:
    add_planks(practice, fresh, [10, 10, 10, 10])
    add_planks(practice, fresh, [80, 80, 80, 80], sha256="1" * 64, first=20)
    page = client.get(f"/therapist/patients/{fresh}").text
    assert "80 → 80 s no real change" in summary(page)
    assert "another network" in page
    assert "Not compared, since it was judged otherwise: 4." in page


def test_too_few_visits_say_so(client: TestClient, practice: VisitStore, fresh: str) -> None:
    add_planks(practice, fresh, [10, 80])
    assert "too few visits" in summary(client.get(f"/therapist/patients/{fresh}").text)


def test_the_programme_in_force_is_told_and_its_hold_is_the_target(
    client: TestClient, practice: VisitStore, fresh: str
) -> None:
    add_planks(practice, fresh, [10, 12])
    assert "No programme yet" in client.get(f"/therapist/patients/{fresh}").text
    with practice.writing() as session:
        items = (Item(exercise="plank", sets=2, hold_s=35),)
        add_version(session, fresh, Programme(items=items, days=("mon", "thu")), NOW)
    page = client.get(f"/therapist/patients/{fresh}").text
    assert "Version 1 of 30 Nov: Mon, Thu" in page
    assert "2 × 35 s" in page
    assert "target 35 s" in page


def test_opening_the_page_has_looked(client: TestClient, practice: VisitStore) -> None:
    key = key_of(practice)
    first = client.get(f"/therapist/patients/{key}").text
    assert first.count('<span class="badge">new</span>') == 3
    assert "badge" not in client.get(f"/therapist/patients/{key}").text
    assert "new</span>" not in client.get("/therapist/?q=Anna").text


@on_both("practice")
def test_more_visits_take_no_more_queries(client: TestClient, practice: VisitStore, fresh: str) -> None:
    add_planks(practice, fresh, [10, 12])
    client.get(f"/therapist/patients/{fresh}")
    few = count_queries(practice, lambda: client.get(f"/therapist/patients/{fresh}?weeks=0"))
    add_planks(practice, fresh, [10.0] * 30)
    client.get(f"/therapist/patients/{fresh}")
    assert count_queries(practice, lambda: client.get(f"/therapist/patients/{fresh}?weeks=0")) == few


@pytest.mark.parametrize("weeks", ["0", "4", "12", "26", "x", "-1"])
@on_both("practice")
def test_any_period_is_shown_of_somebody_with_and_without_visits(
    client: TestClient, practice: VisitStore, fresh: str, weeks: str
) -> None:
    for key in (fresh, key_of(practice)):
        page = client.get(f"/therapist/patients/{key}?weeks={weeks}")
        assert page.status_code == 200
        assert "style=" not in page.text
        ids = re.findall(r'\bid="([^"]+)"', page.text)
        assert len(ids) == len(set(ids))


def test_a_note_is_kept_as_text(client: TestClient, practice: VisitStore) -> None:
    key = key_of(practice)
    client.post(f"/therapist/patients/{key}/note", data={"text": "<script>x</script>\n=1+1\u202e"})
    page = client.get(f"/therapist/patients/{key}").text
    assert "&lt;script&gt;x&lt;/script&gt;\n=1+1" in page
    client.post(f"/therapist/patients/{key}/note", data={"text": " \n "})
    with practice.reading() as session:
        assert len(session.scalars(select(Note)).all()) == 1
    assert client.post(f"/therapist/patients/{key}/note", data={"text": "x" * 20_000}).status_code == 422


def test_a_name_is_changed(client: TestClient, practice: VisitStore) -> None:
    key = key_of(practice)
    client.post(f"/therapist/patients/{key}/name", data={"name": " A. <b> "})
    assert "<h1>A. &lt;b&gt;</h1>" in client.get(f"/therapist/patients/{key}").text
    assert client.post(f"/therapist/patients/{key}/name", data={"name": ""}).status_code == 422


@on_both("practice")
def test_deletion_asks_first_and_then_deletes_everything(client: TestClient, practice: VisitStore) -> None:
    key = key_of(practice)
    asked = client.get(f"/therapist/patients/{key}/delete")
    assert "3 visits" in asked.text
    assert client.get(f"/therapist/patients/{key}").status_code == 200
    assert client.post(f"/therapist/patients/{key}/delete").status_code == 200
    assert client.get(f"/therapist/patients/{key}").status_code == 404
    with practice.reading() as session:
        assert session.scalars(select(Visit).where(Visit.patient_id == key)).all() == []


def test_nobody_and_the_own_patient_have_no_page(client: TestClient, practice: VisitStore) -> None:
    with practice.writing() as session:
        own = practice.own_patient(session).id
    for key in (own, "0" * 32, "%00"):
        assert client.get(f"/therapist/patients/{key}").status_code == 404
        for part in ("delete", "note", "name"):
            data = {"name": "x", "text": "x"}
            assert client.post(f"/therapist/patients/{key}/{part}", data=data).status_code == 404
