"""What the rows of the index are sorted and chosen by, as small numbers that its script reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import normalize

_DIGITS = re.compile(r"(\d+)")
LAST = -1
"""Rank of what is not known: it comes last in either direction."""
PAIRED = ":"
"""Between a label's verdict and formcheck's in the value of a filter."""
Natural = tuple[tuple[int, int, str], ...]
K = TypeVar("K", str, float, Natural, tuple[int, Natural])


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter.

    Attributes:
        name: of the filter.
        values: (value, its text, number of files), in the order to show.
        rows: for each row, which of the values it has, as places in `values`.
    """

    name: str
    values: list[tuple[str, str, int]]
    rows: list[list[int]]


def choice(
    name: str, rows: Sequence[Sequence[str]], text: Callable[[str], str], order: Sequence[str] | None = None
) -> Choice:
    """A filter over rows.

    Args:
        name: of the filter.
        rows: the values of each row.
        text: of a value.
        order: of the values; the most frequent first if not given.
    """
    counts = Counter(value for values in rows for value in values)
    known = sorted(counts, key=lambda value: (-counts[value], natural(text(value))))
    if order is not None:
        known.sort(key=lambda value: order.index(value) if value in order else len(order))
    place = {value: number for number, value in enumerate(known)}
    return Choice(
        name,
        [(value, text(value), counts[value]) for value in known],
        [[place[value] for value in values] for values in rows],
    )


def ranks(keys: Sequence[K | None]) -> list[int]:
    """The place of each key in their order, the same for equal ones; `LAST` for None."""
    known = sorted({key for key in keys if key is not None})
    place = {key: number for number, key in enumerate(known)}
    return [LAST if key is None else place[key] for key in keys]


def natural(text: str) -> Natural:
    """A key that sorts names as people do: 2 before 10, upper case beside lower case."""
    parts = _DIGITS.split(normalize("NFKD", text).casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def natural_or_none(text: str) -> Natural | None:
    """The same; None for nothing."""
    return natural(text) if text else None
