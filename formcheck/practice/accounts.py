"""Accounts: added, changed and disabled, never deleted. Whether they are on is a setting of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from formcheck.errors import InputError, UsageError
from formcheck.practice.passwords import hashed
from formcheck.practice.principal import SCOPES, Principal, Role
from formcheck.practice.sessions import end_sessions
from formcheck.practice.signing_in import LOGIN, forget_tries
from formcheck.visits.practice_schema import MAX_LOGIN, Account, ApiToken
from formcheck.visits.schema import MAX_NAME, Setting

ACCOUNTS = "accounts"
"""Setting of the store: "on" where who opens a page has to sign in."""
ROLES = (Role.THERAPIST, Role.ADMINISTRATOR)
"""Roles that an account can have."""


def accounts_on(session: Session) -> bool:
    """Whether who opens a page of this store has to sign in."""
    row = session.get(Setting, ACCOUNTS)
    return row is not None and row.value == "on"


def turn_accounts(session: Session, *, on: bool) -> None:
    """Turn accounts on or off.

    Raises:
        UsageError: on, and there is no administrator who could sign in.
    """
    if on and not _administrators(session):
        raise UsageError(
            "No administrator can sign in yet", "Add one: formcheck practice add LOGIN --role administrator"
        )
    session.merge(Setting(name=ACCOUNTS, value="on" if on else "off"))


def add_account(
    session: Session, login: str, name: str, role: Role, password: str, now: datetime, *, given: bool = True
) -> Account:
    """Add an account.

    Args:
        session: it writes.
        login: letters, digits and ". _ @ -"; capitals become small.
        name: as pages show it; the login where it is "".
        role: of `ROLES`.
        password: the first one.
        now: the present time.
        given: somebody else chose the password: its owner has to choose another at the first signing in.

    Raises:
        UsageError: the login is taken or has other characters, or the password breaks the rules.
    """
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise UsageError(
            f"{clean(login) or 'Nothing'} cannot be signed in with",
            f"Use up to {MAX_LOGIN} letters, digits, dots and dashes",
        )
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise UsageError(f"There is an account {login} already", "Choose another login")
    account = Account(
        login=login,
        name=" ".join(name.split())[:MAX_NAME] or login,
        role=role.value,
        password=hashed(password),
        must_change=given,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def account_of(session: Session, login: str) -> Account:
    """The account with a login.

    Raises:
        InputError: there is none.
    """
    login = login.strip().lower()
    named = select(Account).where(Account.login == login)
    account = session.scalar(named) if LOGIN.fullmatch(login) else None
    if account is None:
        raise InputError(f"There is no account {clean(login)}", "See: formcheck practice list")
    return account


def all_accounts(session: Session) -> Sequence[Account]:
    """All accounts, by login."""
    return session.scalars(select(Account).order_by(Account.login)).all()


def change_password(session: Session, account: Account, password: str, *, given: bool) -> None:
    """Give an account another password, end its sessions, and forget wrong tries.

    Args:
        session: it writes.
        account: whose.
        password: the new one.
        given: somebody else chose it.

    Raises:
        UsageError: it breaks the rules.
    """
    account.password, account.must_change = hashed(password), given
    end_sessions(session, account.id)
    forget_tries(session, account.login)
    session.flush()


def disable(session: Session, account: Account, now: datetime) -> None:
    """Let nobody sign in with an account any more, and end its sessions and tokens for good.

    Raises:
        UsageError: it is the last administrator.
    """
    others = [key for key in _administrators(session) if key != account.id]
    if account.role == Role.ADMINISTRATOR and account.disabled_at is None and not others:
        raise UsageError("This is the last administrator", "Add another one before")
    account.disabled_at = account.disabled_at or now
    end_sessions(session, account.id)
    still_good = ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None)
    session.execute(update(ApiToken).where(*still_good).values(revoked_at=now))
    session.flush()


def enable(session: Session, account: Account) -> None:
    """Let somebody sign in with a disabled account again."""
    account.disabled_at = None
    session.flush()


def holds_accounts(session: Session) -> bool:
    """Whether the store has any account."""
    return bool(session.scalar(select(func.count()).select_from(Account)))


def principal_of_account(account: Account, secret: str = "") -> Principal:
    """Who signed in with an account.

    Args:
        account: which.
        secret: the form token of the session; "" for a program's.
    """
    role = Role(account.role)
    return Principal(
        role, account.id, account.login, account.name, SCOPES[role], secret, must_change=account.must_change
    )


def _administrators(session: Session) -> Sequence[str]:
    """Keys of the administrators who can sign in."""
    query = select(Account.id).where(
        Account.role == Role.ADMINISTRATOR.value, Account.disabled_at.is_(None), Account.password != ""
    )
    return session.scalars(query).all()


def clean(typed: str) -> str:
    """What somebody typed, for a sentence about it: one line, nothing unseen, and not without end."""
    return "".join(character for character in typed if character.isprintable())[:MAX_LOGIN]
