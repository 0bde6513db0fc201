"""How much of a report is printed: what fits one sheet, A4 or US Letter, the weightiest first.

Heights are millimetres of the print style in `page.css`, rounded up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from formcheck.report.view import EventRow, FaultRow, Missing, StillCard

SHEET_MM = 250.0
"""Height of US Letter, the shorter of the two, within its margins."""
_FIXED_MM = 149.0
"""Header, what to change without its lines, the chart with its legend, EXAS, the footer."""
_LINE_MM, _SECTION_MM = 4.1, 15.5
"""A line of text; a heading with the head of its table."""
_LETTERS, _CARD_LETTERS, _CELL_LETTERS = 105, 33, 46
"""Letters on a line of the page, of a card, and of a cell of a table."""
STILLS = 4
"""Most drawings, which stand in one row."""
_STILLS_MM = 60.0
_ELSEWHERE_MM = 5.2
"""The line that stands for a list of which nothing fits."""


@dataclass(frozen=True, slots=True)
class Printed:
    """How many of each are printed; what is left out is told.

    Attributes:
        stills: drawings.
        faults: whether the table of faults is; it says nothing more than the drawings do.
        missing, unmeasured: lines of time that was not measured, and of what could not be judged.
        events: lines of holds and repetitions.
    """

    stills: int
    faults: bool
    missing: int
    unmeasured: int
    events: int


def printed(
    texts: Sequence[str],
    cards: Sequence[Sequence[str]],
    faults: Sequence[FaultRow],
    stills: Sequence[StillCard],
    missing: Sequence[Missing],
    unmeasured: Sequence[Missing],
    events: Sequence[EventRow],
) -> Printed:
    """What fits.

    Args:
        texts: notices, and the lines of what to change.
        cards: the lines of each card.
        faults, stills, missing, unmeasured, events: the parts of the page.
    """
    left = SHEET_MM - _FIXED_MM - sum(_lines(text, _LETTERS) * _LINE_MM + 2.5 for text in texts)
    left -= max((sum(_lines(line, _CARD_LETTERS) for line in card) for card in cards), default=0) * _LINE_MM
    left -= _ELSEWHERE_MM * sum(bool(rows) for rows in (missing, unmeasured, events))
    drawn = min(len(stills), STILLS) if left >= _STILLS_MM else 0
    left -= _STILLS_MM if drawn else 0.0
    told = drawn < len(faults)
    if told:
        left -= _SECTION_MM + sum(_cells(row.name, row.cue) for row in faults)
    counts = []
    for rows in (
        [_cells(row.why, row.remedy) for row in missing],
        [_cells(row.what, row.why, row.remedy) for row in unmeasured],
        [
            max(_cells(row.note), _cells(*(text for _, text in row.faults)) * max(len(row.faults), 1))
            for row in events
        ],
    ):
        count, left = _fitting(rows, left)
        counts.append(count)
    return Printed(drawn, told, *counts)


def _fitting(rows: Sequence[float], left_mm: float) -> tuple[int, float]:
    """How many rows fit below a heading, and the height that is left."""
    room, count = left_mm - _SECTION_MM - _LINE_MM, 0
    for row in rows:
        if row > room:
            break
        room -= row
        count += 1
    return (count, room + _LINE_MM + _ELSEWHERE_MM) if count else (0, left_mm)


def _cells(*texts: str) -> float:
    """Height of a row of a table with these cells."""
    return max((_lines(text, _CELL_LETTERS) for text in texts), default=1) * 3.9 + 1.4


def _lines(text: str, letters: int) -> int:
    return max(1, ceil(len(text) / letters))
