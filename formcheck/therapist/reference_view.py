"""The values of a reference that was picked, as texts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.report.phrases import band_text, exact
from formcheck.visits.picked_reference import PickedReference, ReadValue
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A value with what may be believed of it; `doubt` is "" for one that is."""

    name: str
    value: str
    believable: str
    doubt: str


def reference_rows(picked: PickedReference, words: Words) -> list[ReferenceRow]:
    """A row for each value that was read."""
    return [
        ReferenceRow(_name(one.name, words), _value(one, words), _range(one, words), _doubt(one, words))
        for one in picked.read
    ]


def _name(name: str, words: Words) -> str:
    side, _, rest = name.partition("_")
    if side in ("left", "right"):
        return f"{_name(rest, words)}, {words.text(f'side.{side}')}"
    return words.first(f"therapist.reference.value.{name}", f"signal.{name}", default=name.replace("_", " "))


def _value(one: ReadValue, words: Words) -> str:
    unit = one.unit or ("deg" if one.name.endswith("_deg") else "fraction")
    text = exact(one.value, unit, words)
    return f"{text}°" if unit == "deg" else text


def _range(one: ReadValue, words: Words) -> str:
    ends = [end if math.isfinite(end) else None for end in (one.low, one.high)]
    return "" if ends == [None, None] else band_text(ends, one.unit or "", words)


def _doubt(one: ReadValue, words: Words) -> str:
    if one.doubt is None:
        return ""
    if one.fault is not None:
        return words.text(f"fault.{one.fault}.name")
    return words.text("notice.reference.drift" if one.doubt == "drift" else "notice.reference.odd")
