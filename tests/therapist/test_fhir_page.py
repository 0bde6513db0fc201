"""A visit and a patient as FHIR files, from the pages."""

from __future__ import annotations

from fastapi.testclient import TestClient
from sqlalchemy import select

from formcheck.visits.judgement_schema import VerdictSeen
from formcheck.visits.schema import Visit
from formcheck.visits.store import VisitStore


def test_the_visit_page_leads_to_its_fhir_file(client: TestClient, practice: VisitStore) -> None:
    with practice.reading() as session:
        visit = session.scalars(select(Visit)).first()
    assert visit is not None
    link = f"/therapist/visits/{visit.id}/fhir"
    client.get(link)
    with practice.reading() as session:
        assert session.scalars(select(VerdictSeen.visit_id)).all() == [visit.id], "no other was shown"
    assert f'href="{link}" download' in client.get(f"/therapist/visits/{visit.id}").text
    file = client.get(link)
    assert file.headers["content-type"] == "application/fhir+json"
    assert f"formcheck-{visit.id[:8]}.fhir.json" in file.headers["content-disposition"]
    assert (file.json()["type"], file.json()["language"]) == ("collection", "en")
    whole = client.get(f"/therapist/patients/{visit.patient_id}/fhir").json()
    assert len(whole["entry"]) > len(file.json()["entry"])
    for wrong in ("/therapist/visits/nobody/fhir", "/therapist/patients/nobody/fhir"):
        assert client.get(wrong).status_code == 404
