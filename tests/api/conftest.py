"""A practice with accounts, tokens of its people, and clients of the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from formcheck.practice.principal import OF_A_TOKEN, Scope
from formcheck.practice.tokens import make_token
from formcheck.therapist.desk import Desk
from formcheck.web.access import COOKIE
from formcheck.web.app import Settings
from formcheck.web.whole_app import whole_app
from tests.support.people_fixtures import made_people, people, quick_passwords
from tests.support.practice_people import KEY, ORIGIN, People

__all__ = ("KEY", "client", "made_people", "people", "quick_passwords")
Client = Callable[..., TestClient]


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
