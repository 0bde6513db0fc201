"""Whether something changed: never called so below the smallest real change (docs/clinical.md#trends)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    numbers, errors = [value.value for value in alike], [value.error or 0.0 for value in alike]
    found = change_of(numbers, errors, better=better, least=least)
    return replace(found, left_out=len(ordered) - len(alike))


def change_of(
    numbers: Sequence[float],
    errors: Sequence[float] | None = None,
    *,
    better: Literal["more", "less"] = "more",
    least: float = 0.0,
) -> Change:
    """The change over plain numbers, the oldest first, that may be compared; the rest as for `change`.

    Args:
        numbers: one a visit.
        errors: their standard deviations; None where none is known.
        better, least: as for `change`.
    """
    if len(numbers) < LEAST_VISITS:
        return Change(Kind.TOO_FEW, None, None, None, None, len(numbers), 0)
    count = min(MOST_AT_AN_END, len(numbers) // 2)
    before, now = math.fsum(numbers[:count]) / count, math.fsum(numbers[-count:]) / count
    own, given = own_error(numbers) or 0.0, errors or [0.0] * len(numbers)
    smallest = max(Z95 * math.hypot(_error(given[:count], own), _error(given[-count:], own)), least)
    difference = now - before
    kind = Kind.NONE
    if abs(difference) >= smallest > 0:
        kind = Kind.BETTER if (difference > 0) == (better == "more") else Kind.WORSE
    return Change(kind, before, now, difference, smallest, len(numbers), 0)


def _error(errors: Sequence[float], own: float) -> float:
    """The error of one measurement, of those at this end."""
    return math.sqrt(sum(max(error, own) ** 2 for error in errors) / len(errors))
