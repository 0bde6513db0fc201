"""A practice, and a client of the therapist's pages on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from formcheck.practice.carried import AsOwner
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.therapist.trouble import say_troubles
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW, small_practice


@pytest.fixture(scope="session")
def made_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of four patients with twelve visits, which tests copy: to make it takes most of a second."""
    folder = tmp_path_factory.mktemp("practice") / "store"
    with small_practice(folder):
        return folder


@pytest.fixture
def practice(tmp_path: Path, made_practice: Path) -> Iterator[VisitStore]:
    """Four patients with twelve visits; each test has its own."""
    shutil.copytree(made_practice, tmp_path / "store")
    with VisitStore(tmp_path / "store", now=lambda: NOW) as store:
        yield store


@pytest.fixture
def client(practice: VisitStore) -> TestClient:
    """The pages without the door: who may open them is tested with the server."""
    app = FastAPI()
    say_troubles(app, Desk(practice))
    app.add_middleware(AsOwner)
    app.include_router(therapist_router(Desk(practice)))
    return TestClient(app, headers={"accept-language": "en"})
