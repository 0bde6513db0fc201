"""A practice, and a client of the therapist's pages on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from formcheck.practice.carried import AsOwner
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.therapist.trouble import say_troubles
from formcheck.visits.moving import move_store
from formcheck.visits.place import StorePlace
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW, small_practice
from tests.support.store_places import engine_of

if TYPE_CHECKING:
    from tests.support.postgres import Cluster


@pytest.fixture(scope="session")
def made_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of four patients with twelve visits, which tests copy: to make it takes most of a second."""
    folder = tmp_path_factory.mktemp("practice") / "store"
    with small_practice(folder):
        return folder


@pytest.fixture
def practice(tmp_path: Path, made_practice: Path, request: pytest.FixtureRequest) -> Iterator[VisitStore]:
    """Four patients with twelve visits; each test has its own."""
    if engine_of(request) == "sqlite":
        shutil.copytree(made_practice, tmp_path / "store")
        place = StorePlace(tmp_path / "store")
    else:
        made, cluster = request.getfixturevalue("practice_on_server"), request.getfixturevalue("cluster")
        shutil.copytree(made.folder, tmp_path / "store")
        place = cluster.place(tmp_path / "store", template=made.url.database)
    with VisitStore(place, now=lambda: NOW) as store:
        yield store


@pytest.fixture(scope="session")
def practice_on_server(
    cluster: Cluster, made_practice: Path, tmp_path_factory: pytest.TempPathFactory
) -> StorePlace:
    """The same on PostgreSQL."""
    place = cluster.place(tmp_path_factory.mktemp("practice") / "on-server")
    with VisitStore(made_practice) as store:
        move_store(store, place)
    return place


@pytest.fixture
def client(practice: VisitStore) -> TestClient:
    """The pages without the door: who may open them is tested with the server."""
    app = FastAPI()
    say_troubles(app, Desk(practice))
    app.add_middleware(AsOwner)
    app.include_router(therapist_router(Desk(practice)))
    return TestClient(app, headers={"accept-language": "en"})
