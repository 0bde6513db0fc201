"""A practice, and a client of the therapist's pages on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.visits.store import VisitStore
from tests.support.practice import small_practice


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[VisitStore]:
    """Four patients with twelve visits; each test has its own."""
    with small_practice(tmp_path / "store") as store:
        yield store


@pytest.fixture
def client(practice: VisitStore) -> TestClient:
    """The pages without the door: who may open them is tested with the server."""
    app = FastAPI()
    app.include_router(therapist_router(Desk(practice)))
    return TestClient(app, headers={"accept-language": "en"})
