"""The panel of the overlay: verdict, cue, clock, counter, the book's gauge; for any shape of picture.

Lengths here are in picture heights in both directions; they become normalised points at the very end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from formcheck.feedback.hud import BookView, Hud, Word
from formcheck.feedback.primitives import Disc, Label, Line, Point, Polygon, Primitive, Ring, Role
from formcheck.feedback.words import Words

MARGIN, PAD = 0.025, 0.02
VERDICT_SIZE, CUE_SIZE, TEXT_SIZE, SMALL_SIZE = 0.07, 0.06, 0.05, 0.042
"""Font sizes. Capitals are 0.7 of them, so the verdict's stand at 4.9 % of the height and a cue's at 4.2 %:
clinical.md 4.6 asks at least 4 % for text that a patient reads."""

LINE = 1.25
EM_WIDTH = 0.57
"""Mean width of a letter over the font size; on the wide side, so that lines break early, not late."""

RING_RADIUS = 0.085


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    size: float
    bold: bool = False
    role: Role = "ink"


@dataclass(frozen=True, slots=True)
class _Canvas:
    """Turns (x, y) in heights into points of a picture `aspect` heights wide."""

    aspect: float

    def at(self, x: float, y: float) -> Point:
        return x / self.aspect, y

    def rectangle(self, x: float, y: float, width: float, height: float) -> Polygon:
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        return Polygon(tuple(self.at(*corner) for corner in corners), "plate", opacity=0.72)

    def label(
        self, row: _Row, x: float, y: float, room: float, align: Literal["left", "middle", "right"] = "left"
    ) -> Label:
        return Label(row.text, self.at(x, y), row.size, room / self.aspect, row.role, align, row.bold)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break `text` at spaces into lines that fit into `room` heights at font size `size`."""
    most = max(int(room / (size * EM_WIDTH)), 1)
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def mark(word: Word, x: float, y: float, radius: float, aspect: float) -> list[Primitive]:
    """The shape of a verdict, for eyes that see no colour: disc, triangle, diamond, dash."""
    canvas = _Canvas(aspect)
    if word == "good":
        return [Disc(canvas.at(x, y), radius, "good")]
    if word == "unmeasured":
        return [Line(canvas.at(x - radius, y), canvas.at(x + radius, y), word, radius * 0.5, halo=False)]
    turn = (90, 210, 330) if word == "almost" else (90, 180, 270, 0)
    sides = [(math.cos(math.radians(angle)), math.sin(math.radians(angle))) for angle in turn]
    return [Polygon(tuple(canvas.at(x + radius * 1.15 * c, y - radius * 1.15 * s) for c, s in sides), word)]


def panel(hud: Hud, words: Words, *, aspect: float) -> list[Primitive]:
    """Verdict and cue at the top left, clock at the top right (below if upright), book at the bottom.

    `aspect` is the picture's width over its height. Every text stays inside the picture.
    """
    canvas = _Canvas(aspect)
    clock = hud.hold_s is not None or hud.reps is not None
    upright = aspect < 1.3
    room = aspect - 2 * MARGIN - (2 * RING_RADIUS + MARGIN if clock and not upright else 0)
    shapes = _verdict(canvas, hud, words, room)
    if clock:
        shapes += _clock(canvas, hud, words, upright)
    if hud.book is not None:
        taken = 2 * RING_RADIUS + 2 * MARGIN if clock and upright else 0
        shapes += _gauge(canvas, hud.book, words, aspect - 2 * MARGIN - taken)
    return shapes


def _rows(hud: Hud, words: Words, room: float) -> list[_Row]:
    """What is said under the verdict."""

    def rows(text: str, size: float, *, bold: bool = False) -> list[_Row]:
        return [_Row(line, size, bold) for line in wrap(text, size, room)]

    if hud.word in ("almost", "different"):
        names = ", ".join(words.text(f"fault.{fault}.name") for fault in hud.faults[:2])
        cue = words.text(f"fault.{hud.faults[0]}.cue") if hud.faults else ""
        return rows(cue, CUE_SIZE, bold=True) + rows(names, TEXT_SIZE)
    if hud.word == "unmeasured" and hud.reason:
        said = rows(words.text(f"reason.{hud.reason}.text"), TEXT_SIZE)
        # Before and after an exercise nobody needs to be told to take up its posture.
        return said if hud.reason == "wrong_posture" else said + rows(words.remedy(hud.reason), SMALL_SIZE)
    return [] if hud.phase in ("hold", "rep") else rows(words.text(f"phase.{hud.phase}"), TEXT_SIZE)


def _verdict(canvas: _Canvas, hud: Hud, words: Words, room: float) -> list[Primitive]:
    indent = VERDICT_SIZE
    inner = room - 2 * PAD - indent
    title = [
        _Row(line, VERDICT_SIZE, True, hud.word)
        for line in wrap(words.text(f"verdict.{hud.word}"), VERDICT_SIZE, inner)
    ]
    said = _rows(hud, words, room - 2 * PAD)
    wide = max(
        [indent + EM_WIDTH * row.size * (len(row.text) + 1) for row in title]
        + [EM_WIDTH * row.size * len(row.text) for row in said]
    )
    high = sum(row.size * LINE for row in [*title, *said])
    plate = canvas.rectangle(MARGIN, MARGIN, min(wide + 2 * PAD, room), high + 2 * PAD * 0.6)
    left, top = MARGIN + PAD, MARGIN + PAD * 0.6
    shapes: list[Primitive] = [plate]
    shapes += mark(hud.word, left + indent * 0.4, top + VERDICT_SIZE * LINE / 2, indent * 0.34, canvas.aspect)
    for row in title:
        shapes.append(canvas.label(row, left + indent, top + row.size * LINE / 2, inner))
        top += row.size * LINE
    for row in said:
        shapes.append(canvas.label(row, left, top + row.size * LINE / 2, room - 2 * PAD))
        top += row.size * LINE
    return shapes


