"""What a therapist has to see first of a patient: how often they came, and what asks for a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from formcheck.trends.change import PAIN_LEAST, Change, Kind, change
from formcheck.trends.days import VisitDay
from formcheck.trends.values import answers

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
    UNMEASURED = "unmeasured"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Overview:
    """One patient in short.

    Attributes:
        last: when the last visit began, or None.
        done: visits in the last four weeks; `planned` in the same time, of the time that there was a plan.
        pain: the change of pain before exercising in the last four weeks.
        flags: the weightiest first.
        new: visits that arrived since the therapist last looked.
    """

    last: datetime | None
    done: int
    planned: int
    pain: Change
    flags: tuple[Flag, ...]
    new: int


def overview(
    visits: Sequence[VisitDay],
    *,
    now: datetime,
    since: datetime,
    a_week: int | None,
    looked_at: datetime | None,
    unmeasured: float | None,
) -> Overview:
    """One patient in short.

    A leg or a stop is flagged until the therapist has looked, and as long as the last visit has it.

    Args:
        visits: those of the last four weeks, those that arrived since the therapist last looked, and the last
            one, in any order.
        now: the present time.
        since: from when on there was something to do.
        a_week: planned visits a week; None takes `DEFAULT_A_WEEK`.
        looked_at: when the therapist last looked, or None.
        unmeasured: share of the last visit's time that could not be measured, 0-1; None of no time.
    """
    ordered = sorted(visits, key=lambda day: (day.at, day.visit))
    recent = [day for day in ordered if day.at >= now - FOUR_WEEKS]
    new = [day for day in ordered if looked_at is None or day.arrived_at > looked_at]
    last = ordered[-1] if ordered else None
    pain = change(answers(recent, lambda day: day.pain_before), better="less", least=PAIN_LEAST)
    loud = [*new, last] if last is not None and (not new or new[-1] is not last) else new
    said = {
        Flag.LEGS: any(day.legs for day in loud),
        Flag.PAIN_STOP: any(day.stopped_for_pain and not day.legs for day in loud),
        Flag.PAIN_UP: pain.kind is Kind.WORSE or (last is not None and _rose(last)),
        Flag.UNMEASURED: unmeasured is not None and unmeasured > MOST_UNMEASURED,
        Flag.QUIET: now - (last.at if last is not None else since) > QUIET,
    }
    return Overview(
        last=None if last is None else last.at,
        done=len(recent),
        planned=planned_visits(now, since, a_week),
        pain=pain,
        flags=tuple(flag for flag, so in said.items() if so),
        new=len(new),
    )


def planned_visits(now: datetime, since: datetime, a_week: int | None) -> int:
    """Visits that the last four weeks asked for, of the days since there was something to do."""
    days = min(max((now - since).total_seconds() / 86400, 0.0), FOUR_WEEKS.days)
    return round((DEFAULT_A_WEEK if a_week is None else a_week) * days / 7)


def _rose(day: VisitDay) -> bool:
    before, after = day.pain_before, day.pain_after
    return before is not None and after is not None and after - before >= PAIN_LEAST
