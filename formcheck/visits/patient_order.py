"""The orders in which patients are listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from formcheck.trends.change import Change, Kind
from formcheck.trends.flags import Flag
from formcheck.visits.patient_list import ListedPatient

Order = Literal["look", "name", "last", "done", "pain"]


def ordered(patients: Sequence[ListedPatient], order: Order, *, down: bool = False) -> list[ListedPatient]:
    """Patients that are listed by name, in another order; names decide where that is equal.

    Args:
        patients: by name.
        order: who needs a look first, name, last visit, visits that were missed, or the change of pain.
        down: the other way round.
    """
    found = sorted(patients, key=_KEYS[order])
    return found[::-1] if down else found


def _gravest(one: ListedPatient) -> int:
    flags = list(Flag)
    return min((flags.index(flag) for flag in one.overview.flags), default=len(flags))


def _last(one: ListedPatient) -> float:
    return one.overview.last.timestamp() if one.overview.last else 0.0


def _change(change: Change) -> float:
    return change.difference if change.kind in (Kind.BETTER, Kind.WORSE) and change.difference else 0.0


_KEYS: Mapping[Order, Callable[[ListedPatient], tuple[object, ...]]] = MappingProxyType(
    {
        "look": lambda one: (_gravest(one), -one.overview.new, -_last(one)),
        "name": lambda one: (),
        "last": lambda one: (-_last(one),),
        "done": lambda one: (one.overview.done - one.overview.planned,),
        "pain": lambda one: (-_change(one.overview.pain), -(one.overview.pain_now or 0)),
    }
)
"""What each order goes by, the first on top."""
