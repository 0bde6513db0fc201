"""Signing in: a password is checked, wrong ones cost ever more time, and nothing tells which names exist.

A try is counted before its password is looked at, and taken back when it was right: many at the same moment
get no further than one after the other. Names that nobody has are counted and waited for like others.
"""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from formcheck.practice.addresses import network_of
from formcheck.practice.passwords import is_right
from formcheck.practice.secrets import digest_of
from formcheck.practice.sessions import begin_session
from formcheck.visits.open_store import OpenStore
from formcheck.visits.practice_schema import MAX_LOGIN, Account, SignInTries

LOGIN = re.compile(rf"[a-z0-9][a-z0-9._@-]{{0,{MAX_LOGIN - 1}}}")
"""What somebody can sign in with."""
FREE_TRIES, FREE_OF_ADDRESS = 5, 30
"""Wrong passwords in a row that cost no wait: of a name; from an address, behind which a practice may be
(of IPv6 from a network, `network_of`)."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
"""After these a try has to wait; each further wrong one doubles it. It ends by itself: whoever knows a name
could otherwise lock its owner out. At the longest wait 96 passwords a day can be tried."""
AT_THE_DOOR = 12
"""So many may wait for their password to be looked at. Each takes one of the server's forty threads: who has
signed in keeps the others, however many try."""
_DOOR = threading.BoundedSemaphore(AT_THE_DOOR)
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
        crowded: too many try at this moment.
    """

    wait: timedelta
    tried: bool
    crowded: bool = False


def sign_in(store: OpenStore, login: str, password: str, address: str) -> SignedIn | TurnedAway:
    """Check a name and a password, and begin a session.

    Args:
        store: with the accounts.
        login, password: as they were typed.
        address: where from.
    """
    found = checked(store, login, password, address)
    if isinstance(found, TurnedAway):
        return found
    with store.writing() as session:
        return SignedIn(found, begin_session(session, found.id, store.now()))


def checked(store: OpenStore, login: str, password: str, address: str) -> Account | TurnedAway:
    """The account whose password this is. Wrong ones are counted, wherever somebody may try them.

    Args:
        store: with the accounts.
        login, password: as they were typed.
        address: where from.
    """
    if not _DOOR.acquire(blocking=False):
        return TurnedAway(timedelta(0), tried=False, crowded=True)
    try:
        return _looked_at(store, login, password, address)
    finally:
        _DOOR.release()


def _looked_at(store: OpenStore, login: str, password: str, address: str) -> Account | TurnedAway:
    login, now = login.strip().lower(), store.now()
    free = {_of_login(login): FREE_TRIES, _of_address(address): FREE_OF_ADDRESS}
    with store.reading() as session:  # who has to wait writes nothing, and holds up nobody who writes
        known = session.scalars(select(SignInTries).where(SignInTries.key.in_(free))).all()
        wait = max((_wait(row, free[row.key], now) for row in known), default=timedelta(0))
    if wait > timedelta(0):
        return TurnedAway(wait, tried=False)
    with store.writing() as session:
        session.execute(delete(SignInTries).where(SignInTries.last_at < now - FORGOTTEN_AFTER))
        rows = {
            key: _held(session, key, now) for key in sorted(free)
        }  # in one order: nobody waits in a circle
        wait = max(_wait(rows[key], most, now) for key, most in free.items())
        if wait > timedelta(0):
            return TurnedAway(wait, tried=False)
        for row in rows.values():
            row.count, row.last_at = row.count + 1, now
        named = select(Account).where(Account.login == login)
        account = session.scalar(named) if LOGIN.fullmatch(login) else None
    right = is_right(account.password if account is not None else "", password)
    with store.writing() as session:
        # Disabled meanwhile, or before: the password was looked at all the same.
        if right and account is not None and session.get_one(Account, account.id).disabled_at is None:
            forget_tries(session, login)
            _take_back(session, _of_address(address))
            return account
        counted = {key: session.get(SignInTries, key) for key in free}
        waits = [_wait(row, free[key], now) for key, row in counted.items() if row is not None]
        return TurnedAway(max(waits, default=timedelta(0)), tried=True)


def forget_tries(session: Session, login: str) -> None:
    """Count no wrong password of a name any more."""
    session.execute(delete(SignInTries).where(SignInTries.key == _of_login(login)))


def _of_login(login: str) -> str:
    return digest_of(login, "login")


def _of_address(address: str) -> str:
    return digest_of(network_of(address), "address")


def _held(session: Session, key: str, now: datetime) -> SignInTries:
    """The row of a name or an address, made where there is none; others who try wait for this one."""
    row = session.get(SignInTries, key, with_for_update=True)
    if row is None:
        with suppress(IntegrityError), session.begin_nested():  # somebody else has just made it
            session.add(SignInTries(key=key, count=0, last_at=now))
        row = session.get_one(SignInTries, key, with_for_update=True, populate_existing=True)
    return row


def _wait(row: SignInTries, free: int, now: datetime) -> timedelta:
    if row.count < free:
        return timedelta(0)
    doubled = 1 << min(row.count - free, 10)
    return max(row.last_at + min(FIRST_WAIT * doubled, LONGEST_WAIT) - now, timedelta(0))


def _take_back(session: Session, key: str) -> None:
    row = session.get(SignInTries, key, with_for_update=True)
    if row is not None:
        row.count = max(row.count - 1, 0)
