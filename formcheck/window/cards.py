"""Text on dark plates: the card of a stage, the caption, the countdown and the line of keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.overlay.layout import (
    CUE_SIZE,
    LINE,
    MARGIN,
    PAD,
    PLATE_OPACITY,
    TEXT_SIZE,
    VERDICT_SIZE,
    Canvas,
    Row,
    wrap,
)
from formcheck.overlay.primitives import Disc, Primitive, Ring, Role

CAPTION_SIZE = CUE_SIZE
KEYS_SIZE = 0.6
"""Font size of the line of keys, as a share of the height of its strip."""
COUNTDOWN_RADIUS, COUNTDOWN_WIDTH = 0.13, 0.022
MAX_CARD_HEIGHT = 0.62
"""Greatest height of a card, in picture heights: the body has to stay visible under it."""


@dataclass(frozen=True, slots=True)
class Card:
    """A title and the lines under it."""

    title: str
    lines: tuple[str, ...] = ()


def card(canvas: Canvas, shown: Card, room: float) -> list[Primitive]:
    """The card at the top left, at most `room` picture heights wide; long texts are drawn smaller."""
    inner = room - 2 * PAD
    size = TEXT_SIZE * canvas.scale
    while True:
        rows = [Row(line, VERDICT_SIZE * canvas.scale, True) for line in _wrapped(
            shown.title, VERDICT_SIZE * canvas.scale, inner)]  # fmt: skip
        for text in shown.lines:
            rows += [Row(line, size) for line in _wrapped(text, size, inner)]
        high = sum(row.size * LINE for row in rows) + 2 * PAD
        if high <= MAX_CARD_HEIGHT or size < TEXT_SIZE / 2:
            break
        size *= 0.92
    wide = min(max(row.width for row in rows) + 2 * PAD, room)
    return [
        canvas.plate(MARGIN, MARGIN, wide, high),
        *_labels(canvas, rows, MARGIN + PAD, MARGIN + PAD, inner),
    ]


def caption(canvas: Canvas, text: str, bottom: float) -> list[Primitive]:
    """The caption in the middle of the picture, with its lower edge at height `bottom`; none without text."""
    if not text:
        return []
    room = canvas.aspect - 2 * MARGIN
    size = CAPTION_SIZE * canvas.scale
    rows = [Row(line, size, True) for line in _wrapped(text, size, room - 2 * PAD)]
    wide = min(max(row.width for row in rows) + 2 * PAD, room)
    high = sum(row.size * LINE for row in rows) + PAD
    left, top = (canvas.aspect - wide) / 2, bottom - high
    shapes: list[Primitive] = [canvas.plate(left, top, wide, high)]
    middle = canvas.aspect / 2
    for number, row in enumerate(rows):
        y = top + PAD / 2 + (number + 0.5) * row.size * LINE
        shapes.append(canvas.label(row, middle, y, room - 2 * PAD, "middle"))
    return shapes


def countdown(canvas: Canvas, value: float, share: float, unit: str, role: Role = "near") -> list[Primitive]:
    """A ring at the top right that empties, with a number in it; `share` 1 is the full ring."""
    x, y = canvas.aspect - MARGIN - COUNTDOWN_RADIUS, MARGIN + COUNTDOWN_RADIUS
    centre, inside = canvas.at(x, y), 1.3 * COUNTDOWN_RADIUS
    return [
        Disc(centre, COUNTDOWN_RADIUS, "plate", opacity=PLATE_OPACITY),
        Ring(centre, COUNTDOWN_RADIUS * 0.88, COUNTDOWN_WIDTH, "track"),
        Ring(centre, COUNTDOWN_RADIUS * 0.88, COUNTDOWN_WIDTH, role, share=min(max(share, 0.0), 1.0)),
        canvas.label(Row(f"{value:.0f}", 0.11, True), x, y - 0.012, inside, "middle"),
        canvas.label(Row(unit, 0.042), x, y + 0.06, inside, "middle"),
    ]


def key_line(canvas: Canvas, left: str, right: str) -> list[Primitive]:
    """The lowest line of the window: `left` always, `right` where it fits beside it."""
    row, other = Row(left, KEYS_SIZE), Row(right, KEYS_SIZE, role="unmeasured")
    pad = KEYS_SIZE / 2
    shapes: list[Primitive] = [canvas.label(row, pad, 0.5, canvas.aspect - 2 * pad)]
    if right and row.width + other.width + 3 * pad <= canvas.aspect:
        shapes.append(canvas.label(other, canvas.aspect - pad, 0.5, other.width, "right"))
    return shapes


def _wrapped(text: str, size: float, room: float) -> list[str]:
    return wrap(text, size, room) or [""]


def _labels(canvas: Canvas, rows: Sequence[Row], left: float, top: float, room: float) -> list[Primitive]:
    shapes: list[Primitive] = []
    for row in rows:
        shapes.append(canvas.label(row, left, top + row.size * LINE / 2, room))
        top += row.size * LINE
    return shapes
