"""The list of patients: who is in it, what is new, how it is searched and sorted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from formcheck.errors import FullDiskError
from formcheck.therapist.patients_view import AT_ONCE, ago
from formcheck.trends.flags import Flag, Overview
from formcheck.visits.patient_file import patient_file
from formcheck.visits.patient_list import listed_patients
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words
from tests.support.store_places import on_both

NAMES = ("Anna 000", "Bram 001", "Cor 002", "Dirk 003")


def shown(page: str) -> list[str]:
    """Names of the list, in order."""
    return re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', page)


def count_queries(store: VisitStore, ask: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    ask()
    event.remove(store.engine, "before_cursor_execute", note)
    return sum(one.startswith("SELECT") for one in statements)


@on_both("practice")
def test_every_patient_is_listed_once_and_the_own_one_is_not(
    client: TestClient, practice: VisitStore
) -> None:
    with practice.writing() as session:
        practice.own_patient(session).name = "Myself"
    page = client.get("/therapist/")
    assert page.status_code == 200
    assert sorted(shown(page.text)) == list(NAMES)
    assert "Myself" not in page.text


def test_a_name_is_found_and_nobody_is_said(client: TestClient) -> None:
    assert shown(client.get("/therapist/?q=aNNa").text) == ["Anna 000"]
    page = client.get("/therapist/", params={"q": "<b>nobody"}).text
    assert shown(page) == []
    assert "&lt;b&gt;nobody" in page
    assert "<b>nobody" not in page


@on_both("practice")
@pytest.mark.parametrize("column", ["look", "name", "last", "done", "pain"])
def test_sorting_by_a_column_twice_turns_it_round(client: TestClient, column: str) -> None:
    once = shown(client.get(f"/therapist/?sort={column}").text)
    assert sorted(once) == list(NAMES)
    assert shown(client.get(f"/therapist/?sort={column}&down=1").text) == once[::-1]


@on_both("practice")
@pytest.mark.parametrize(
    "query", ["sort=x&page=0", "page=-3", "page=99999999999", "page=x", "down=x", "q=%00"]
)
def test_an_address_that_makes_no_sense_gives_a_list(client: TestClient, query: str) -> None:
    assert client.get(f"/therapist/?{query}").status_code == 200


@on_both("practice")
def test_what_is_new_is_counted_until_the_therapist_has_looked(
    client: TestClient, practice: VisitStore
) -> None:
    assert client.get("/therapist/?q=Anna").text.count("3 new") == 1
    with practice.writing() as session:
        anna = session.scalars(select(Patient).where(Patient.name == "Anna 000")).one()
        arrived = sorted(
            v.arrived_at for v in session.scalars(select(Visit).where(Visit.patient_id == anna.id))
        )
        anna.looked_at = arrived[0]
    assert "2 new" in client.get("/therapist/?q=Anna").text


@on_both("practice")
def test_flags_have_a_shape_and_a_word(client: TestClient, practice: VisitStore) -> None:
    with practice.writing() as session:
        bram = session.scalars(select(Patient).where(Patient.name == "Bram 001")).one()
        for visit in session.scalars(select(Visit).where(Visit.patient_id == bram.id)):
            visit.legs = True
            visit.began_at = practice.now() - timedelta(days=9)
    page = client.get("/therapist/?q=Bram").text
    for word in ("new complaints in a leg", "nothing in 7 days"):
        assert re.search(r"</svg>\s*" + word, page)
    assert shown(client.get("/therapist/").text)[0] == "Bram 001", "the gravest stands on top"


@on_both("practice")
def test_a_visit_in_which_nothing_was_found_is_mostly_unmeasured(
    client: TestClient, practice: VisitStore
) -> None:
    with practice.writing() as session:
        cor = session.scalars(select(Patient).where(Patient.name == "Cor 002")).one()
        visit = Visit(patient_id=cor.id, state="closed", began_at=practice.now(), arrived_at=practice.now())
        session.add(visit)
        session.flush()
        session.add(
            Exercise(visit_id=visit.id, number=1, name="plank", word="not_measured", began_at=practice.now())
        )
    assert "mostly unmeasured" in client.get("/therapist/?q=Cor").text


@on_both("practice")
def test_a_visit_late_in_the_evening_is_of_the_day_on_the_patients_clock(practice: VisitStore) -> None:
    late = practice.now().replace(hour=23, minute=30)
    with practice.writing() as session:
        cor = session.scalars(select(Patient).where(Patient.name == "Cor 002")).one()
        session.add(
            Visit(
                patient_id=cor.id,
                state="closed",
                began_at=late,
                arrived_at=late,
                utc_offset_min=60,
                pain_before=2,
            )
        )
    with practice.reading() as session:
        file = patient_file(session, cor.id, late, None)
    assert file is not None
    last = file.listed.overview.last
    assert last == late
    assert last.date() == file.answers[-1].at.date() == late.date() + timedelta(days=1)
    assert ago(last, late, Words("en")) == "today"


@on_both("practice")
def test_a_clock_that_runs_ahead_hides_nobody_who_is_quiet(practice: VisitStore) -> None:
    now = practice.now()
    with practice.writing() as session:
        cor = session.scalars(select(Patient).where(Patient.name == "Cor 002")).one()
        ahead = Visit(patient_id=cor.id, state="closed", began_at=now + timedelta(days=400), arrived_at=now)
        session.add(ahead)

    def short(days: int) -> Overview:
        with practice.reading() as session:
            return listed_patients(session, now + timedelta(days=days), only=cor.id)[0].overview

    assert short(1).last == now
    assert Flag.QUIET not in short(1).flags
    assert (Flag.QUIET in short(40).flags, short(40).done) == (True, 0)


def test_a_patient_is_added_under_a_clean_name(client: TestClient) -> None:
    answer = client.post(
        "/therapist/patients", data={"name": " Eva\u202e\n <i>9</i> "}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/therapist/patients/")
    page = client.get("/therapist/?q=Eva").text
    assert "Eva &lt;i&gt;9&lt;/i&gt;" in page
    assert "none yet" in page
    assert client.post("/therapist/patients", data={"name": " \u202e "}).status_code == 422


@on_both("practice")
def test_more_patients_take_no_more_queries_and_fill_more_pages(
    client: TestClient, practice: VisitStore
) -> None:
    few = count_queries(practice, lambda: client.get("/therapist/"))
    with practice.writing() as session:
        session.add_all(Patient(name=f"Zoe {n:03d}", created_at=practice.now()) for n in range(AT_ONCE))
    assert count_queries(practice, lambda: client.get("/therapist/")) == few
    pages = [client.get(f"/therapist/?sort=name&page={n}").text for n in (1, 2)]
    assert len(shown(pages[0])) == AT_ONCE
    assert len(set(shown(pages[0]) + shown(pages[1]))) == AT_ONCE + len(NAMES)


def test_a_patient_is_shown_also_where_nothing_can_be_written(
    client: TestClient, practice: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise FullDiskError("There is no room left on the disk", "Make some")

    with practice.reading() as session:
        key = session.scalars(select(Patient.id).where(Patient.name == "Anna 000")).one()
    monkeypatch.setattr(VisitStore, "writing", full)
    for _ in range(2):
        assert "badge" in client.get(f"/therapist/patients/{key}").text, "what is new stays new"


@pytest.mark.parametrize(
    ("came", "to"),
    [
        ("http://testserver/therapist/?q=a", "/therapist/?q=a"),
        ("http://testserver/therapist/patients/1?weeks=4", "/therapist/patients/1?weeks=4"),
        ("http://evil.example/therapist/x", "/therapist/x"),
        ("http://testserver//evil.example/", "/therapist/"),
        ("http://testserver/visits/", "/therapist/"),
        ("not an address \\", "/therapist/"),
        ("", "/therapist/"),
    ],
)
def test_the_language_is_kept_and_only_these_pages_are_gone_back_to(
    client: TestClient, came: str, to: str
) -> None:
    answer = client.post(
        "/therapist/language", data={"lang": "nl"}, headers={"referer": came}, follow_redirects=False
    )
    assert answer.headers["location"] == to
    assert "Patiënten" in client.get("/therapist/").text
