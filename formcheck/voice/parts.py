"""The parts that a sentence is spoken in: one for a plain text, several where words or numbers fill gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

LARGEST = 9999
"""The largest number that is put together from recordings."""
_STOPS = " \N{NO-BREAK SPACE}.,:;!"
"""What a part neither begins nor ends with: it is not heard, and the same words need one recording."""


def parts_of(text: str, values: Mapping[str, object]) -> tuple[str, ...]:
    """The parts of a text of the catalogue, in the order in which they are spoken.

    Args:
        text: with its ``{placeholders}``.
        values: what fills them; a number becomes the parts of that number.

    Returns:
        The whole text where it has no gap.
    """
    found: list[str] = []
    gaps = 0
    for words, gap, _, _ in Formatter().parse(text):
        found.append(words.strip(_STOPS))
        if gap is not None:
            gaps += 1
            found += _value(values.get(gap, ""))
    return tuple(filter(None, found)) if gaps else (text,)


def fixed_parts(text: str) -> tuple[str, ...]:
    """The parts of a text of the catalogue that are the same whatever fills its gaps."""
    return parts_of(text, {})


def number_parts(number: int) -> tuple[str, ...]:
    """A whole number from 0 to `LARGEST` as it is spoken: thousands, hundreds, and the rest below 100.

    "123" is spoken as "100" and "23" in Dutch as in English.
    """
    thousands, hundreds, rest = number // 1000 * 1000, number % 1000 // 100 * 100, number % 100
    return tuple(str(part) for part in (thousands, hundreds, rest) if part) or ("0",)


def numbers() -> Iterator[str]:
    """All parts that numbers are put together from."""
    yield from map(str, range(100))
    yield from map(str, range(100, 1000, 100))
    yield from map(str, range(1000, LARGEST, 1000))


def _value(value: object) -> tuple[str, ...]:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
        return number_parts(value)
    return (str(value).strip(_STOPS),)
