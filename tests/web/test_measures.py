"""Requests are counted by the pattern of their route, never by what was asked for."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from formcheck.web.measures import ELSEWHERE, Measured, Measures


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/", "/"),
        ("/inner/patients/anna", "/inner/patients/{patient_id}"),
        ("/inner/static/s", "/inner/static/{name}"),
        ("/inner/a/b/inner/a", "/inner/{elsewhere:path}"),
        ("/inner/", "/inner/"),
        ("/files/a/b.js", "/files/{name:path}"),
        ("/nowhere/anna", ELSEWHERE),
    ],
)
def test_the_pattern_of_a_request(path: str, pattern: str) -> None:
    app, router = FastAPI(), APIRouter(prefix="/inner")
    outer = APIRouter()

    def nothing() -> None:
        pass

    app.get("/")(nothing)
    for inner in ("/", "/patients/{patient_id}", "/static/{name}", "/{elsewhere:path}"):
        router.get(inner)(nothing)
    outer.include_router(router)
    app.include_router(outer)
    app.get("/files/{name:path}")(nothing)
    measures = Measures(lambda: 3, lambda: 1)
    TestClient(Measured(app, measures)).get(path)
    text = measures.text().decode()
    assert f'formcheck_request_seconds_count{{method="GET",route="{pattern}"' in text
    assert "anna" not in text
    assert "formcheck_connections 3.0" in text
    assert "formcheck_visits 1.0" in text


def test_an_unknown_method_is_no_new_line() -> None:
    measures = Measures(lambda: 0, lambda: 0)
    TestClient(Measured(FastAPI(), measures)).request("BREW", "/")
    assert 'method="other"' in measures.text().decode()
