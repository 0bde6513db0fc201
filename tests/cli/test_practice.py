"""`formcheck practice`: what its commands say, and that serve keeps to this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from formcheck.practice import passwords
from formcheck.practice.accounts import account_of, accounts_on
from formcheck.practice.signing_in import SignedIn, sign_in
from formcheck.visits.practice_schema import AuditEntry
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from tests.support.cli_program import Call, refused

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with two patients; passwords cost a millisecond."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    place = tmp_path / "store"
    with VisitStore(place) as store, store.writing() as session:
        for number, name in enumerate(("Anna", "Bram")):
            session.add(Patient(id=f"{number}abcde{'0' * 26}", name=name, created_at=NOW))
    return place


def test_one_after_the_other(call: Call, folder: Path, tmp_path: Path) -> None:
    def practice(*words: object) -> str:
        done = call("practice", *words, "--store", folder)
        assert (done.status, done.err) == (0, "")
        return done.out

    assert "Accounts are off" in practice("accounts")
    refused(call("practice", "accounts", "on", "--store", folder), "--role administrator")
    said = practice("add", "Cato", "--role", "administrator")
    first = said.split("First password: ")[1].split()[0]
    assert "sign in" in practice("accounts", "on")
    with VisitStore(folder) as store:
        assert isinstance(sign_in(store, "cato", first, ""), SignedIn)
        with store.reading() as session:
            assert accounts_on(session)
            assert account_of(session, "CATO").must_change
    file = tmp_path / "password.txt"
    file.write_text("zeven groene fietsen\n", "utf-8")
    assert "First password" not in practice("add", "dirk", "--name", "Dirk", "--password-file", file)
    assert practice("bind", "dirk", "Anna").endswith("Bound to dirk: 1 patient\n")
    assert practice("bind", "dirk", "--unbound").endswith("Bound to dirk: 1 patient\n")
    assert practice("unbind", "dirk", "bram").endswith("No longer bound to dirk: 1 patient\n")
    assert "new password due" in practice("list")
    assert "another password" in practice("reset", "dirk")
    practice("disable", "dirk")
    assert "disabled" in practice("list")
    practice("enable", "dirk")
    log = practice("audit")
    assert len(log.splitlines()) == 9
    assert "cato: added as administrator" in log.splitlines()[-1]
    assert len(practice("audit", "--patient", "Anna").splitlines()) == 1
    assert "zeven" not in log
    assert first not in log
    with VisitStore(folder) as store, store.writing() as session:
        session.delete(session.get_one(Patient, f"0abcde{'0' * 26}"))
        session.add(AuditEntry(at=datetime(2000, 1, 1, tzinfo=UTC), action="opened"))
    assert len(practice("audit", "--patient", f"0abcde{'0' * 26}").splitlines()) == 1, "the log still knows"
    refused(call("practice", "audit", "--remove-older-than", 4, "--store", folder), "5 years at least")
    assert practice("audit", "--remove-older-than", 5) == "Removed from the audit log: 1 entry\n"
    for words, says in (
        (("add", "dirk"), "already"),
        (("add", "a b"), "letters"),
        (("add", "x", "--password-file", tmp_path / "none"), "cannot be read"),
        (("disable", "cato"), "last administrator"),
        (("reset", "nobody"), "no account nobody"),
        (("bind", "dirk"), "which patients"),
        (("bind", "dirk", "nobody"), "no patient"),
        (("audit", "--patient", "nobody"), "no patient"),
    ):
        refused(call("practice", *words, "--store", folder), says)
    file.write_text("kort\n", "utf-8")
    refused(call("practice", "reset", "dirk", "--password-file", file, "--store", folder), "12 to 200")
    assert "Accounts are off" in practice("accounts", "off")
    refused(call("serve", "--host", "0.0.0.0", "--store", folder), "nobody has to sign in")
