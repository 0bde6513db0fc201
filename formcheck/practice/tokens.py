"""API tokens: keys with which a program works for an account, each for some scopes only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from formcheck.errors import InputError, UsageError
from formcheck.practice.principal import OF_A_TOKEN, SCOPES, Principal, Role, Scope
from formcheck.practice.secrets import digest_of, new_key
from formcheck.visits.practice_schema import Account, ApiToken
from formcheck.visits.schema import MAX_NAME

PREFIX = "fct_"
"""Tokens begin so, for programs that look for secrets where none should be."""
USED_EVERY = timedelta(minutes=1)
"""So often the time of the last use is written."""
KIND = "token"


def make_token(
    session: Session,
    account_id: str,
    name: str,
    scopes: Collection[Scope],
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """Make a token; gives it, which is stored nowhere.

    Args:
        session: it writes.
        account_id: for whom it works.
        name: what it is for.
        scopes: of `OF_A_TOKEN`.
        now: the present time.
        expires_at: good until then; None for always.

    Raises:
        UsageError: a scope is none for a token, or there is none.
    """
    if not scopes or not set(scopes) <= OF_A_TOKEN:
        raise UsageError("A token is for something", f"Choose of: {', '.join(sorted(OF_A_TOKEN))}")
    token = PREFIX + new_key()
    session.add(
        ApiToken(
            account_id=account_id,
            name=" ".join(name.split())[:MAX_NAME],
            digest=digest_of(token, KIND),
            scopes=" ".join(sorted(scopes)),
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    return token


def principal_of_token(session: Session, token: str, now: datetime) -> Principal | None:
    """Who works with a token, if it is good and its account is not disabled.

    Args:
        session: reads.
        token: as a program shows it.
        now: the present time.
    """
    query = (
        select(Account, ApiToken.scopes)
        .join(ApiToken, ApiToken.account_id == Account.id)
        .where(
            ApiToken.digest == digest_of(token, KIND),
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
            Account.disabled_at.is_(None),
        )
    )
    row = session.execute(query).first()
    if row is None:
        return None
    account, scopes = row[0], frozenset(Scope(name) for name in row[1].split() if name in OF_A_TOKEN)
    role = Role(account.role)
    return Principal(role, account.id, account.login, account.name, scopes & SCOPES[role])


def used_token(session: Session, token: str, now: datetime) -> None:
    """Note the use of a token, at most once in `USED_EVERY`."""
    session.execute(
        update(ApiToken)
        .where(
            ApiToken.digest == digest_of(token, KIND),
            or_(ApiToken.used_at.is_(None), ApiToken.used_at <= now - USED_EVERY),
        )
        .values(used_at=now)
    )


def tokens_of(session: Session, account_id: str) -> Sequence[ApiToken]:
    """The tokens of an account, the latest first."""
    query = select(ApiToken).where(ApiToken.account_id == account_id).order_by(ApiToken.created_at.desc())
    return session.scalars(query).all()


def revoke_token(session: Session, token_id: str, account_id: str, now: datetime) -> None:
    """Let nobody use a token any more.

    Raises:
        InputError: the account has no such token.
    """
    token = session.get(ApiToken, token_id)
    if token is None or token.account_id != account_id:
        raise InputError("There is no such token", "See the list of tokens")
    token.revoked_at = token.revoked_at or now
    session.flush()
