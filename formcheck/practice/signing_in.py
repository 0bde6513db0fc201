"""Signing in: a password is checked, wrong ones cost ever more time, and nothing tells which names exist.

A try is counted before its password is looked at, and taken back when it was right: many at the same moment
get no further than one after the other. Names that nobody has are counted and waited for like others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from formcheck.practice.passwords import is_right
from formcheck.practice.secrets import digest_of
from formcheck.practice.sessions import begin_session
from formcheck.visits.open_store import OpenStore
from formcheck.visits.practice_schema import Account, SignInTries

FREE_TRIES, FREE_OF_ADDRESS = 5, 30
"""Wrong passwords in a row that cost no wait: of a name; from an address, behind which a practice may be."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
"""After these a try has to wait; each further wrong one doubles it. It ends by itself: whoever knows a name
could otherwise lock its owner out. At the longest wait 96 passwords a day can be tried."""
FORGOTTEN_AFTER = timedelta(days=1)
"""Wrong tries count no longer when none came for so long."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session began.

    Attributes:
        account: of whom.
        key: what its cookie holds.
    """

    account: Account
    key: str


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Name or password are not right, or it has to be waited.

    Attributes:
        wait: until the next try is looked at; zero after a wrong password that costs none.
        tried: a password was looked at.
    """

    wait: timedelta
    tried: bool


def sign_in(store: OpenStore, login: str, password: str, address: str) -> SignedIn | TurnedAway:
    """Check a name and a password, and begin a session.

    Args:
        store: with the accounts.
        login, password: as they were typed.
        address: where from.
    """
    login, now = login.strip().lower(), store.now()
    keys = {_of_login(login): FREE_TRIES, digest_of(address, "address"): FREE_OF_ADDRESS}
    with store.writing() as session:
        session.execute(delete(SignInTries).where(SignInTries.last_at < now - FORGOTTEN_AFTER))
        wait = max((_wait(session, key, free, now) for key, free in keys.items()))
        if wait > timedelta(0):
            return TurnedAway(wait, tried=False)
        for key in keys:
            _count(session, key, now)
        account = session.scalar(select(Account).where(Account.login == login))
    right = is_right(account.password if account is not None else "", password)
    with store.writing() as session:
        # Disabled meanwhile, or before: the password was looked at all the same.
        if right and account is not None and session.get_one(Account, account.id).disabled_at is None:
            forget_tries(session, login)
            _take_back(session, digest_of(address, "address"))
            return SignedIn(account, begin_session(session, account.id, now))
        return TurnedAway(max((_wait(session, key, free, now) for key, free in keys.items())), tried=True)


def forget_tries(session: Session, login: str) -> None:
    """Count no wrong password of a name any more."""
    session.execute(delete(SignInTries).where(SignInTries.key == _of_login(login)))


def _of_login(login: str) -> str:
    return digest_of(login, "login")


def _wait(session: Session, key: str, free: int, now: datetime) -> timedelta:
    row = session.get(SignInTries, key)
    if row is None or row.count < free:
        return timedelta(0)
    doubled = 1 << min(row.count - free, 10)
    until = row.last_at + min(FIRST_WAIT * doubled, LONGEST_WAIT)
    return max(until - now, timedelta(0))


def _count(session: Session, key: str, now: datetime) -> None:
    row = session.get(SignInTries, key)
    if row is None:
        session.add(SignInTries(key=key, count=1, last_at=now))
    else:
        row.count, row.last_at = row.count + 1, now
    session.flush()


def _take_back(session: Session, key: str) -> None:
    row = session.get(SignInTries, key)
    if row is not None:
        row.count = max(row.count - 1, 0)
