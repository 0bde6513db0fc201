"""Sessions of browsers that signed in: begun, found again, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from formcheck.practice.secrets import digest_of, new_key
from formcheck.visits.practice_schema import Account, AccountSession

IDLE = timedelta(minutes=60)
"""A session ends when nothing was asked for so long: a treatment, with the next one's preparation."""
LONGEST = timedelta(hours=12)
"""A session ends so long after its beginning, whatever was asked: a working day."""
SEEN_EVERY = timedelta(minutes=1)
"""So often the time of the last request is written."""
KIND = "session"


@dataclass(frozen=True, slots=True)
class Found:
    """A session that is good.

    Attributes:
        account: of whom.
        stale: its last request should be written now.
    """

    account: Account
    stale: bool


def begin_session(session: Session, account_id: str, now: datetime) -> str:
    """Begin a session; gives what its cookie holds. Sessions that are over are removed on the way."""
    session.execute(
        delete(AccountSession).where(
            or_(AccountSession.seen_at < now - IDLE, AccountSession.began_at < now - LONGEST)
        )
    )
    key = new_key()
    session.add(AccountSession(digest=digest_of(key, KIND), account_id=account_id, began_at=now, seen_at=now))
    session.flush()
    return key


def find_session(session: Session, key: str, now: datetime) -> Found | None:
    """The session of a cookie, if it is good and its account is not disabled."""
    query = (
        select(Account, AccountSession.seen_at)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(
            AccountSession.digest == digest_of(key, KIND),
            AccountSession.seen_at >= now - IDLE,
            AccountSession.began_at >= now - LONGEST,
            Account.disabled_at.is_(None),
        )
    )
    row = session.execute(query).first()
    return None if row is None else Found(row[0], row[1] <= now - SEEN_EVERY)


def saw_session(session: Session, key: str, now: datetime) -> None:
    """Note that something was asked in a session."""
    session.execute(
        update(AccountSession).where(AccountSession.digest == digest_of(key, KIND)).values(seen_at=now)
    )


def end_session(session: Session, key: str) -> None:
    """End the session of a cookie."""
    session.execute(delete(AccountSession).where(AccountSession.digest == digest_of(key, KIND)))


def end_sessions(session: Session, account_id: str) -> None:
    """End all sessions of an account."""
    session.execute(delete(AccountSession).where(AccountSession.account_id == account_id))
