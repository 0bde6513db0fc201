"""A practice with accounts, tokens of its people, and clients of the API."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from formcheck.practice.principal import OF_A_TOKEN, Scope
from formcheck.practice.tokens import make_token
from formcheck.therapist.desk import Desk
from formcheck.visits.store import VisitStore
from formcheck.web.access import COOKIE, PageAccess
from formcheck.web.app import Settings
from formcheck.web.whole_app import whole_app
from tests.support.practice import small_practice
from tests.support.practice_people import ORIGIN, PORT, People, people_in

Client = Callable[..., TestClient]
KEY = b"k" * 32
"""Of the machine, of which its cookie and its token are made."""


@pytest.fixture(scope="session")
def made_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small practice with accounts, which tests copy."""
    folder = tmp_path_factory.mktemp("people") / "store"
    with small_practice(folder, patients=3, visits=6) as store:
        people_in(store)
    return folder


@pytest.fixture
def people(tmp_path: Path, made_people: Path) -> Iterator[People]:
    """Anna and Bram, therapists with a patient each, and Cato, the administrator."""
    shutil.copytree(made_people, tmp_path / "store")
    clock = [People.BEGAN]
    with VisitStore(tmp_path / "store", now=lambda: clock[0]) as store:
        yield People(store, clock, access=PageAccess(PORT, KEY))


def whole(people: People, *, accounts: bool = True) -> ASGIApp:
    """Pages and API of the practice."""

    def none(*_: object) -> object:
        return pytest.fail("no visit")

    settings = Settings(people.access, none, none, Desk(people.store), accounts=accounts)  # type: ignore[arg-type]
    return whole_app(settings)


@pytest.fixture
def client(people: People) -> Client:
    """Makes a client: of a login with a token of these scopes, of the machine's cookie, or of a stranger."""
    app_of = cache(lambda accounts: whole(people, accounts=accounts))

    def make(
        login: str = "", scopes: frozenset[Scope] = OF_A_TOKEN, *, token: str = "", machine: bool = False
    ) -> TestClient:
        client = TestClient(app_of(not machine), base_url=ORIGIN, raise_server_exceptions=False)
        if login:
            with people.store.writing() as session:
                token = make_token(session, people.account(login).id, "test", scopes, people.clock[0])
        if token:
            client.headers["authorization"] = f"Bearer {token}"
        if machine:
            client.cookies.set(COOKIE, people.access.cookie)
        return client

    return make
