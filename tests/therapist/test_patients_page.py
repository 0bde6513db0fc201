"""The list of patients."""

from __future__ import annotations

from fastapi.testclient import TestClient


def test_every_patient_is_listed(client: TestClient) -> None:
    page = client.get("/therapist/")
    assert page.status_code == 200
    for name in ("Anna 000", "Bram 001", "Cor 002", "Dirk 003"):
        assert name in page.text
