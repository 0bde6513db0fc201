"""What a therapist has to see first of a patient: how often they came, and what asks for a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from formcheck.trends.change import PAIN_LEAST, Change, Kind, change_of
from formcheck.trends.days import VisitDay

FOUR_WEEKS = timedelta(days=28)
QUIET = timedelta(days=7)
"""Nobody comes less than once a week in a programme of three times a week without a reason."""
MOST_UNMEASURED = 0.5
"""Share of the time of a visit; with more unmeasured than that the visit says little."""
DEFAULT_A_WEEK = 3
"""Of the leaflets: at least three times a week (docs/clinical.md#dose)."""


class Flag(StrEnum):
    """What asks for a look, the weightiest first; the page has a word for each: `trends.flag.FLAG`."""

    LEGS = "legs"
    PAIN_STOP = "pain_stop"
    PAIN_UP = "pain_up"
    PAIN_ROSE = "pain_rose"
    UNMEASURED = "unmeasured"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Lately:
    """What the last four weeks of one patient come to.

    Attributes:
        since: from when on there was something to do.
        a_week: planned visits a week; None takes `DEFAULT_A_WEEK`.
        done: visits in the last four weeks.
        pains: pain before exercising in these, 0 to 10, the oldest first.
        last: the last visit of all, or None.
        unmeasured: share of its time that could not be measured, 0-1; None of no time.
        new: visits that arrived since the therapist last looked.
        new_legs, new_stop: whether one of the new ones in these weeks has complaints in a leg, or was stopped
            for pain.
    """

    since: datetime
    a_week: int | None = None
    done: int = 0
    pains: Sequence[float] = ()
    last: VisitDay | None = None
    unmeasured: float | None = None
    new: int = 0
    new_legs: bool = False
    new_stop: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """One patient in short.

    Attributes:
        last: when the last visit began, or None.
        since: from when on there was something to do.
        done: visits in the last four weeks; `planned` in the same time, of the time that there was a plan.
        pain: the change of pain before exercising in the last four weeks.
        pain_now: the latest of these answers, or None.
        flags: the weightiest first.
        new: visits that arrived since the therapist last looked.
    """

    last: datetime | None
    since: datetime
    done: int
    planned: int
    pain: Change
    pain_now: float | None
    flags: tuple[Flag, ...]
    new: int


def overview(lately: Lately, now: datetime) -> Overview:
    """One patient in short.

    A leg or a stop is flagged until the therapist has looked, and as long as the last visit has it.

    Args:
        lately: the last four weeks.
        now: the present time.
    """
    last = lately.last
    pain = change_of(lately.pains, better="less", least=PAIN_LEAST)
    said = {
        Flag.LEGS: lately.new_legs or (last is not None and last.legs),
        Flag.PAIN_STOP: lately.new_stop or (last is not None and last.stopped_for_pain),
        Flag.PAIN_UP: pain.kind is Kind.WORSE,
        Flag.PAIN_ROSE: last is not None and _rose(last) and not last.stopped_for_pain,
        Flag.UNMEASURED: lately.unmeasured is not None and lately.unmeasured > MOST_UNMEASURED,
        Flag.QUIET: now - (lately.since if last is None else last.at) > QUIET,
    }
    return Overview(
        last=None if last is None else last.at,
        since=lately.since,
        done=lately.done,
        planned=planned_visits(now, lately.since, lately.a_week),
        pain=pain,
        pain_now=lately.pains[-1] if lately.pains else None,
        flags=tuple(flag for flag, so in said.items() if so),
        new=lately.new,
    )


def planned_visits(now: datetime, since: datetime, a_week: int | None) -> int:
    """Visits that the last four weeks asked for, of the days since there was something to do."""
    days = min(max((now - since).total_seconds() / 86400, 0.0), FOUR_WEEKS.days)
    return round((DEFAULT_A_WEEK if a_week is None else a_week) * days / 7)


def _rose(day: VisitDay) -> bool:
    before, after = day.pain_before, day.pain_after
    return before is not None and after is not None and after - before >= PAIN_LEAST
