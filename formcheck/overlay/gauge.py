"""The gauge of the virtual object: the object on a tilted board, and a text about what moves it."""

from __future__ import annotations

import math

from formcheck.overlay.hud import BookView
from formcheck.overlay.layout import LINE, MARGIN, PAD, SMALL_SIZE, Canvas, Row, wrap
from formcheck.overlay.primitives import Disc, Line, Point, Polygon, Primitive
from formcheck.signals.book_objects import book_object
from formcheck.words.catalogue import Words

BOARD, HEIGHT = 0.2, 0.1
STEEPEST_DEG = 30.0
"""Greatest tilt that is drawn: the object falls long before."""


def book_label(book: BookView, words: Words) -> str:
    """Name of the object and the motions that this view sees: "Book: follows front-back tilt only"."""
    name = words.name("object", book.object)
    if book.fallen:
        return words.text("hud.book.fallen", object=name)
    if not book.driven_by:
        return words.text("hud.book.blind", object=name)
    return words.text("hud.book.driven", object=name, by=driven_by(book.driven_by, words))


def driven_by(drivers: tuple[str, ...], words: Words) -> str:
    """The names of the drivers, at least one, joined by "and"."""
    by = words.text(f"drive.{drivers[0]}")
    for other in drivers[1:]:
        by = words.text("drive.and", first=by, second=words.text(f"drive.{other}"))
    return by


def gauge(canvas: Canvas, book: BookView, words: Words) -> tuple[list[Primitive], float]:
    """The gauge along the bottom of the picture, and the height of its upper edge, in picture heights."""
    board, size = BOARD * canvas.scale, SMALL_SIZE * canvas.scale
    room = canvas.aspect - 2 * MARGIN
    text_room = room - board - 3 * PAD
    rows = [Row(line, size) for line in wrap(book_label(book, words), size, text_room)]
    tall = max(HEIGHT * canvas.scale, len(rows) * size * LINE) + PAD
    wide = min(room, board + 3 * PAD + max(row.width for row in rows))
    top = 1 - MARGIN - tall
    shapes: list[Primitive] = [canvas.plate(MARGIN, top, wide, tall)]
    shapes += _board(canvas, book, MARGIN + PAD + board / 2, top + tall * 0.62)
    for i, row in enumerate(rows):
        y = top + tall / 2 + (i - (len(rows) - 1) / 2) * size * LINE
        shapes.append(canvas.label(row, MARGIN + 2 * PAD + board, y, text_room))
    return shapes, top


def _board(canvas: Canvas, book: BookView, x: float, y: float) -> list[Primitive]:
    tilt = max(-STEEPEST_DEG, min(STEEPEST_DEG, book.tilt_deg)) if book.driven_by else 0.0
    c, s = math.cos(math.radians(tilt)), -math.sin(math.radians(tilt))
    unit = BOARD * canvas.scale

    def at(along: float, up: float) -> Point:
        """A point on the board, in board lengths."""
        return canvas.at(x + unit * (along * c + up * s), y + unit * (along * s - up * c))

    shapes: list[Primitive] = [Line(at(-0.42, 0), at(0.42, 0), "near", 0.008, halo=False)]
    thing = book_object(book.object)
    slides_along = abs(book.x_cm) >= abs(book.y_cm)
    slid = book.x_cm if slides_along else book.y_cm
    edge = thing.half_length_cm if slides_along else thing.half_width_cm
    place = max(-1.0, min(1.0, slid / edge)) * 0.21
    low = 0.02
    if book.fallen:
        place, low = math.copysign(0.32, slid or 1.0), -0.17
    if thing.kind == "ball":
        return [*shapes, Disc(at(place, low + 0.08), 0.08 * unit, "book")]
    half, tall = (0.07, 0.2) if thing.kind == "liquid" else (0.16, 0.11)
    corners = (
        (place - half, low),
        (place + half, low),
        (place + half, low + tall),
        (place - half, low + tall),
    )
    return [*shapes, Polygon(tuple(at(*corner) for corner in corners), "book")]
