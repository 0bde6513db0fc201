"""Changes and sides of trends in words."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.trends.change import LEAST_VISITS, Change, Kind
from formcheck.trends.sides import Sides
from formcheck.words.catalogue import Words

SHAPES: dict[Kind, str] = {Kind.BETTER: "up", Kind.WORSE: "down", Kind.NONE: "level", Kind.TOO_FEW: "few"}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a change: from and to, its shape, its word, and a sentence."""

    numbers: str
    shape: str
    word: str
    sentence: str


def said(
    found: Change, unit: str, words: Words, *, scale: float = 1.0, place: str = "therapist.trend"
) -> Said:
    """A change in words.

    Args:
        found: the change.
        unit: after each number.
        words: of the page.
        scale: a number is shown as so many times its value: 100 of a share in percent.
        place: where the sentences are among the words.
    """

    def number(value: float | None) -> str:
        return f"{words.number(scale * (value or 0.0))}{unit}"

    word = words.text(f"trends.change.{found.kind}")
    left_out = words.text("therapist.trend.left_out", count=found.left_out) if found.left_out else ""
    if found.kind is Kind.TOO_FEW:
        sentence = words.text("therapist.trend.too_few", count=found.visits, least=LEAST_VISITS)
        return Said("", SHAPES[found.kind], word, f"{sentence} {left_out}".strip())
    numbers = f"{words.number(scale * (found.before or 0))} \N{RIGHTWARDS ARROW} {number(found.now)}"
    sentence = words.text(
        f"{place}.{found.kind}" if found.kind is not Kind.NONE else "therapist.trend.none",
        before=number(found.before),
        now=number(found.now),
        smallest=number(found.smallest),
    )
    return Said(numbers, SHAPES[found.kind], word, f"{sentence} {left_out}".strip())


def measure_said(found: Change, name: str, words: Words) -> Said:
    """A change of a measure, which is neither better nor worse."""
    scale, unit = measure_scale(name), measure_unit(name)
    told = said(found, unit, words, scale=scale)
    if found.kind in (Kind.NONE, Kind.TOO_FEW):
        return told
    sentence = words.text(
        "therapist.trend.changed",
        before=f"{words.number(scale * (found.before or 0.0))}{unit}",
        now=f"{words.number(scale * (found.now or 0.0))}{unit}",
        smallest=f"{words.number(scale * (found.smallest or 0.0))}{unit}",
    )
    return Said(told.numbers, "other", words.text("therapist.trend.changed.word"), sentence)


def measure_scale(name: str) -> float:
    """A measure is shown as so many times its value."""
    return 1.0 if name.endswith("_deg") else 100.0


def measure_unit(name: str) -> str:
    """What stands after the numbers of a measure."""
    return "\N{DEGREE SIGN}" if name.endswith("_deg") else " %"


def sides_text(sides: Sides, words: Words) -> str:
    """Left against right."""
    scale, unit = (1.0, " s") if sides.in_seconds else (100.0, " %")
    last = sides.days[-1]
    values = {
        "left": f"{words.number(scale * last.left.value)}{unit}",
        "right": f"{words.number(scale * last.right.value)}{unit}",
        "left_name": words.name("side", sides.names[0]),
        "right_name": words.name("side", sides.names[1]),
        "difference": f"{words.number(scale * abs(sides.difference or 0.0))}{unit}",
        "margin": f"{words.number(scale * (sides.uncertainty or 0.0))}{unit}",
    }
    if sides.less is None:
        return words.text("therapist.trend.sides.none", **values)
    less = sides.names[0] if sides.less == "left" else sides.names[1]
    return words.text("therapist.trend.sides.less", side=words.name("side", less), **values)
