"""What the store believes of the machine's clock, which may be wrong: set ahead, or set back.

* What arrived is new to a therapist who looked before, whatever the clock did between (`arrival`, `look`).
* Nothing is removed because the clock ran ahead for a while (`trusted_moment`): a moment counts once the
  clock showed a day more than it, a week more where it had leapt there, and had not gone back meanwhile.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from formcheck.visits.schema import Patient, Setting, Visit

CONFIRMED_AFTER = timedelta(days=1)
"""A moment that was seen counts when the clock shows so much more."""
LEAP = timedelta(days=30)
"""A clock that shows so much more than when it was last seen may be wrong: formcheck is used weekly."""
LEAP_CONFIRMED_AFTER = timedelta(days=7)
"""The same as `CONFIRMED_AFTER` after a leap: somebody notices a wrong date within a week."""
SETTING = "clock"
_NEXT = timedelta(microseconds=1)


class _Seen(NamedTuple):
    """What was seen of the clock.

    Attributes:
        moment: seen, not confirmed yet.
        leapt: it came after a leap.
        trusted: the newest moment that was confirmed.
    """

    moment: datetime
    leapt: bool
    trusted: datetime | None


def trusted_moment(session: Session, now: datetime) -> datetime | None:
    """Note what the clock shows; the newest moment that has certainly passed, None where none is known yet.

    Args:
        session: one that writes.
        now: what the clock shows.
    """
    before = _read(session)
    seen = _step(before, now)
    if seen == before:
        return seen.trusted
    fields = {
        "moment": seen.moment.isoformat(),
        "leapt": seen.leapt,
        "trusted": None if seen.trusted is None else seen.trusted.isoformat(),
    }
    session.merge(Setting(name=SETTING, value=json.dumps(fields)))
    return seen.trusted


def arrival(session: Session, patient: Patient, now: datetime) -> datetime:
    """`Visit.arrived_at` of a visit that arrives now: after the therapist's last look."""
    return now if patient.looked_at is None else max(now, patient.looked_at + _NEXT)


def look(session: Session, patient: Patient, now: datetime) -> datetime:
    """`Patient.looked_at` of a look that is taken now: not before what has arrived."""
    newest = session.scalar(select(func.max(Visit.arrived_at)).where(Visit.patient_id == patient.id))
    return now if newest is None else max(now, newest)


def _step(seen: _Seen | None, now: datetime) -> _Seen:
    if seen is None:
        return _Seen(now, False, None)
    if now < seen.moment:  # wrong before, or wrong now: begin anew
        return _Seen(now, False, None if seen.trusted is None else min(seen.trusted, now))
    passed = now - seen.moment
    if passed > LEAP:
        return _Seen(now, True, seen.trusted)
    if passed >= (LEAP_CONFIRMED_AFTER if seen.leapt else CONFIRMED_AFTER):
        return _Seen(now, False, seen.moment)
    return seen


def _read(session: Session) -> _Seen | None:
    row = session.get(Setting, SETTING)
    if row is None:
        return None
    try:
        fields = json.loads(row.value)
        trusted = fields["trusted"]
        return _Seen(
            datetime.fromisoformat(fields["moment"]),
            bool(fields["leapt"]),
            None if trusted is None else datetime.fromisoformat(trusted),
        )
    except (ValueError, KeyError, TypeError):  # not ours: nothing was seen
        return None
