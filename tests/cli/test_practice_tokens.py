"""`formcheck practice token`: made, shown once, listed, revoked; and the token of one's own machine."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from formcheck.practice.principal import Role, Scope
from formcheck.practice.tokens import principal_of_token
from formcheck.visits.practice_schema import ApiToken, AuditEntry
from formcheck.visits.store import VisitStore
from tests.support.cli_program import Call, refused


def test_a_token_is_shown_once_listed_and_revoked(call: Call, tmp_path: Path) -> None:
    store = ("--store", tmp_path)
    with VisitStore(tmp_path):
        pass
    own = call("practice", "token", "machine", *store).out
    assert own.startswith("fcm_")
    assert call("practice", "token", "machine", *store).out == own
    call("practice", "add", "anna", *store)
    call("practice", "add", "cato", "--role", "administrator", *store)
    made = call("practice", "token", "new", "anna", "the record", "--days", "10", *store)
    key = made.out.splitlines()[0]
    assert key.startswith("fct_")
    with VisitStore(tmp_path) as kept, kept.reading() as session:
        row = session.scalars(select(ApiToken)).one()
        who = principal_of_token(session, key, kept.now())
        assert who is not None
        assert (who.role, who.scopes) == (Role.THERAPIST, {Scope.PATIENTS_READ})
        assert key not in " ".join(str(value) for value in vars(row).values())
        assert not any(key in entry.subject for entry in session.scalars(select(AuditEntry)))
    listed = call("practice", "token", "list", "anna", *store).out
    assert "the record" in listed
    assert key not in listed
    refused(call("practice", "token", "new", "nobody", "x", *store), "no account nobody")
    refused(call("practice", "token", "revoke", "anna", "000000", *store), "no such token")
    refused(call("practice", "token", "revoke", "cato", row.id[:8], *store), "no such token")
    assert call("practice", "token", "revoke", "anna", row.id[:8], *store).out == "Revoked: the record\n"
    assert "revoked" in call("practice", "token", "list", "anna", *store).out
    with VisitStore(tmp_path) as kept, kept.reading() as session:
        assert principal_of_token(session, key, kept.now()) is None
    call("practice", "accounts", "on", *store)
    refused(call("practice", "token", "machine", *store), "Accounts are on")