def _clock(canvas: _Canvas, hud: Hud, words: Words, upright: bool) -> list[Primitive]:
    """A ring that fills, with the seconds (or repetitions) inside, and the counters under it."""
    value, target = (hud.hold_s, hud.target_s) if hud.hold_s is not None else (hud.reps, hud.target_reps)
    notes = []
    if hud.hold_s is not None and hud.reps:
        notes.append(words.text("hud.reps", count=hud.reps))
    if hud.attempts:
        notes.append(words.text("hud.attempts", count=hud.attempts))
    x = canvas.aspect - MARGIN - RING_RADIUS
    y = 1 - MARGIN - RING_RADIUS - len(notes) * SMALL_SIZE * LINE if upright else MARGIN + RING_RADIUS
    number = int(value or 0)
    unit = words.text("hud.seconds" if hud.hold_s is not None else "event.rep.short")
    share = 1.0 if not target else min((value or 0) / target, 1.0)
    centre, inside = canvas.at(x, y), 1.3 * RING_RADIUS
    shapes: list[Primitive] = [
        Disc(centre, RING_RADIUS, "plate", opacity=0.72),
        Ring(centre, RING_RADIUS * 0.88, 0.016, "track"),
        Ring(centre, RING_RADIUS * 0.88, 0.016, hud.word, share=share),
        canvas.label(_Row(str(number), 0.075, True), x, y - 0.008, inside, "middle"),
        canvas.label(_Row(unit, 0.032), x, y + 0.042, inside, "middle"),
    ]
    return shapes + _notes(canvas, notes, y + RING_RADIUS)


def _notes(canvas: _Canvas, notes: Sequence[str], top: float) -> list[Primitive]:
    if not notes:
        return []
    room = min(canvas.aspect / 2, max(len(note) for note in notes) * EM_WIDTH * SMALL_SIZE) + PAD
    right = canvas.aspect - MARGIN
    shapes: list[Primitive] = [canvas.rectangle(right - room, top, room, len(notes) * SMALL_SIZE * LINE)]
    for i, note in enumerate(notes):
        y = top + (i + 0.5) * SMALL_SIZE * LINE
        shapes.append(canvas.label(_Row(note, SMALL_SIZE), right - PAD / 2, y, room - PAD, "right"))
    return shapes


def book_label(book: BookView, words: Words) -> str:
    """What the object is and, honestly, what moves it: "Book: seen by pitch only"."""
    name = words.name("object", book.object)
    if book.fallen:
        return words.text("hud.book.fallen", object=name)
    if not book.driven_by:
        return words.text("hud.book.blind", object=name)
    by = words.text(f"drive.{book.driven_by[0]}")
    for other in book.driven_by[1:]:
        by = words.text("drive.and", first=by, second=words.text(f"drive.{other}"))
    return words.text("hud.book.driven", object=name, by=by)


def _gauge(canvas: _Canvas, book: BookView, words: Words, room: float) -> list[Primitive]:
    """A small picture of the object on a tilted board, and the label."""
    board, high = 0.2, 0.1
    lines = wrap(book_label(book, words), SMALL_SIZE, max(room - board - 3 * PAD, 0.1))
    tall = max(high, len(lines) * SMALL_SIZE * LINE) + PAD
    wide = min(room, board + 3 * PAD + max(len(line) for line in lines) * EM_WIDTH * SMALL_SIZE)
    top = 1 - MARGIN - tall
    shapes: list[Primitive] = [canvas.rectangle(MARGIN, top, wide, tall)]
    shapes += _board(canvas, book, MARGIN + PAD + board / 2, top + tall * 0.62, board)
    for i, line in enumerate(lines):
        y = top + tall / 2 + (i - (len(lines) - 1) / 2) * SMALL_SIZE * LINE
        shapes.append(
            canvas.label(_Row(line, SMALL_SIZE), MARGIN + 2 * PAD + board, y, wide - board - 3 * PAD)
        )
    return shapes


def _board(canvas: _Canvas, book: BookView, x: float, y: float, width: float) -> list[Primitive]:
    tilt = math.radians(max(-30.0, min(30.0, book.tilt_deg)) if book.driven_by else 0.0)
    c, s = math.cos(tilt), -math.sin(tilt)

    def at(along: float, up: float) -> Point:
        return canvas.at(x + along * c + up * s, y + along * s - up * c)

    half = width * 0.42
    shapes: list[Primitive] = [Line(at(-half, 0), at(half, 0), "near", 0.008, halo=False)]
    # 9 cm is where a book of 18 cm tips over the edge of its support (clinical.md 2.5).
    slid = book.x_cm if abs(book.x_cm) >= abs(book.y_cm) else book.y_cm
    place = max(-1.0, min(1.0, slid / 9)) * half * 0.5
    if book.fallen:
        place, low, top = math.copysign(half * 0.75, slid or 1), -0.034, -0.012
    else:
        low, top = 0.004, 0.026
    wide = 0.032
    corners = (at(place - wide, low), at(place + wide, low), at(place + wide, top), at(place - wide, top))
    return [*shapes, Polygon(corners, "book")]
