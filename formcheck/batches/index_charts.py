"""The small charts of the index: bars, laid out here and drawn by `index_bars.svg.j2`.

Each bar has its number, and each column of verdicts its shape and word, so that no colour speaks alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.batches.index_choices import Choice

WIDTH = 400.0
"""Of a chart, in units of its view box; a letter is about 6 wide."""
NAMES = 182.0
"""Of the names to the left of the bars."""
NUMBER = 34.0
"""Of the number after a bar."""
LINE, GAP, HEAD = 15.0, 7.0, 22.0
_LETTERS = 27
MOST_BARS = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; `grade` is its colour, `text` its number."""

    x: float
    width: float
    grade: str
    text: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row of a chart.

    Attributes:
        lines: the name.
        filter: "NAME=VALUE" of the filter that shows what was counted.
        y: its top; `middle` that of the bars.
    """

    lines: list[str]
    filter: str
    y: float
    middle: float
    height: float
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart; `heads` are (x, grade) of the columns; `left_out` how many rows did not fit."""

    title: str
    width: float
    height: float
    heads: list[tuple[float, str]]
    rows: list[BarRow]
    left_out: int


def bar_chart(title: str, choice: Choice) -> BarChart:
    """One bar a value: how many files have it."""
    shown = choice.values[:MOST_BARS]
    counts = [[("bar", count)] for _, _, count in shown]
    return _chart(title, choice, [text for _, text, _ in shown], counts, [])


def verdict_chart(title: str, exercises: Choice, grades: Sequence[str], of: Sequence[str]) -> BarChart:
    """For each exercise one bar a verdict.

    Args:
        title: of the chart.
        exercises: those of the rows.
        grades: one for each row.
        of: the grades to show, in their order.
    """
    shown = exercises.values[:MOST_BARS]
    counts = [[0] * len(of) for _ in shown]
    for places, grade in zip(exercises.rows, grades, strict=True):
        for place in places:
            if place < len(shown) and grade in of:
                counts[place][of.index(grade)] += 1
    bars = [list(zip(of, row, strict=True)) for row in counts]
    return _chart(title, exercises, [text for _, text, _ in shown], bars, of)


def _chart(
    title: str,
    choice: Choice,
    names: Sequence[str],
    counts: Sequence[Sequence[tuple[str, int]]],
    heads: Sequence[str],
) -> BarChart:
    columns = max(len(heads), 1)
    wide = (WIDTH - NAMES) / columns
    most = max((count for row in counts for _, count in row), default=0) or 1
    rows, y = [], HEAD if heads else 0.0
    for (value, _, _), name, row in zip(choice.values, names, counts, strict=False):
        lines = textwrap.wrap(name, _LETTERS) or [""]
        height = LINE * len(lines) + GAP
        bars = [
            Bar(
                x=round(NAMES + wide * number, 1),
                width=round(max((wide - NUMBER) * count / most, 1.5), 1) if count else 0.0,
                grade=grade,
                text=str(count) if count or columns == 1 else "",
            )
            for number, (grade, count) in enumerate(row)
        ]
        rows.append(BarRow(lines, f"{choice.name}={value}", y, round(y + height / 2, 1), height, bars))
        y += height
    placed = [(round(NAMES + wide * number, 1), grade) for number, grade in enumerate(heads)]
    return BarChart(title, WIDTH, max(y, LINE), placed, rows, len(choice.values) - len(rows))
