"""The tables of a practice: who may sign in, whose patients are whose, and who opened what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from formcheck.visits.schema import MAX_NAME
from formcheck.visits.table_base import ID_LENGTH, Base, new_id

MAX_LOGIN = 64
"""Characters of the name that somebody signs in with."""
DIGEST_LENGTH = 64
"""Hexadecimal digits of a SHA-256."""
LOG_YEARS = 5
"""An entry of the audit log is kept so long at least: Dutch law wants five years from its writing
(Staatscourant 2019, 38007, to NEN 7513). Triggers refuse to remove a younger one."""
SQLITE_TRIGGERS = {
    "audit_is_not_changed": (
        "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
    ),
    "audit_is_not_removed": (
        "CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit "
        f"WHEN OLD.at >= datetime('now', '-{LOG_YEARS} years') "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
    ),
    "audit_is_not_replaced": (  # "INSERT OR REPLACE" removes a row without a trigger of DELETE
        "CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit "
        "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
    ),
}
"""What SQLite does by itself in a store of ours, by name, and nothing else."""
EARLIER_TRIGGERS = frozenset((
    "CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END",
))  # fmt: skip
"""The same of earlier schemas: a backup may have them."""


def _account(*, primary_key: bool = False, index: bool = True) -> Mapped[str]:
    key = ForeignKey("account.id", ondelete="CASCADE")
    return mapped_column(String(ID_LENGTH), key, primary_key=primary_key, index=index)


class Account(Base):
    """Somebody who works in the practice. An account is never deleted, since the audit log names it.

    Attributes:
        login: what they sign in with, in small letters.
        name: as pages show it.
        role: "therapist" or "administrator".
        password: as argon2 keeps it; "" lets nobody in.
        must_change: the password was given by somebody else.
        disabled_at: nobody signs in since then.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(MAX_LOGIN), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(default="")
    must_change: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AccountSession(Base):
    """A browser that signed in.

    Attributes:
        digest: SHA-256 of what its cookie holds, which is stored nowhere.
        seen_at: its last request, to the minute.
    """

    __tablename__ = "account_session"

    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    account_id: Mapped[str] = _account()
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Binding(Base):
    """This account sees this patient."""

    __tablename__ = "binding"

    patient_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = _account(primary_key=True)
    bound_at: Mapped[datetime]


class ApiToken(Base):
    """A key with which a program works for an account.

    Attributes:
        name: what it is for.
        digest: SHA-256 of the token, which is stored nowhere.
        scopes: what it may be used for (`formcheck.practice.principal.Scope`), with spaces between.
        expires_at: good until then; None for always.
        used_at: last use, to the minute.
    """

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    account_id: Mapped[str] = _account()
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), unique=True)
    scopes: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInTries(Base):
    """Wrong passwords, of a name or from an address.

    Attributes:
        key: SHA-256 of the kind and the name or address: also of names that nobody has.
        count: so many since the last right one.
        last_at: the last one.
    """

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Base):
    """Who did what with whose file. Triggers of the database refuse to change or remove an entry.

    It names no other table, so that it stays when a patient is deleted; the key alone says nothing of them.

    Attributes:
        account_id, login: who; "" for what the command line or a stranger did.
        action: "opened", "changed", "exported", "deleted", "refused", "signed_in", "account", ...
        patient_id: whose file; None where it is none.
        subject: what of it: the route with its keys, or the account that was changed.
        address: where the request came from.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="", index=True)
    login: Mapped[str] = mapped_column(String(MAX_LOGIN), default="")
    action: Mapped[str] = mapped_column(String(16))
    patient_id: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    subject: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(String(64), default="")
