"""A patient's weeks on paper: two sheets, however much there is, and only what lies in the period."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import select

from formcheck.therapist.paper_page import read_days
from formcheck.visits.opinion_schema import Note
from formcheck.visits.schema import Patient, ProgrammeVersion, Visit
from formcheck.visits.store import VisitStore
from tests.support.pdf_files import page_count, page_sizes, skip_without_pdf, text_of
from tests.support.practice import NOW

TODAY = NOW.date()


def somebody(store: VisitStore) -> str:
    """The key of one of the patients."""
    with store.reading() as session:
        return (
            session.scalars(select(Patient.id).where(Patient.own.is_(False)).order_by(Patient.name)).first()
            or ""
        )


def fill(store: VisitStore, text: str) -> str:
    """A patient about whom much was written; gives the key."""
    patient = somebody(store)
    with store.writing() as session:
        for visit in session.scalars(select(Visit).where(Visit.patient_id == patient)):
            visit.comment, visit.legs = text, True
        content: dict[str, object] = {
            "items": [{"exercise": "plank", "sets": 3, "hold_s": 30}],
            "times_a_week": 2,
        }
        for number in range(2, 12):
            at = NOW - timedelta(days=number)
            session.add(Note(patient_id=patient, written_at=at, text=text))
            session.add(
                ProgrammeVersion(
                    patient_id=patient,
                    number=number,
                    created_at=at,
                    content=content,
                    digest="x",
                    message=text,
                )
            )
    return patient


def test_it_is_two_sheets_with_long_texts(practice: VisitStore, client: TestClient) -> None:
    skip_without_pdf()
    patient = fill(practice, "<b>=1+1</b> Het ging goed, maar de zijplank blijft lastig. " * 20 + "W" * 300)
    asked = {"from": "2026-09-01", "until": "2026-11-30", "paper": "letter"}
    answer = client.get(f"/therapist/patients/{patient}/print.pdf", params=asked)
    assert answer.headers["content-type"] == "application/pdf"
    assert page_count(answer.content) == 2
    assert page_sizes(answer.content) == {"letter"}


def test_it_says_how_often_and_how_it_went(practice: VisitStore, client: TestClient, tmp_path: Path) -> None:
    skip_without_pdf()
    patient = fill(practice, "Went well.")
    asked = {"from": "2026-09-01", "until": "2026-11-30"}
    made = client.get(f"/therapist/patients/{patient}/print.pdf", params=asked).content
    assert (page_count(made), page_sizes(made)) == (2, {"A4"})
    text = text_of(made, tmp_path)
    with practice.reading() as session:
        visits = len(session.scalars(select(Visit.id).where(Visit.patient_id == patient)).all())
    assert f"{visits} of 26" in text  # twice a week in thirteen weeks
    for said in (
        "1 Sep 2026 to 30 Nov 2026",
        "Front plank",
        "30 s",
        "Went well.",
        "2/2",
        "not a medical device",
    ):
        assert said in text, (said, text)


def test_only_the_period_counts(practice: VisitStore, client: TestClient) -> None:
    patient = fill(practice, "Went well.")
    page = client.get(f"/therapist/patients/{patient}/print?from=2025-01-01&until=2025-02-01").text
    assert "Nothing was done in this period." in page
    assert "0 of 0" in page, "nothing was planned before there was a patient"
    assert "Went well." not in re.sub(r"<svg.*?</svg>", "", page, flags=re.S)


def test_days_that_make_no_sense(client: TestClient, practice: VisitStore) -> None:
    patient = somebody(practice)
    for asked in ("from=2026-12-01&until=2026-11-01", "from=<script>", "from=0001-01-01", "until=9999-12-31"):
        answer = client.get(f"/therapist/patients/{patient}/print?{asked}")
        assert answer.status_code == 422, asked
        assert "2026-11-30" in answer.text
        assert "<script>" not in answer.text
    assert client.get("/therapist/patients/nobody/print").status_code == 404


def test_four_weeks_are_the_usual_period() -> None:
    days = read_days("", "", TODAY)
    assert days is not None
    assert (days.first, days.last, days.count) == (date(2026, 11, 3), TODAY, 28)
