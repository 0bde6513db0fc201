"""Whether something changed: never called so below the smallest real change (docs/clinical.md#trends)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from formcheck.scoring.summary import Z95
from formcheck.trends.values import Value, own_error

LEAST_VISITS = 4
"""Visits under one judgement from which a change can be spoken of: two at either end; one day is no trend."""
MOST_AT_AN_END = 3
"""Visits whose mean stands for the beginning, and for now."""
PAIN_LEAST = 2.0
"""The smallest change of pain that matters to people with low-back pain, of 10 (Ostelo et al. 2008)."""
EXERTION_LEAST = 2.0
"""Design default, as for pain: no smallest change of this scale was found for such exercises."""
SHARE_LEAST = 0.2
"""Design default, of a share of time: a fifth, as asked of a difference between sides."""


class Kind(StrEnum):
    """What can be said of a change; the page has a word for each: `trends.change.KIND`."""

    BETTER = "better"
    WORSE = "worse"
    NONE = "none"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Change:
    """A change from the beginning to now, of values that were judged as the newest one was.

    Attributes:
        kind: what can be said.
        before, now: means of the first and the last visits; None of too few visits.
        difference: now minus before, in the value's unit; None of too few visits.
        smallest: the smallest real change; None of too few visits.
        visits: how many could be compared.
        left_out: how many could not, since they were judged otherwise.
    """

    kind: Kind
    before: float | None
    now: float | None
    difference: float | None
    smallest: float | None
    visits: int
    left_out: int


def change(
    values: Sequence[Value], *, better: Literal["more", "less"] = "more", least: float = 0.0
) -> Change:
    """The change over values of several visits.

    The means of up to `MOST_AT_AN_END` visits at either end are held against the smallest real change of one
    single measurement (MDC95 = 1.96 x the root of the sum of both squared errors), which is on the safe side:
    a mean is more certain. The error is the published one or that of this person's own days, whichever is
    larger.

    Args:
        values: of one quantity, in any order.
        better: which way is better.
        least: a change smaller than that never counts, however certain.
    """
    ordered = sorted(values, key=lambda value: (value.at, value.visit))
    alike = [value for value in ordered if value.judged == ordered[-1].judged]
    left_out = len(ordered) - len(alike)
    if len(alike) < LEAST_VISITS:
        return Change(Kind.TOO_FEW, None, None, None, None, len(alike), left_out)
    count = min(MOST_AT_AN_END, len(alike) // 2)
    first, last = alike[:count], alike[-count:]
    before, now = _mean(first), _mean(last)
    own = own_error(alike) or 0.0
    smallest = max(Z95 * math.hypot(_error(first, own), _error(last, own)), least)
    difference = now - before
    kind = Kind.NONE
    if abs(difference) >= smallest > 0:
        kind = Kind.BETTER if (difference > 0) == (better == "more") else Kind.WORSE
    return Change(kind, before, now, difference, smallest, len(alike), left_out)


def _mean(values: Sequence[Value]) -> float:
    return math.fsum(value.value for value in values) / len(values)


def _error(values: Sequence[Value], own: float) -> float:
    """The error of one measurement, of those at this end."""
    squares = [max(value.error or 0.0, own) ** 2 for value in values]
    return math.sqrt(sum(squares) / len(squares))
