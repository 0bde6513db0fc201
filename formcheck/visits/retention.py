"""How long recordings are kept. Results stay."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.visits.clock import trusted_moment
from formcheck.visits.open_store import OpenStore
from formcheck.visits.opening import safety_copies
from formcheck.visits.schema import Recording, Setting

KEEP_DAYS = 90
"""How long recordings are kept unless the user says otherwise, days: long enough for the therapist to look
back over a course of exercises, and no longer than that needs. Results stay."""
MAX_DAYS = 36_500
SETTING = "recordings_days"
COPY_DAYS = 30
"""How long the copy of the database from before an update is kept: what an update broke shows by then."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed.

    Attributes:
        recordings: how many.
        size: their bytes.
    """

    recordings: int
    size: int


def keep_days(session: Session) -> int | None:
    """Days that recordings are kept; None keeps them."""
    setting = session.get(Setting, SETTING)
    if setting is None:
        return KEEP_DAYS
    return int(setting.value) if setting.value else None


def set_keep_days(session: Session, days: int | None) -> None:
    """Keep recordings so many days, those that are there too; None keeps them.

    Raises:
        UsageError: the number makes no sense.
    """
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise UsageError(f"{days} days make no sense", f"Take 1 to {MAX_DAYS}, or keep recordings for ever")
    for row, until in _kept_until(session, days):
        row.keep_until = until
    session.merge(Setting(name=SETTING, value="" if days is None else str(days)))


def remove_expired(store: OpenStore, now: datetime | None = None, *, by_hand: bool = False) -> Removed:
    """Remove the recordings whose time is over, files that no row names, and old copies of the database.

    A recording that several exercises use is kept for the one that came last (`Recordings.put`).

    Args:
        store: the store.
        now: the present time; None asks the store's clock.
        by_hand: the user vouches for the date. Otherwise the clock has to prove itself, see
            `formcheck.visits.clock`, and what is past goes at a later start.

    Raises:
        OutputError: the store cannot be written to.
    """
    now = now or store.now()
    with store.writing() as session:
        trusted = trusted_moment(session, now)
        until = now if by_hand else trusted
        past = [] if until is None else expired(session, until)
        for row in past:
            row.removed_at = now
    with store.writing() as session:  # rows first: a file without a row is swept next time
        store.recordings.sweep(session)
    if until is not None:
        _remove_copies(store.folder, until - timedelta(days=COPY_DAYS))
    return Removed(len(past), sum(row.bytes for row in past))


def _remove_copies(folder: Path, before: datetime) -> None:
    for copy in safety_copies(folder):
        with contextlib.suppress(OSError):  # the next time will do
            if datetime.fromtimestamp(copy.stat().st_mtime, UTC) < before:
                copy.unlink()


def expired(session: Session, moment: datetime) -> list[Recording]:
    """The recordings whose time was over at a moment."""
    past = select(Recording).where(Recording.removed_at.is_(None), Recording.keep_until < moment)
    return list(session.scalars(past))


def expired_after(session: Session, days: int | None, moment: datetime) -> list[Recording]:
    """The recordings that would be past if recordings were kept so many days."""
    return [row for row, until in _kept_until(session, days) if until is not None and until < moment]


def _kept_until(session: Session, days: int | None) -> Iterator[tuple[Recording, datetime | None]]:
    """Until when each recording would be kept, were it so many days."""
    before = keep_days(session)
    for row in session.scalars(select(Recording).where(Recording.removed_at.is_(None))):
        if days is None:
            yield row, None
        elif row.keep_until is None or before is None:
            yield row, row.created_at + timedelta(days=days)
        else:
            yield row, row.keep_until + timedelta(days=days - before)
