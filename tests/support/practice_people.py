"""Two therapists with a patient each and an administrator, and the browsers with which they work."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from formcheck.coach.programme import Item, Programme
from formcheck.practice.accounts import account_of, add_account, turn_accounts
from formcheck.practice.bindings import bind
from formcheck.practice.principal import Role
from formcheck.therapist.desk import Desk
from formcheck.visits.practice_schema import Account, AuditEntry
from formcheck.visits.programmes import InForce
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.web.access import COOKIE, PageAccess
from formcheck.web.app import Settings, create_app
from formcheck.web.options import options_of
from tests.support.practice import NOW

ANNA, BRAM, CATO = "anna", "bram", "cato"
SECRET = "zeven groene fietsen"
"""Everybody's password."""
PORT = 8321
KEY = b"k" * 32
"""Of the machine, of which its cookie and its token are made."""
ORIGIN = f"http://127.0.0.1:{PORT}"
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


def people_in(store: VisitStore) -> None:
    """Put accounts into a store with three patients, and turn them on. The third is the machine's own."""
    with store.writing() as session:
        for login, role in ((ANNA, Role.THERAPIST), (BRAM, Role.THERAPIST), (CATO, Role.ADMINISTRATOR)):
            add_account(session, login, login.title(), role, SECRET, NOW, given=False)
        patients = session.scalars(select(Patient).where(~Patient.own).order_by(Patient.name)).all()
        patients[2].own, patients[2].name = True, ""
        for login, patient in zip((ANNA, BRAM), patients[:2], strict=True):
            bind(session, patient.id, account_of(session, login).id, NOW)
        turn_accounts(session, on=True)


@dataclass(slots=True)
class Browser:
    """A browser on the practice's pages.

    Attributes:
        client: its cookies; it follows no redirection by itself.
    """

    client: TestClient

    def get(self, path: str, **more: object) -> Response:
        """Open a page."""
        return self.client.get(path, **more)  # type: ignore[arg-type]

    def token(self, page: str = "/therapist/account") -> str:
        """The token in a form of a page."""
        found = _TOKEN.search(self.client.get(page).text)
        return found[1] if found else ""

    def post(self, path: str, data: dict[str, str] | None = None, *, token: str | None = None) -> Response:
        """Send a form, with the token of this browser unless another is given."""
        fields = {"form_token": self.token() if token is None else token, **(data or {})}
        return self.client.post(path, data=fields)

    def sign_in(self, login: str, password: str = SECRET) -> Response:
        """Fill in the page for signing in."""
        token = self.token("/therapist/sign-in")
        return self.post("/therapist/sign-in", {"login": login, "password": password}, token=token)


@dataclass
class People:
    """The practice.

    Attributes:
        store: with two patients: the first is Anna's, the second Bram's.
        clock: what time it is, in a list.
        accounts: they are on; False is as on one's own machine.
    """

    BEGAN: ClassVar[datetime] = NOW
    store: VisitStore
    clock: list[datetime]
    accounts: bool = True
    signed_in: dict[str, Browser] = field(default_factory=dict)
    access: PageAccess = field(default_factory=lambda: PageAccess(PORT, KEY))

    @cached_property
    def app(self) -> FastAPI:
        """The application."""
        settings = Settings(
            self.access,
            lambda: options_of(InForce(Programme(items=(Item(exercise="plank"),))), "lite", 30, keeps=True),
            lambda _: pytest.fail("no visit"),
            Desk(self.store, self.access.tls),
            accounts=self.accounts,
        )
        return create_app(settings)

    def browser(self, login: str = "", *, machine: bool = False, address: str = "10.0.0.1") -> Browser:
        """A browser; with a login it has signed in.

        Args:
            login: of the account; "" for a stranger.
            machine: it has the machine's own cookie.
            address: where it is.
        """
        client = TestClient(
            self.app,
            base_url=ORIGIN,
            headers={"accept-language": "en", "origin": ORIGIN},
            follow_redirects=False,
            client=(address, 50_000),
            raise_server_exceptions=False,
        )
        browser = Browser(client)
        if machine:
            client.cookies.set(COOKIE, self.access.cookie)
        if login:
            assert browser.sign_in(login).status_code == 303
        return browser

    def browser_of(self, login: str) -> Browser:
        """A browser of this account, always the same one."""
        if login not in self.signed_in:
            self.signed_in[login] = self.browser(login)
        return self.signed_in[login]

    def wait(self, time: timedelta) -> None:
        """Let time go by."""
        self.clock[0] += time

    def account(self, login: str) -> Account:
        """An account."""
        with self.store.reading() as session:
            return account_of(session, login)

    def patient_of(self, login: str) -> str:
        """Key of the patient of a therapist."""
        with self.store.reading() as session:
            patients = session.scalars(select(Patient.id).where(~Patient.own).order_by(Patient.name)).all()
        return patients[(ANNA, BRAM).index(login)]

    def visit_of(self, login: str) -> tuple[str, str]:
        """Key of a visit of that patient, and of an exercise in it; "" for the machine's own patient."""
        whose = Patient.id == self.patient_of(login) if login else Patient.own.is_(True)
        query = select(Visit.id, Exercise.id).join(Exercise).join(Patient).where(whose)
        with self.store.reading() as session:
            row = session.execute(query.order_by(Exercise.id)).first()
        assert row is not None
        return row[0], row[1]

    def log(self) -> list[tuple[str, str, str | None]]:
        """Login, action and patient of each entry of the audit log, the first first."""
        with self.store.reading() as session:
            rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            return [(row.login, row.action, row.patient_id) for row in rows]
